#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/entropy.h"
#include "base/names.h"
#include "crypto/secret.h"

namespace entente::crypto {

enum class AgreementCurve : std::uint8_t { p256 = 1, p384 = 2 };

/// A public key to agree with. Copies share one immutable key. Thread-safe.
class AgreementPublicKey {
 public:
  /// From DER SubjectPublicKeyInfo: P-256 or P-384, named curve, uncompressed point on the curve;
  /// else `crypto.bad-key`.
  [[nodiscard]] static Result<AgreementPublicKey> from_spki(BytesView spki);
  /// From one PEM block `PUBLIC KEY`; else `crypto.bad-pem` or `crypto.bad-key`.
  [[nodiscard]] static Result<AgreementPublicKey> from_pem(std::string_view pem);

  [[nodiscard]] AgreementCurve curve() const;
  [[nodiscard]] BytesView spki() const;  ///< valid as long as any copy of this key
  [[nodiscard]] std::string pem() const;
  [[nodiscard]] const Digest& fingerprint() const;  ///< SHA-256 of the SubjectPublicKeyInfo

 private:
  struct Key;
  explicit AgreementPublicKey(std::shared_ptr<const Key> key) : key_(std::move(key)) {}
  friend class AgreementKey;
  /// Shared because a key is immutable and its copies live in many threads and tables.
  std::shared_ptr<const Key> key_;
};

/// A private key for ECDH, as a handle. Copies share one immutable key. Thread-safe.
class AgreementKey {
 public:
  /// A new key drawn from `entropy` alone (FIPS 186-5 A.2.2): the same entropy, the same key.
  [[nodiscard]] static AgreementKey generate(AgreementCurve curve, Entropy& entropy);
  /// From DER PKCS#8 with nothing after it; else `crypto.bad-key`.
  [[nodiscard]] static Result<AgreementKey> from_pkcs8(BytesView pkcs8);
  [[nodiscard]] SecretBytes to_pkcs8() const;

  [[nodiscard]] AgreementCurve curve() const;
  [[nodiscard]] const AgreementPublicKey& public_key() const;

  /// The x coordinate of the shared point (SEC 1 3.3.1): 32 or 48 bytes. Not a key yet: give it to
  /// `hkdf_sha256`. `crypto.bad-key` if the curves differ.
  [[nodiscard]] Result<SecretBytes> agree(const AgreementPublicKey& other) const;

 private:
  struct Key;
  explicit AgreementKey(std::shared_ptr<const Key> key) : key_(std::move(key)) {}
  /// Shared because unwrapping runs on workers that may outlive the holder of the handle.
  std::shared_ptr<const Key> key_;
};

/// HKDF with SHA-256 (RFC 5869), extract and expand. `out` has 1 to 8160 (255 * 32) bytes, else
/// `crypto.bad-parameter`. An empty salt is 32 zero bytes, as the RFC says. Thread-safe.
[[nodiscard]] Status hkdf_sha256_into(BytesView secret, BytesView salt, BytesView info,
                                      std::span<std::uint8_t> out);
/// The same into locked memory.
[[nodiscard]] Result<SecretBytes> hkdf_sha256(BytesView secret, BytesView salt, BytesView info,
                                              std::size_t length);

}  // namespace entente::crypto

template <>
struct entente::Names<entente::crypto::AgreementCurve> {
  using enum entente::crypto::AgreementCurve;
  static constexpr std::pair<entente::crypto::AgreementCurve, std::string_view> kRows[] = {
      {p256, "P-256"}, {p384, "P-384"}};
};
