#include "node/entry.h"

#include "ledger/errors.h"
#include "node/tombstone.h"

namespace entente::node {

Result<ledger::Entry> act_entry(BytesView commitment_key, const act::Envelope& envelope) {
  ENTENTE_TRY(const Digest commitment,
              ledger::commit(commitment_key, ledger::EntryKind::shared, envelope.digest,
                             as_bytes(envelope.signatures.front().protected_text)));
  return ledger::Entry{envelope.header().agreement_digest, ledger::EntryKind::shared, commitment};
}

Result<ledger::Entry> anchor_entry(BytesView commitment_key, BytesView facts,
                                   const Digest& log_name) {
  const std::string_view text = as_text(facts);
  const std::size_t end = text.rfind('\n');
  const std::size_t start =
      end == std::string_view::npos || end == 0 ? end : text.rfind('\n', end - 1);
  if (start == std::string_view::npos) {
    return Error(ledger::kMalformed, "An anchor has three lines.");
  }
  ENTENTE_TRY(const Digest root, Digest::from_hex(text.substr(start + 1, end - start - 1)));
  ENTENTE_TRY(const Digest commitment,
              ledger::commit(commitment_key, ledger::EntryKind::anchor, root, facts));
  return ledger::Entry{log_name, ledger::EntryKind::anchor, commitment};
}

std::optional<Digest> verified_leaf(BytesView commitment_key, BytesView act,
                                    const PartyCode& issuer, const KeyFor& key_for) {
  const auto envelope = act::parse_envelope(act);
  if (!envelope.ok() || envelope->header().issuer != issuer) {
    return std::nullopt;
  }
  act::Verifier verifier(
      [&](const PartyCode&, std::string_view id) { return key_for(id, envelope->header()); });
  if (!verifier.verify(*envelope).ok()) {
    return std::nullopt;
  }
  const auto entry = act_entry(commitment_key, *envelope);
  return entry.ok() ? std::optional(ledger::leaf_hash_of(*entry)) : std::nullopt;
}

Result<ledger::Entry> row_entry(BytesView commitment_key, BytesView row, const Digest& log_name) {
  if (is_tombstone(row)) {
    ENTENTE_TRY(const Digest commitment, Digest::from_bytes(commitment_key));
    return ledger::Entry{log_name, ledger::EntryKind::shared, commitment};
  }
  if (!is_act(row)) {
    return anchor_entry(commitment_key, row, log_name);
  }
  ENTENTE_TRY(const auto envelope, act::parse_envelope(row));
  return act_entry(commitment_key, envelope);
}

std::optional<Digest> row_leaf(BytesView commitment_key, BytesView row, const Digest& log_name,
                               const PartyCode& issuer, const KeyFor& key_for) {
  if (is_act(row)) {
    return verified_leaf(commitment_key, row, issuer, key_for);
  }
  const auto entry = row_entry(commitment_key, row, log_name);
  return entry.ok() ? std::optional(ledger::leaf_hash_of(*entry)) : std::nullopt;
}

}  // namespace entente::node
