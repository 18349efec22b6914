#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "crypto/secret.h"

namespace entente::crypto {

/// What a guess costs. One lane, as libsodium has it.
struct Argon2Parameters {
  std::uint32_t memory_kib = 64 * 1024;  ///< 8 KiB to 1 GiB
  std::uint32_t passes = 4;              ///< 1 to 64

  bool operator==(const Argon2Parameters&) const = default;
};

inline constexpr std::size_t kArgon2SaltSize = 16;

/// For tests alone: as cheap as the algorithm allows.
inline constexpr Argon2Parameters kArgon2Cheap{8, 1};

/// Argon2id version 1.3 (RFC 9106). `salt` has 16 bytes, `length` is 16 to 64, `passphrase` has at
/// most 1024 bytes; else `crypto.bad-parameter`, also when the memory cannot be had. Thread-safe;
/// takes time and memory on purpose, so never on the sequence of a node.
[[nodiscard]] Result<SecretBytes> derive_argon2id(BytesView passphrase, BytesView salt,
                                                  const Argon2Parameters& parameters,
                                                  std::size_t length);

}  // namespace entente::crypto
