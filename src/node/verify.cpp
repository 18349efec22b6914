#include <unordered_set>

#include "base/log.h"
#include "ledger/cosignature.h"
#include "node/errors.h"
#include "node/names.h"
#include "node/node.h"

/// What a node can prove from its own copy alone (I11).
namespace entente::node {
namespace {

/// The leaf that a stored act of a log opens to; nothing if it cannot be read or is not signed by
/// one of `keys`.
std::optional<Digest> leaf_of(const Core::StoredAct& stored, const PartyCode& issuer,
                              const std::vector<crypto::VerifyingKey>& keys) {
  const auto envelope = act::parse_envelope(stored.bytes);
  if (!envelope.ok() || envelope->header().issuer != issuer) {
    return std::nullopt;
  }
  act::Verifier verifier([&](const PartyCode&, std::string_view id) {
    const crypto::VerifyingKey* found = nullptr;
    for (const crypto::VerifyingKey& key : keys) {
      found = act::key_id(key) == id ? &key : found;
    }
    return found;
  });
  if (!verifier.verify(*envelope).ok()) {
    return std::nullopt;
  }
  const auto commitment =
      ledger::commit(stored.commitment_key, ledger::EntryKind::shared, envelope->digest,
                     as_bytes(envelope->signatures.front().protected_text));
  return ledger::leaf_hash_of(
      {envelope->header().agreement_digest, ledger::EntryKind::shared, commitment.value()});
}

/// The leaf of an anchor row: origin, size and root of the house ledger, one line each.
std::optional<Digest> anchor_leaf(const Core::StoredAct& stored, const Digest& log_name) {
  const std::string_view facts = as_text(stored.bytes);
  const std::size_t end = facts.rfind('\n');
  const std::size_t start =
      end == std::string_view::npos || end == 0 ? end : facts.rfind('\n', end - 1);
  if (start == std::string_view::npos) {
    return std::nullopt;
  }
  const auto root = Digest::from_hex(facts.substr(start + 1, end - start - 1));
  if (!root.ok()) {
    return std::nullopt;
  }
  const auto commitment =
      ledger::commit(stored.commitment_key, ledger::EntryKind::anchor, *root, as_bytes(facts));
  return ledger::leaf_hash_of({log_name, ledger::EntryKind::anchor, commitment.value()});
}

}  // namespace

Result<LogReport> Node::verify_log(const AgreementId& agreement) {
  Room* room = core_.room(agreement);
  if (room == nullptr) {
    return Error(kUnknownAgreement, "This node has no agreement with that id.");
  }
  const OwnLog& log = room->log;
  const Identity& self = core_.identity();
  const std::vector<crypto::VerifyingKey> keys{self.node_key.verifying_key()};
  LogReport report;
  report.origin = log.origin();
  report.size = log.durable();
  ENTENTE_TRY(report.root, log.tree().root_at(report.size));
  for (std::uint64_t index = 0; index < report.size && !report.first_bad; ++index) {
    const auto stored = core_.stored_act(log.number(), index);
    const auto committed = log.tree().leaf(index);
    std::optional<Digest> opened;
    if (stored.ok()) {
      opened = stored->bytes.empty() || stored->bytes.front() == '{'
                   ? leaf_of(*stored, self.party, keys)
                   : anchor_leaf(*stored, log.name());
    }
    if (!opened || !committed.ok() || *opened != *committed) {
      report.first_bad = index;
    }
  }
  bool cosignatures_fit = true;
  for (const auto& [party, counterpart] : room->counterparts) {
    if (counterpart.cosigned.size == 0) {
      continue;
    }
    const std::vector<ledger::NoteVerifier> own{log.verifier()};
    const auto opened = ledger::open_checkpoint(counterpart.cosigned.note, own);
    const bool fits =
        opened.ok() && ledger::check_extends(log.tree(), opened->checkpoint.head).ok();
    cosignatures_fit = cosignatures_fit && fits;
    report.witnessed = std::max(report.witnessed, counterpart.cosigned.size);
  }
  report.ok = !report.first_bad && cosignatures_fit;
  return report;
}

Result<LogReport> Node::verify_copy(const AgreementId& agreement, const PartyCode& party) {
  Room* room = core_.room(agreement);
  const auto found = room == nullptr ? std::map<PartyCode, Counterpart>::iterator{}
                                     : room->counterparts.find(party);
  const Partner* partner = core_.partner(party);
  if (room == nullptr || found == room->counterparts.end() || partner == nullptr ||
      !found->second.mirror) {
    return Error(kUnknownAgreement, "This node holds no copy of that party's log.");
  }
  const Counterpart& from = found->second;
  LogReport report;
  report.origin = from.mirror->origin();
  report.size = from.mirror->head().size;
  report.root = from.mirror->head().root;
  report.witnessed = report.size;
  const auto leaves = from.mirror->tree().leaves();
  const std::unordered_set<Digest> known(leaves.begin(), leaves.end());
  for (std::uint64_t place = 1; place <= from.received.sequence && !report.first_bad; ++place) {
    const auto stored = core_.stored_act(from.number, place);
    const std::optional<Digest> leaf =
        stored.ok() ? leaf_of(*stored, party, partner->node_keys) : std::nullopt;
    if (!leaf || !known.contains(*leaf)) {
      report.first_bad = place;
    }
  }
  report.ok = !report.first_bad && !from.misconduct;
  return report;
}

Result<bool> Node::records_match_acts(const AgreementId& agreement) {
  Room* room = core_.room(agreement);
  if (room == nullptr) {
    return Error(kUnknownAgreement, "This node has no agreement with that id.");
  }
  registry::Shared again;
  registry::Changes ignored;
  const auto fold = [&](LogNumber log, std::uint64_t index) -> Status {
    ENTENTE_TRY(const auto stored, core_.stored_act(log, index));
    if (stored.bytes.empty() || stored.bytes.front() != '{') {
      return {};  // an anchor
    }
    ENTENTE_TRY(const auto envelope, act::parse_envelope(stored.bytes));
    const act::Type* type = envelope.type();
    if (type == nullptr) {
      return {};
    }
    ENTENTE_TRY(const act::Body body, act::decode_body(*type, envelope.payload));
    return again.fold(
        registry::trace_of(envelope.header(), type->effect, envelope.digest), body,
        [&](const Digest& digest) { return core_.body_of(*room, digest); }, ignored);
  };
  for (std::uint64_t index = 0; index < room->log.durable(); ++index) {
    ENTENTE_CHECK(fold(room->log.number(), index));
  }
  for (const auto& [party, counterpart] : room->counterparts) {
    for (std::uint64_t place = 1; place <= counterpart.received.sequence; ++place) {
      ENTENTE_CHECK(fold(counterpart.number, place));
    }
    for (const auto& [place, digest] : counterpart.early) {
      ENTENTE_CHECK(fold(counterpart.number, place));
    }
  }
  return again.digest() == room->shared.digest();
}

}  // namespace entente::node
