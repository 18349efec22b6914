#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/entropy.h"
#include "crypto/key_agreement.h"
#include "crypto/secret.h"

/// The key to which a node's backups are sealed. Its private half is kept by nobody: it is split
/// into shares (Shamir, How to share a secret, 1979), of which some number together give it back.
namespace entente::crypto {

inline constexpr unsigned kSharesMax = 32;

/// One holder's part.
struct RecoveryShare {
  Digest key;                  ///< fingerprint of the public key
  std::uint8_t threshold = 0;  ///< so many of
  std::uint8_t count = 0;      ///< so many
  std::uint8_t number = 0;     ///< from 1
  SecretBytes part;
};

/// A share as one line of text that can be written on paper and typed in again, ended by a newline:
///
///     entente-recovery-1 3/5 2 <fingerprint> <part> <check>
///
/// fingerprint and part as 64 hexadecimal digits each, and the first 8 of the SHA-256 of all
/// before, which finds a slip of the pen.
[[nodiscard]] SecretBytes format_share(const RecoveryShare& share);
/// Reads such a line; a newline behind it may be missing. Else `crypto.bad-share`.
[[nodiscard]] Result<RecoveryShare> parse_share(BytesView line);

struct RecoveryKey {
  AgreementPublicKey key;
  std::vector<RecoveryShare> shares;
};
/// A new key. 2 <= threshold <= count <= kSharesMax, else `crypto.bad-parameter`. Thread-safe.
[[nodiscard]] Result<RecoveryKey> make_recovery_key(unsigned count, unsigned threshold,
                                                    Entropy& entropy);

/// The private half. `crypto.bad-share` for shares of different keys, fewer than their threshold,
/// or the same one twice, and if what they give is not the key that they name. Thread-safe.
[[nodiscard]] Result<AgreementKey> join_recovery_key(std::span<const RecoveryShare> shares);

}  // namespace entente::crypto
