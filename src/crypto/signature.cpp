#include "crypto/signature.h"

#include <openssl/ecdsa.h>

#include <algorithm>
#include <array>

#include "crypto/digest.h"
#include "crypto/ed25519.h"
#include "crypto/elliptic_curve.h"
#include "crypto/errors.h"
#include "crypto/pem.h"

namespace entente::crypto {
namespace {

using EcdsaSignaturePtr = std::unique_ptr<ECDSA_SIG, Freer<ECDSA_SIG_free>>;

constexpr std::size_t kMaxDerSignature = 112;  // P-384: 2 + 2 * (2 + 49) = 104

const Curve& curve_of(SignatureSuite suite) {
  return suite == SignatureSuite::ecdsa_p384_sha384 ? curve_p384() : curve_p256();
}

/// The digest that a suite signs, SHA-256 or SHA-384.
struct MessageDigest {
  std::array<std::uint8_t, 48> bytes{};
  unsigned size = 0;
};

MessageDigest digest_for(SignatureSuite suite, BytesView message) {
  MessageDigest digest;
  if (suite == SignatureSuite::ecdsa_p384_sha384) {
    must(EVP_Digest(message.data(), message.size(), digest.bytes.data(), &digest.size,
                    algorithms().sha384, nullptr));
    return digest;
  }
  const Digest sha = sha256(message);
  std::copy(sha.bytes.begin(), sha.bytes.end(), digest.bytes.begin());
  digest.size = Digest::kSize;
  return digest;
}

bool verify_ecdsa(SignatureSuite suite, EVP_PKEY* key, BytesView message, BytesView der) {
  const ErrorQueueGuard guard;
  const PkeyContextPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  ENTENTE_INVARIANT(context != nullptr);
  must(EVP_PKEY_verify_init(context.get()));
  const MessageDigest digest = digest_for(suite, message);
  return EVP_PKEY_verify(context.get(), der.data(), der.size(), digest.bytes.data(), digest.size) ==
         1;
}

/// r || s of a DER signature that this process has just made.
Bytes raw_of_der(const std::uint8_t* der, std::size_t size, std::size_t field_size) {
  const EcdsaSignaturePtr parsed(d2i_ECDSA_SIG(nullptr, &der, static_cast<long>(size)));
  ENTENTE_INVARIANT(parsed != nullptr);
  Bytes raw(2 * field_size);
  const int width = static_cast<int>(field_size);
  ENTENTE_INVARIANT(BN_bn2binpad(ECDSA_SIG_get0_r(parsed.get()), raw.data(), width) == width);
  ENTENTE_INVARIANT(BN_bn2binpad(ECDSA_SIG_get0_s(parsed.get()), raw.data() + field_size, width) ==
                    width);
  return raw;
}

/// The DER form of r || s, in `out`; returns its size.
std::size_t der_of_raw(BytesView raw, std::array<std::uint8_t, kMaxDerSignature>& out) {
  const std::size_t half = raw.size() / 2;
  BignumPtr r(BN_bin2bn(raw.data(), static_cast<int>(half), nullptr));
  BignumPtr s(BN_bin2bn(raw.data() + half, static_cast<int>(half), nullptr));
  const EcdsaSignaturePtr signature(ECDSA_SIG_new());
  ENTENTE_INVARIANT(r != nullptr && s != nullptr && signature != nullptr);
  must(ECDSA_SIG_set0(signature.get(), r.release(), s.release()));
  ENTENTE_INVARIANT(i2d_ECDSA_SIG(signature.get(), nullptr) <= static_cast<int>(kMaxDerSignature));
  std::uint8_t* end = out.data();
  return static_cast<std::size_t>(i2d_ECDSA_SIG(signature.get(), &end));
}

Error bad_public_key() {
  return Error(kBadKey, "This is not a public key of a known suite in its one accepted form.");
}

}  // namespace

std::size_t signature_size(SignatureSuite suite) {
  return suite == SignatureSuite::ed25519 ? ed25519::kSignatureSize
                                          : 2 * curve_of(suite).field_size;
}

struct VerifyingKey::Key {
  SignatureSuite suite;
  Bytes spki;
  std::size_t raw_size;
  Digest fingerprint;
  PkeyPtr pkey;  ///< ECDSA only

