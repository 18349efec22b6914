#pragma once

#include <optional>

#include "base/bytes.h"

/// Internal to crypto: RSA public keys in the one encoding we read and write.
namespace entente::crypto {

/// Modulus and exponent, big-endian, without leading zeros.
struct RsaNumbers {
  Bytes modulus;
  Bytes exponent;
};

/// DER SubjectPublicKeyInfo of rsaEncryption (RFC 3279 2.3.1).
[[nodiscard]] Bytes spki_of_rsa(const RsaNumbers& numbers);
/// The numbers in `spki`, or nothing if it is not exactly what `spki_of_rsa` writes for them.
[[nodiscard]] std::optional<RsaNumbers> rsa_in_spki(BytesView spki);

}  // namespace entente::crypto
