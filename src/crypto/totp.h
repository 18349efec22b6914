#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace entente::crypto {

/// How long a code counts, and how many digits it has (RFC 6238 with the parameters that every
/// authenticator application knows: HMAC-SHA-1, 30 seconds, 6 digits).
inline constexpr std::int64_t kTotpStepMs = 30'000;
inline constexpr std::size_t kTotpDigits = 6;

/// The code of RFC 4226 for one step, six decimal digits. `key` has 16 to 64 bytes, else a broken
/// invariant. The step of an instant is its milliseconds since 1970 by `kTotpStepMs`. HMAC does not
/// rest on the collision resistance that SHA-1 has lost. Thread-safe.
[[nodiscard]] std::string totp_code(BytesView key, std::uint64_t step);

/// RFC 4648 section 6, upper case, without padding: as authenticator applications take a key.
[[nodiscard]] std::string to_base32(BytesView bytes);

}  // namespace entente::crypto
