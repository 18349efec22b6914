#include "store/sealing.h"

#include <algorithm>
#include <limits>

#include "base/big_endian.h"
#include "crypto/digest.h"
#include "store/batch_limits.h"
#include "store/errors.h"

namespace entente::store {
namespace {

// RFC 5869 with one block of output.
crypto::SecretBytes derive(const StoreKey& key, BytesView salt, std::string_view purpose) {
  Digest extracted = crypto::hmac_sha256(salt, key.view());
  static constexpr std::uint8_t kFirstBlock[] = {1};
  Digest expanded = crypto::hmac_sha256(extracted.view(), {as_bytes(purpose), kFirstBlock});
  crypto::SecretBytes secret = crypto::SecretBytes::copy_of(expanded.view());
  crypto::wipe(extracted.bytes);
  crypto::wipe(expanded.bytes);
  return secret;
}

crypto::Aead batch_aead(const crypto::SecretBytes& values, BytesView salt) {
  Digest key = crypto::hmac_sha256(values.view(), salt);
  crypto::Aead aead(key.view());
  crypto::wipe(key.bytes);
  return aead;
}

std::array<std::uint8_t, crypto::Aead::kNonceSize> nonce_of(std::uint32_t number) {
  std::array<std::uint8_t, crypto::Aead::kNonceSize> nonce{};
  put_big_endian(std::span(nonce).last<4>(), number);
  return nonce;
}

struct Context {
  std::array<std::uint8_t, 1 + kMaxKeySize> bytes{};
  std::size_t size = 0;
  [[nodiscard]] BytesView view() const { return BytesView(bytes).first(size); }
};

// What a value is bound to: the number of its space and its key, which ends the string.
Context context_of(Space space, BytesView stored_key) {
  ENTENTE_INVARIANT(stored_key.size() <= kMaxKeySize);
  Context context;
  context.bytes[0] = static_cast<std::uint8_t>(space);
  std::copy(stored_key.begin(), stored_key.end(), context.bytes.begin() + 1);
  context.size = 1 + stored_key.size();
  return context;
}

}  // namespace

Sealing::Sealing(const StoreKey& key, BytesView store_id)
    : names_(derive(key, store_id, "entente/store/1/names")),
      values_(derive(key, store_id, "entente/store/1/values")),
      journal_(derive(key, store_id, "entente/store/1/journal")),
      header_(derive(key, store_id, "entente/store/1/header")) {}

Bytes Sealing::stored_key(Space space, BytesView key) const {
  if (!is_hashed(space)) {
    return Bytes(key.begin(), key.end());
  }
  const std::uint8_t number[] = {static_cast<std::uint8_t>(space)};
  const Digest digest = crypto::hmac_sha256(names_.view(), {number, key});
  return Bytes(digest.bytes.begin(), digest.bytes.begin() + kHashedKeySize);
}

Digest Sealing::journal_tag(std::int64_t sequence, BytesView body) const {
  std::array<std::uint8_t, 8> place{};
  put_big_endian(std::span(place), static_cast<std::uint64_t>(sequence));
  return crypto::hmac_sha256(journal_.view(), {place, body});
}

Digest Sealing::header_tag(BytesView framed_header) const {
  return crypto::hmac_sha256(header_.view(), framed_header);
}

Digest key_check(const StoreKey& key) {
  return crypto::hmac_sha256(key.view(), as_bytes("entente/store/1/key-check"));
}

void Sealer::seal(Space space, BytesView stored_key, BytesView value, Bytes& to) {
  if (!aead_) {
    entropy_.fill(salt_);
    aead_.emplace(batch_aead(sealing_.values_, salt_));
  }
  ENTENTE_INVARIANT(next_ < std::numeric_limits<std::uint32_t>::max());
  const std::uint32_t number = next_++;
  const std::size_t start = to.size();
  to.resize(start + kOverhead + value.size());
  const std::span<std::uint8_t> out = std::span(to).subspan(start);
  std::copy(salt_.begin(), salt_.end(), out.begin());
  put_big_endian(out.subspan<kSaltSize, 4>(), number);
  aead_->seal(nonce_of(number), context_of(space, stored_key).view(), value,
              out.subspan(kSaltSize + kNumberSize));
}

Result<Bytes> Opener::open(Space space, BytesView stored_key, BytesView sealed) {
  if (sealed.size() < Sealer::kOverhead || stored_key.size() > kMaxKeySize) {
    return Error(kCorrupt, "A stored value is shorter than any sealed value.");
  }
  const BytesView salt = sealed.first(Sealer::kSaltSize);
  if (!aead_ || !std::equal(salt.begin(), salt.end(), salt_.begin())) {
    std::copy(salt.begin(), salt.end(), salt_.begin());
    aead_.emplace(batch_aead(sealing_.values_, salt));
  }
  const auto number =
      static_cast<std::uint32_t>(get_big_endian(sealed.subspan(Sealer::kSaltSize, 4)));
  Bytes value(sealed.size() - Sealer::kOverhead);
  const Status opened = aead_->open(nonce_of(number), context_of(space, stored_key).view(),
                                    sealed.subspan(Sealer::kSaltSize + Sealer::kNumberSize), value);
  if (!opened) {
    return Error(kCorrupt, "A stored value was changed, or moved from another place.");
  }
  return value;
}

Result<StoreKey> StoreKey::copy_of(BytesView bytes) {
  if (bytes.size() != kSize) {
    return Error(kWrongKey, "A store key has 32 bytes.");
  }
  return StoreKey(crypto::SecretBytes::copy_of(bytes));
}

StoreKey StoreKey::random(Entropy& entropy) {
  return StoreKey(crypto::SecretBytes::random(kSize, entropy));
}

}  // namespace entente::store
