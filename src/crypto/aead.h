#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/entropy.h"
#include "crypto/secret.h"

struct evp_cipher_ctx_st;

namespace entente::crypto {

/// AES-256-GCM (NIST SP 800-38D) with 12-byte nonces and 16-byte tags under one key. The key is
/// expanded once and the context is reused.
///
/// A nonce must never be used twice with one key. Random nonces are safe up to 2^32 messages a key;
/// take a fresh key per object.
///
/// Move-only. Not thread-safe: one per thread, by `clone()`.
class Aead {
 public:
  static constexpr std::size_t kKeySize = 32;
  static constexpr std::size_t kNonceSize = 12;
  static constexpr std::size_t kTagSize = 16;
  /// One message, in bytes. Longer ones are segmented by the caller.
  static constexpr std::size_t kMaxMessage = std::size_t{1} << 30;

  /// `key` has exactly 32 bytes (a broken invariant otherwise). It is not kept outside the
  /// contexts, which are wiped when destroyed.
  explicit Aead(BytesView key);
  explicit Aead(const Secret32& key) : Aead(key.view()) {}
  ~Aead();
  Aead(Aead&& other) noexcept;
  Aead& operator=(Aead&& other) noexcept;
  [[nodiscard]] Aead clone() const;

  /// Writes ciphertext || tag to `out`, which has exactly `plaintext.size() + kTagSize` bytes and
  /// starts where `plaintext` does or does not overlap it. `nonce` has 12 bytes.
  void seal(BytesView nonce, BytesView aad, BytesView plaintext, std::span<std::uint8_t> out);

  /// Writes the plaintext of `sealed` (ciphertext || tag) to `out`, which has exactly
  /// `sealed.size() - kTagSize` bytes (none for a `sealed` that is too short) and starts where
  /// `sealed` does or does not overlap it. Every failure is `crypto.open-failed` (AB75) and leaves
  /// zeros in `out`.
  [[nodiscard]] Status open(BytesView nonce, BytesView aad, BytesView sealed,
                            std::span<std::uint8_t> out);

  /// nonce || ciphertext || tag, with a nonce drawn from `entropy`.
  [[nodiscard]] Bytes seal_with_random_nonce(Entropy& entropy, BytesView aad, BytesView plaintext);
  /// The plaintext of what `seal_with_random_nonce` made; else `crypto.open-failed`. For secrets
  /// use `open` into a `SecretBytes` or wipe the answer.
  [[nodiscard]] Result<Bytes> open_with_nonce(BytesView aad, BytesView nonce_and_sealed);

 private:
  Aead() = default;
  evp_cipher_ctx_st* context_ = nullptr;
};

}  // namespace entente::crypto
