#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/entropy.h"
#include "base/store_port.h"
#include "crypto/aead.h"
#include "crypto/secret.h"
#include "store/sqlite_store.h"

namespace entente::store {

/// The keys of one store, derived (RFC 5869, HKDF-SHA-256) from the store key and the store's own
/// random id. Thread-safe.
class Sealing {
 public:
  static constexpr std::size_t kStoreIdSize = 32;
  static constexpr std::size_t kHashedKeySize = 16;

  Sealing(const StoreKey& key, BytesView store_id);

  /// The key as it stands at rest: as given, or its keyed digest in a hashed space.
  [[nodiscard]] Bytes stored_key(Space space, BytesView key) const;
  /// Binds a journal entry to its bytes and its place.
  [[nodiscard]] Digest journal_tag(std::int64_t sequence, BytesView body) const;
  /// Binds the header of the store.
  [[nodiscard]] Digest header_tag(BytesView framed_header) const;

 private:
  friend class Sealer;
  friend class Opener;
  crypto::SecretBytes names_;
  crypto::SecretBytes values_;
  crypto::SecretBytes journal_;
  crypto::SecretBytes header_;
};

/// Tells a wrong key from an altered store: depends on the store key alone.
[[nodiscard]] Digest key_check(const StoreKey& key);

/// Seals the values of one batch under a key of its own: HMAC of 16 fresh random bytes, with nonces
/// 0, 1, 2... A process that is forked, a machine that is restored and a crash all draw anew, so no
/// key and nonce meet twice (AB76; docs/decisions/0010-a-key-for-each-sealed-batch.md). A sealed
/// value is salt (16) || number (4) || ciphertext || tag (16). Not thread-safe; must not outlive
/// `sealing`.
class Sealer {
 public:
  static constexpr std::size_t kSaltSize = 16;
  static constexpr std::size_t kNumberSize = 4;
  static constexpr std::size_t kOverhead = kSaltSize + kNumberSize + crypto::Aead::kTagSize;

  Sealer(const Sealing& sealing, Entropy& entropy) : sealing_(sealing), entropy_(entropy) {}

  /// Appends the sealed value to `to`: `value.size() + kOverhead` bytes.
  void seal(Space space, BytesView stored_key, BytesView value, Bytes& to);

 private:
  const Sealing& sealing_;
  Entropy& entropy_;
  std::array<std::uint8_t, kSaltSize> salt_{};
  std::optional<crypto::Aead> aead_;
  std::uint32_t next_ = 0;
};

/// Opens sealed values; keeps the key of the last batch met. Not thread-safe; must not outlive
/// `sealing`.
class Opener {
 public:
  explicit Opener(const Sealing& sealing) : sealing_(sealing) {}

  /// The value, or `store.corrupt` if a byte of it was changed or it was sealed for another key.
  [[nodiscard]] Result<Bytes> open(Space space, BytesView stored_key, BytesView sealed);

 private:
  const Sealing& sealing_;
  std::array<std::uint8_t, Sealer::kSaltSize> salt_{};
  std::optional<crypto::Aead> aead_;
};

}  // namespace entente::store
