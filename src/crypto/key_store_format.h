#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/names.h"
#include "crypto/aead.h"
#include "crypto/key_store.h"

/// Internal to crypto: the bytes of the key store's files (docs/reference/key-store-format.md).
/// Pure functions; every error is `crypto.key-store-corrupt`.
namespace entente::crypto {

enum class KeyEnvironment : std::uint8_t { live = 1, exercise = 2, training = 3 };
enum class UnlockKind : std::uint8_t { passphrase = 1, credential = 2 };

inline constexpr std::size_t kMasterKeySize = 32;
inline constexpr std::size_t kSealedMasterSize = Aead::kNonceSize + kMasterKeySize + Aead::kTagSize;
inline constexpr std::size_t kMaxKeys = 4096;
inline constexpr std::size_t kMaxKeyFileBytes = 4096;  // RSA-2048 takes some 1250
inline constexpr std::size_t kMaxIndexBytes = 256 * 1024;

/// The file `store`: how the master key is sealed.
struct StoreFile {
  KeyEnvironment environment{};
  UnlockKind unlock{};
  Argon2Parameters argon2{0, 0};  ///< zeros for a credential
  std::array<std::uint8_t, kArgon2SaltSize> salt{};
  Bytes sealed_master;  ///< nonce || ciphertext || tag

  bool operator==(const StoreFile&) const = default;
};

/// What precedes the sealed master key, and is its associated data.
[[nodiscard]] Bytes encode_store_header(const StoreFile& file);
[[nodiscard]] Bytes encode_store_file(const StoreFile& file);
[[nodiscard]] Result<StoreFile> decode_store_file(BytesView bytes);

/// The plaintext of the file `index`: all keys, by role and number, the last of a role current.
[[nodiscard]] Bytes encode_index(const std::vector<KeyInfo>& keys);
[[nodiscard]] Result<std::vector<KeyInfo>> decode_index(BytesView bytes);

/// The associated data of the index and of a key: they name what they are and where they belong.
[[nodiscard]] Bytes index_context(KeyEnvironment environment);
[[nodiscard]] Bytes key_context(KeyEnvironment environment, KeyRole role, std::uint32_t number);

/// `party-1.key`
[[nodiscard]] std::string key_file_name(KeyRole role, std::uint32_t number);
/// `party-0123456789abcdef`
[[nodiscard]] std::string key_id(KeyRole role, const Digest& fingerprint);

}  // namespace entente::crypto

template <>
struct entente::Names<entente::crypto::KeyEnvironment> {
  using enum entente::crypto::KeyEnvironment;
  static constexpr std::pair<entente::crypto::KeyEnvironment, std::string_view> kRows[] = {
      {live, "LIVE"}, {exercise, "EXERCISE"}, {training, "TRAINING"}};
};