  static std::shared_ptr<const Key> make(SignatureSuite suite, Bytes spki, std::size_t raw_size,
                                         PkeyPtr pkey) {
    const Digest fingerprint = sha256(spki);
    return std::make_shared<const Key>(
        Key{suite, std::move(spki), raw_size, fingerprint, std::move(pkey)});
  }
};

Result<VerifyingKey> VerifyingKey::from_spki(BytesView spki) {
  if (const auto raw = ed25519::public_in_spki(spki)) {
    return from_raw_ed25519(*raw);
  }
  for (const SignatureSuite suite :
       {SignatureSuite::ecdsa_p256_sha256, SignatureSuite::ecdsa_p384_sha384}) {
    const Curve& curve = curve_of(suite);
    const auto point = point_in_spki(curve, spki);
    if (!point) {
      continue;
    }
    PkeyPtr pkey = public_key_of_point(curve, *point);
    if (pkey == nullptr) {
      return bad_public_key();
    }
    return VerifyingKey(
        Key::make(suite, Bytes(spki.begin(), spki.end()), point->size(), std::move(pkey)));
  }
  return bad_public_key();
}

Result<VerifyingKey> VerifyingKey::from_pem(std::string_view pem) {
  ENTENTE_TRY(const Bytes spki, crypto::from_pem("PUBLIC KEY", pem));
  return from_spki(spki);
}

Result<VerifyingKey> VerifyingKey::from_raw_ed25519(BytesView raw) {
  if (!ed25519::acceptable(raw)) {
    return bad_public_key();
  }
  return VerifyingKey(
      Key::make(SignatureSuite::ed25519, ed25519::spki_of_public(raw), raw.size(), nullptr));
}

Result<VerifyingKey> VerifyingKey::from_raw(SignatureSuite suite, BytesView raw) {
  if (suite == SignatureSuite::ed25519) {
    return from_raw_ed25519(raw);
  }
  const Curve& curve = curve_of(suite);
  return raw.size() == curve.point_size() ? from_spki(spki_of_point(curve, raw)) : bad_public_key();
}

SignatureSuite VerifyingKey::suite() const { return key_->suite; }
BytesView VerifyingKey::spki() const { return key_->spki; }
std::string VerifyingKey::pem() const { return to_pem("PUBLIC KEY", key_->spki); }
const Digest& VerifyingKey::fingerprint() const { return key_->fingerprint; }
BytesView VerifyingKey::raw() const { return BytesView(key_->spki).last(key_->raw_size); }

bool VerifyingKey::verify(BytesView message, BytesView signature) const {
  if (signature.size() != signature_size(key_->suite)) {
    return false;
  }
  if (key_->suite == SignatureSuite::ed25519) {
    return ed25519::verify(raw(), message, signature);
  }
  std::array<std::uint8_t, kMaxDerSignature> der{};
  const std::size_t size = der_of_raw(signature, der);
  return verify_ecdsa(key_->suite, key_->pkey.get(), message, BytesView(der).first(size));
}

bool VerifyingKey::verify_der(BytesView message, BytesView der_signature) const {
  if (key_->suite == SignatureSuite::ed25519 || der_signature.size() > kMaxDerSignature) {
    return false;
  }
  return verify_ecdsa(key_->suite, key_->pkey.get(), message, der_signature);
}

struct SigningKey::Key {
  SignatureSuite suite;
  SecretBytes ed25519_secret;  ///< Ed25519 only
  CurveSecret curve_secret;    ///< ECDSA only
  PkeyPtr pkey;                ///< ECDSA only
  VerifyingKey verifying;

  static std::shared_ptr<const Key> of_seed(BytesView seed) {
    SecretBytes secret = ed25519::secret_of_seed(seed);
    auto verifying = VerifyingKey::from_raw_ed25519(secret.view().last(ed25519::kPublicSize));
    return std::make_shared<const Key>(
        Key{SignatureSuite::ed25519, std::move(secret), {}, nullptr, std::move(verifying).value()});
  }

  static std::shared_ptr<const Key> of_curve(SignatureSuite suite, CurveSecret secret) {
    const Curve& curve = curve_of(suite);
    PkeyPtr pkey = private_key_of_secret(curve, secret);
    auto verifying = VerifyingKey::from_spki(spki_of_point(curve, secret.point));
    return std::make_shared<const Key>(
        Key{suite, {}, std::move(secret), std::move(pkey), std::move(verifying).value()});
  }
};

SigningKey SigningKey::generate(SignatureSuite suite, Entropy& entropy) {
  if (suite == SignatureSuite::ed25519) {
    const Secret32 seed = Secret32::random(entropy);
    return SigningKey(Key::of_seed(seed.view()));
  }
  return SigningKey(Key::of_curve(suite, generate_secret(curve_of(suite), entropy)));
}

Result<SigningKey> SigningKey::from_pkcs8(BytesView pkcs8) {
  if (const auto seed = ed25519::seed_in_pkcs8(pkcs8)) {
    return SigningKey(Key::of_seed(*seed));
  }
  for (const SignatureSuite suite :
       {SignatureSuite::ecdsa_p256_sha256, SignatureSuite::ecdsa_p384_sha384}) {
    if (auto secret = secret_in_pkcs8(curve_of(suite), pkcs8)) {
      return SigningKey(Key::of_curve(suite, *std::move(secret)));
    }
  }
  return Error(kBadKey, "This is not a private key of a known suite in its one accepted form.");
}

SecretBytes SigningKey::to_pkcs8() const {
  if (key_->suite == SignatureSuite::ed25519) {
    return ed25519::pkcs8_of_seed(key_->ed25519_secret.view().first(ed25519::kSeedSize));
  }
  return pkcs8_of_secret(curve_of(key_->suite), key_->curve_secret);
}

SignatureSuite SigningKey::suite() const { return key_->suite; }
const VerifyingKey& SigningKey::verifying_key() const { return key_->verifying; }

Bytes SigningKey::sign(BytesView message) const {
  if (key_->suite == SignatureSuite::ed25519) {
    return ed25519::sign(key_->ed25519_secret, message);
  }
  // A context per call costs 2 us of 22 and lets any number of threads sign with one key.
  const PkeyContextPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, key_->pkey.get(), nullptr));
  ENTENTE_INVARIANT(context != nullptr);
  must(EVP_PKEY_sign_init(context.get()));
  const MessageDigest digest = digest_for(key_->suite, message);
  std::array<std::uint8_t, kMaxDerSignature> der{};
  std::size_t size = der.size();
  must(EVP_PKEY_sign(context.get(), der.data(), &size, digest.bytes.data(), digest.size));
  return raw_of_der(der.data(), size, curve_of(key_->suite).field_size);
}

}  // namespace entente::crypto
