#pragma once

#include <string>

#include "base/bytes.h"
#include "base/entropy.h"
#include "crypto/key_agreement.h"
#include "crypto/secret.h"

namespace entente::crypto {

/// A key wrapped as OpenTDF's `ec-wrapped` key access object has it.
struct EcWrapped {
  std::string ephemeral_public_key;  ///< PEM `PUBLIC KEY`, the manifest's `ephemeralPublicKey`
  Bytes wrapped_key;                 ///< IV (12) || ciphertext || tag (16), the `wrappedKey`
};

/// Wraps `secret` (1 to 1024 bytes, usually a 32-byte key or share) to `recipient`: a fresh
/// ephemeral key on the recipient's curve, ECDH, HKDF-SHA-256 with salt SHA-256("TDF") and empty
/// info to 32 bytes, AES-256-GCM without associated data. `crypto.bad-parameter` for other sizes.
/// Thread-safe.
[[nodiscard]] Result<EcWrapped> ec_wrap(const AgreementPublicKey& recipient, BytesView secret,
                                        Entropy& entropy);

/// The 32-byte key in `wrapped`. Every failure (a malformed point, another recipient, a changed
/// byte, another length) is the same `crypto.open-failed` (AB75). Thread-safe.
[[nodiscard]] Result<Secret32> ec_unwrap(const AgreementKey& recipient, const EcWrapped& wrapped);

}  // namespace entente::crypto
