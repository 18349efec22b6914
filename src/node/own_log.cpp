#include "node/own_log.h"

#include <algorithm>

#include "node/errors.h"

namespace entente::node {

Result<OwnLog> OwnLog::make(LogNumber number, std::string origin, const Digest& name,
                            const crypto::SigningKey& log_key) {
  ENTENTE_TRY(auto signer, ledger::NoteSigner::make(origin, log_key));
  return OwnLog(number, name, std::move(signer));
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
  tree_ = ledger::Tree{};
  tree_.append(leaves);
  durable_ = tree_.size();
  return {};
}

Result<std::string> OwnLog::sign_head(std::uint64_t size) const {
  ENTENTE_INVARIANT(size <= durable_);
  ENTENTE_TRY(const Digest root, tree_.root_at(size));
  ledger::Checkpoint checkpoint{origin(), {size, root}, {}};
  ENTENTE_TRY(const auto note, ledger::sign_checkpoint(checkpoint, signer_));
  return note.format();
}

Result<std::vector<Digest>> load_leaves(const Store& store, LogNumber log) {
  std::vector<Digest> leaves;
  const Status scanned =
      store.scan(Space::leaf, log_key(log, 0), log_key(log + 1, 0),
                 [&](BytesView key, BytesView value) -> Status {
                   ENTENTE_TRY(const Digest leaf, Digest::from_bytes(value));
                   if (read_number(key.subspan(4)) != leaves.size()) {
                     return Error(kRolledBack, "A leaf of the log is missing from the store.");
                   }
                   leaves.push_back(leaf);
                   return Status{};
                 });
  ENTENTE_CHECK(scanned);
  return leaves;
}

}  // namespace entente::node
