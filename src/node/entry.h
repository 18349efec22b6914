#pragma once

#include <functional>
#include <optional>

#include "act/envelope.h"
#include "ledger/entry.h"

/// The entries that stored rows of a log open to. Thread-safety: pure functions.
namespace entente::node {

/// The entry that an act makes with this commitment key; `ledger.malformed` for a key of another
/// length.
[[nodiscard]] Result<ledger::Entry> act_entry(BytesView commitment_key,
                                              const act::Envelope& envelope);
/// The same for an anchor, whose facts are origin, size and root of the house ledger, one line
/// each. `log_name` is the digest of the agreement's text.
[[nodiscard]] Result<ledger::Entry> anchor_entry(BytesView commitment_key, BytesView facts,
                                                 const Digest& log_name);

/// The key with that id which may sign an act with this header, or null.
using KeyFor =
    std::function<const crypto::VerifyingKey*(std::string_view id, const act::Header& header)>;

/// The leaf that a stored act of that issuer opens to; nothing if it cannot be read or is not
/// signed by a key that `key_for` gives.
[[nodiscard]] std::optional<Digest> verified_leaf(BytesView commitment_key, BytesView act,
                                                  const PartyCode& issuer, const KeyFor& key_for);
/// The same of a row of any kind in a log of that name: an act, an anchor, or what is left of an
/// act that was erased, which no signature covers any more.
[[nodiscard]] std::optional<Digest> row_leaf(BytesView commitment_key, BytesView row,
                                             const Digest& log_name, const PartyCode& issuer,
                                             const KeyFor& key_for);

/// The entry that a row of any kind makes, in a log of that name; no signature is verified.
[[nodiscard]] Result<ledger::Entry> row_entry(BytesView commitment_key, BytesView row,
                                              const Digest& log_name);

/// Acts are JSON; anything else in a row is an anchor, or a tombstone.
[[nodiscard]] inline bool is_act(BytesView row) { return !row.empty() && row.front() == '{'; }

}  // namespace entente::node
