#pragma once

#include <cstdint>

#include "base/bytes.h"

/// What a log records of an act: a commitment that reveals nothing and cannot be changed. The
/// bytes of an entry are public to whoever may see the log; the act is shown by handing over its
/// bytes and its commitment key; destroying the key makes the entry say nothing for ever.
/// Thread-safety: pure functions.
namespace entente::ledger {

enum class EntryKind : std::uint8_t {
  shared = 1,  ///< commits to an act
  anchor = 2,  ///< commits to a head of the party's house ledger
};

struct Entry {
  Digest agreement;  ///< of the agreement's text; of the origin in a house ledger
  EntryKind kind = EntryKind::shared;
  Digest commitment;
  bool operator==(const Entry&) const = default;
};

inline constexpr std::size_t kEntryBytes = 66;
inline constexpr std::size_t kCommitmentKeyBytes = 32;

/// Version 1: 0x01 || agreement (32) || kind (1) || commitment (32).
[[nodiscard]] Bytes entry_bytes(const Entry& entry);
/// Exactly `kEntryBytes` bytes of a known version and kind, else `ledger.malformed`.
[[nodiscard]] Result<Entry> parse_entry(BytesView bytes);
/// The leaf hash of `entry_bytes(entry)`, without allocating.
[[nodiscard]] Digest leaf_hash_of(const Entry& entry);

/// HMAC-SHA-256 under `key` over the domain string, the kind, the act's digest and `facts`: the
/// header facts that do not depend on signatures (times, heads seen), as the act's encoding gives
/// them. `key` is 32 fresh random bytes for each act, used for nothing else and kept secret as long
/// as the act; any other length gives `ledger.malformed`.
[[nodiscard]] Result<Digest> commit(BytesView key, EntryKind kind, const Digest& act_digest,
                                    BytesView facts);

/// That `entry` is the one made for this act with this key; else `ledger.bad-opening`.
[[nodiscard]] Status verify_opening(const Entry& entry, BytesView key, const Digest& act_digest,
                                    BytesView facts);

}  // namespace entente::ledger
