#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/bytes.h"
#include "base/entropy.h"
#include "base/names.h"
#include "crypto/secret.h"

namespace entente::crypto {

/// Signature suites by their JOSE names (RFC 7518 3.4, RFC 8037 3.1).
enum class SignatureSuite : std::uint8_t {
  ed25519 = 1,
  ecdsa_p256_sha256 = 2,
  ecdsa_p384_sha384 = 3,
};

/// Bytes of a signature: 64, 64 and 96.
[[nodiscard]] std::size_t signature_size(SignatureSuite suite);

/// A public key that verifies signatures. Copies share one immutable key and are cheap.
/// Thread-safe: any number of threads may verify with one key at once.
class VerifyingKey {
 public:
  /// From DER SubjectPublicKeyInfo in the one form we write: Ed25519 (RFC 8410), or P-256/P-384 as
  /// a named curve with an uncompressed point. Anything else, points that are not on the curve, and
  /// Ed25519 points that are not canonical or of low order, give `crypto.bad-key`.
  [[nodiscard]] static Result<VerifyingKey> from_spki(BytesView spki);
  /// From one PEM block `PUBLIC KEY`; else `crypto.bad-pem` or `crypto.bad-key`.
  [[nodiscard]] static Result<VerifyingKey> from_pem(std::string_view pem);
  /// From the 32 bytes of RFC 8032; else `crypto.bad-key`.
  [[nodiscard]] static Result<VerifyingKey> from_raw_ed25519(BytesView raw);
  /// From what `raw()` gives of a key of this suite; else `crypto.bad-key`.
  [[nodiscard]] static Result<VerifyingKey> from_raw(SignatureSuite suite, BytesView raw);

  [[nodiscard]] SignatureSuite suite() const;
  [[nodiscard]] BytesView spki() const;  ///< valid as long as any copy of this key
  [[nodiscard]] std::string pem() const;
  /// SHA-256 of the SubjectPublicKeyInfo: what people compare at enrolment.
  [[nodiscard]] const Digest& fingerprint() const;
  /// Ed25519: the 32 bytes of RFC 8032. ECDSA: the uncompressed point 04 || x || y.
  [[nodiscard]] BytesView raw() const;

  /// Whether `signature` is this key's over `message`: Ed25519 as in RFC 8032 with canonical S and
  /// without low-order R; ECDSA as raw r || s of exactly `signature_size` bytes (RFC 7518 3.4).
  /// Never throws, never fails otherwise: anything unexpected is `false`.
  [[nodiscard]] bool verify(BytesView message, BytesView signature) const;
  /// The same for an ECDSA signature in strict DER (X.509, PKCS#11); always `false` for Ed25519.
  [[nodiscard]] bool verify_der(BytesView message, BytesView der_signature) const;

  /// Equal public keys.
  bool operator==(const VerifyingKey& other) const { return fingerprint() == other.fingerprint(); }

 private:
  struct Key;
  explicit VerifyingKey(std::shared_ptr<const Key> key) : key_(std::move(key)) {}
  friend class SigningKey;
  /// Shared because a key is immutable and its copies live in many threads and tables.
  std::shared_ptr<const Key> key_;
};

/// A private key, as a handle: the key itself cannot be printed, and leaves only as PKCS#8 in
/// `SecretBytes`. Copies share one immutable key, so that work begun before a rotation can finish.
/// Thread-safe: any number of threads may sign with one key at once.
class SigningKey {
 public:
  /// A new key drawn from `entropy` alone (FIPS 186-5 A.2.2 for ECDSA): the same entropy gives the
  /// same key, so that the simulator replays.
  [[nodiscard]] static SigningKey generate(SignatureSuite suite, Entropy& entropy);
  /// From DER PKCS#8 (RFC 5958, RFC 8410) with nothing after it; else `crypto.bad-key`.
  [[nodiscard]] static Result<SigningKey> from_pkcs8(BytesView pkcs8);
  [[nodiscard]] SecretBytes to_pkcs8() const;

  [[nodiscard]] SignatureSuite suite() const;
  /// Over the whole message. Ed25519 is deterministic; ECDSA is raw r || s and differs each time.
  [[nodiscard]] Bytes sign(BytesView message) const;
  [[nodiscard]] const VerifyingKey& verifying_key() const;

 private:
  struct Key;
  explicit SigningKey(std::shared_ptr<const Key> key) : key_(std::move(key)) {}
  /// Shared because signing runs on workers that may outlive the holder of the handle.
  std::shared_ptr<const Key> key_;
};

}  // namespace entente::crypto

/// JOSE `alg` values: `name_of(suite)`, `from_name<SignatureSuite>("ES256")`.
template <>
struct entente::Names<entente::crypto::SignatureSuite> {
  using enum entente::crypto::SignatureSuite;
  static constexpr std::pair<entente::crypto::SignatureSuite, std::string_view> kRows[] = {
      {ed25519, "EdDSA"}, {ecdsa_p256_sha256, "ES256"}, {ecdsa_p384_sha384, "ES384"}};
};
