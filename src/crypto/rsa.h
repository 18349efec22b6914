#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "crypto/secret.h"

namespace entente::crypto {

/// An RSA public key, for what comes from outside in no other form: OpenTDF clients and JOSE
/// issuers. Copies share one immutable key and are cheap. Thread-safe.
class RsaPublicKey {
 public:
  /// From DER SubjectPublicKeyInfo (RFC 8017 A.1.1 inside RFC 3279 2.3.1): rsaEncryption, an odd
  /// modulus of 2048 to 4096 bits, an odd exponent from 65537 to below 2^32; else `crypto.bad-key`.
  [[nodiscard]] static Result<RsaPublicKey> from_spki(BytesView spki);
  /// From one PEM block `PUBLIC KEY`; else `crypto.bad-pem` or `crypto.bad-key`.
  [[nodiscard]] static Result<RsaPublicKey> from_pem(std::string_view pem);
  /// From modulus and exponent, big-endian without leading zeros, as a JWK has them (RFC 7518
  /// 6.3.1); the same demands, else `crypto.bad-key`.
  [[nodiscard]] static Result<RsaPublicKey> from_components(BytesView modulus, BytesView exponent);

  [[nodiscard]] std::size_t bits() const;  ///< of the modulus
  [[nodiscard]] BytesView spki() const;    ///< valid as long as any copy of this key
  [[nodiscard]] std::string pem() const;
  [[nodiscard]] const Digest& fingerprint() const;  ///< SHA-256 of the SubjectPublicKeyInfo

  /// RSAES-OAEP (RFC 8017 7.1.1) with SHA-1, MGF1 with SHA-1 and an empty label: what every OpenTDF
  /// client reads and writes as `wrapped`. OAEP does not need its hash to resist collisions. 1 to
  /// bits/8 - 42 bytes, else `crypto.bad-parameter`. The seed is drawn by OpenSSL, so no two calls
  /// give the same.
  [[nodiscard]] Result<Bytes> wrap(BytesView secret) const;

  /// Whether `signature` is this key's over `message` as RS256 (RFC 7518 3.3): RSASSA-PKCS1-v1_5
  /// with SHA-256, exactly as long as the modulus. Anything unexpected is `false`.
  [[nodiscard]] bool verify_rs256(BytesView message, BytesView signature) const;

  /// Equal public keys.
  bool operator==(const RsaPublicKey& other) const { return fingerprint() == other.fingerprint(); }

 private:
  struct Key;
  explicit RsaPublicKey(std::shared_ptr<const Key> key) : key_(std::move(key)) {}
  /// Shared because a key is immutable and its copies live in many threads and tables.
  std::shared_ptr<const Key> key_;
};

/// An RSA private key that unwraps, as a handle. Copies share one immutable key. Thread-safe.
class RsaKey {
 public:
  /// A new key of 2048 to 4096 bits, a multiple of 8, with the exponent 65537. It comes from
  /// OpenSSL's own generator and not from the entropy port: its primes are searched inside the
  /// library (FIPS 186-5 A.1.3), and that search takes no bytes from a caller. So it does not
  /// replay, and the simulator has no RSA keys. Takes some 50 to 500 ms.
  [[nodiscard]] static RsaKey generate(unsigned bits);
  /// From DER PKCS#8 as `to_pkcs8` writes it, whose public half `RsaPublicKey` takes and whose
  /// private half fits it; else `crypto.bad-key`.
  [[nodiscard]] static Result<RsaKey> from_pkcs8(BytesView pkcs8);
  [[nodiscard]] SecretBytes to_pkcs8() const;

  [[nodiscard]] const RsaPublicKey& public_key() const;

  /// The 32-byte secret in `wrapped`, see `RsaPublicKey::wrap`. Every failure (another key, a
  /// changed byte, another length inside or outside) is the same `crypto.open-failed` (AB75).
  [[nodiscard]] Result<Secret32> unwrap(BytesView wrapped) const;

 private:
  struct Key;
  explicit RsaKey(std::shared_ptr<const Key> key) : key_(std::move(key)) {}
  /// Shared because unwrapping runs on workers that may outlive the holder of the handle.
  std::shared_ptr<const Key> key_;
};

}  // namespace entente::crypto
