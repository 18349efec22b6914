#include "node/own_log.h"

#include <algorithm>

#include "node/errors.h"

namespace entente::node {
namespace {

Result<std::vector<ledger::NoteSigner>> signers_of(const std::string& origin,
                                                   std::span<const crypto::SigningKey> log_keys) {
  std::vector<ledger::NoteSigner> signers;
  for (const crypto::SigningKey& key : log_keys) {
    ENTENTE_TRY(auto signer, ledger::NoteSigner::make(origin, key));
    signers.push_back(std::move(signer));
  }
  return signers;
}

}  // namespace

Result<OwnLog> OwnLog::make(LogNumber number, std::string origin, const Digest& name,
                            std::span<const crypto::SigningKey> log_keys) {
  OwnLog made(number, std::move(origin), name);
  ENTENTE_CHECK(made.set_keys(log_keys));
  return made;
}

Status OwnLog::set_keys(std::span<const crypto::SigningKey> log_keys) {
  ENTENTE_TRY(signers_, signers_of(origin_, log_keys));
  return {};
}

Status OwnLog::begin_epoch(std::string origin, std::span<const crypto::SigningKey> log_keys) {
  origin_ = std::move(origin);
  return set_keys(log_keys);
}

OwnLog::Place OwnLog::append(ledger::EntryKind kind, const Digest& digest, BytesView facts,
                             Entropy& entropy) {
  Place place;
  place.index = tree_.size();
  place.commitment_key.resize(ledger::kCommitmentKeyBytes);
  entropy.fill(place.commitment_key);
  const auto commitment = ledger::commit(place.commitment_key, kind, digest, facts);
  place.leaf = ledger::leaf_hash_of({name_, kind, commitment.value()});
  tree_.append(place.leaf);
  return place;
}

Status OwnLog::load(const Store& store) {
  ENTENTE_TRY(const auto leaves, load_leaves(store, number_));
  ENTENTE_TRY(const auto beyond, store.get(Space::act, log_key(number_, leaves.size())));
  if (beyond) {
    return Error(kRolledBack, "The last leaf of the log is missing from the store.");
  }
  tree_ = ledger::Tree{};
  tree_.append(leaves);
  durable_ = tree_.size();
  return {};
}

Result<std::string> OwnLog::sign_head(std::uint64_t size) const {
  return signed_head(origin_, size, signers_);
}

Result<std::string> OwnLog::sign_closed_head(std::uint64_t size, const std::string& origin,
                                             std::span<const crypto::SigningKey> log_keys) const {
  ENTENTE_TRY(const auto signers, signers_of(origin, log_keys));
  return signed_head(origin, size, signers);
}

/// By the newest key, and by the others beside it.
Result<std::string> OwnLog::signed_head(const std::string& origin, std::uint64_t size,
                                        std::span<const ledger::NoteSigner> signers) const {
  ENTENTE_INVARIANT(size <= durable_);
  ENTENTE_TRY(const Digest root, tree_.root_at(size));
  const ledger::Checkpoint checkpoint{origin, {size, root}, {}};
  ENTENTE_TRY(auto note, ledger::sign_checkpoint(checkpoint, signers.back()));
  for (std::size_t i = 0; i + 1 < signers.size(); ++i) {
    ENTENTE_CHECK(note.add(signers[i].sign(note.text())));
  }
  return note.format();
}

Result<std::vector<ledger::NoteVerifier>> log_verifiers(
    std::string_view origin, std::span<const crypto::VerifyingKey> keys) {
  std::vector<ledger::NoteVerifier> verifiers;
  for (const crypto::VerifyingKey& key : keys) {
    ENTENTE_TRY(auto verifier,
                ledger::NoteVerifier::make(std::string(origin), ledger::NoteKeyType::ed25519, key));
    verifiers.push_back(std::move(verifier));
  }
  return verifiers;
}

Result<std::vector<Digest>> load_leaves(const Store& store, LogNumber log) {
  std::vector<Digest> leaves;
  const Status scanned =
      store.scan(Space::leaf, log_key(log, 0), log_key(log + 1, 0),
                 [&](BytesView key, BytesView value) -> Status {
                   ENTENTE_TRY(const Digest leaf, Digest::from_bytes(value));
                   if (get_big_endian(key.subspan(4)) != leaves.size()) {
                     return Error(kRolledBack, "A leaf of the log is missing from the store.");
                   }
                   leaves.push_back(leaf);
                   return Status{};
                 });
  ENTENTE_CHECK(scanned);
  return leaves;
}

}  // namespace entente::node
