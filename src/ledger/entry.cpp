#include "ledger/entry.h"

#include <algorithm>
#include <array>

#include "crypto/digest.h"
#include "crypto/secret.h"
#include "ledger/errors.h"
#include "ledger/line.h"
#include "ledger/merkle.h"

namespace entente::ledger {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::string_view kDomain{"entente/ledger/commitment/v1\0", 29};

std::array<std::uint8_t, kEntryBytes> encode(const Entry& entry) {
  std::array<std::uint8_t, kEntryBytes> bytes;
  bytes[0] = kVersion;
  std::copy(entry.agreement.bytes.begin(), entry.agreement.bytes.end(), bytes.begin() + 1);
  bytes[33] = static_cast<std::uint8_t>(entry.kind);
  std::copy(entry.commitment.bytes.begin(), entry.commitment.bytes.end(), bytes.begin() + 34);
  return bytes;
}

bool is_known_kind(std::uint8_t kind) {
  return kind == static_cast<std::uint8_t>(EntryKind::shared) ||
         kind == static_cast<std::uint8_t>(EntryKind::anchor);
}

}  // namespace

Bytes entry_bytes(const Entry& entry) {
  const auto bytes = encode(entry);
  return Bytes(bytes.begin(), bytes.end());
}

Result<Entry> parse_entry(BytesView bytes) {
  if (bytes.size() != kEntryBytes) {
    return malformed("An entry has 66 bytes.");
  }
  if (bytes[0] != kVersion || !is_known_kind(bytes[33])) {
    return malformed("This entry's version or kind is unknown.");
  }
  Entry entry;
  entry.kind = static_cast<EntryKind>(bytes[33]);
  ENTENTE_TRY(entry.agreement, Digest::from_bytes(bytes.subspan(1, Digest::kSize)));
  ENTENTE_TRY(entry.commitment, Digest::from_bytes(bytes.subspan(34, Digest::kSize)));
  return entry;
}

Digest leaf_hash_of(const Entry& entry) { return leaf_hash(encode(entry)); }

Result<Digest> commit(BytesView key, EntryKind kind, const Digest& act_digest, BytesView facts) {
  // HMAC pads short keys with zeros: keys of one length alone keep the commitment binding.
  if (key.size() != kCommitmentKeyBytes) {
    return malformed("A commitment key has 32 bytes.");
  }
  const std::array<std::uint8_t, 1> kind_byte{static_cast<std::uint8_t>(kind)};
  return crypto::hmac_sha256(key, {as_bytes(kDomain), kind_byte, act_digest.view(), facts});
}

Status verify_opening(const Entry& entry, BytesView key, const Digest& act_digest,
                      BytesView facts) {
  const Result<Digest> expected = commit(key, entry.kind, act_digest, facts);
  const bool same = expected.ok() &&
                    crypto::equal_constant_time(expected.value().view(), entry.commitment.view());
  if (!same) {
    return Error(kBadOpening, "The act and key do not open this entry.");
  }
  return {};
}

}  // namespace entente::ledger
