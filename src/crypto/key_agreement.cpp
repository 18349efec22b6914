#include "crypto/key_agreement.h"

#include <algorithm>
#include <array>

#include "crypto/digest.h"
#include "crypto/elliptic_curve.h"
#include "crypto/errors.h"
#include "crypto/pem.h"

namespace entente::crypto {
namespace {

const Curve& curve_of(AgreementCurve curve) {
  return curve == AgreementCurve::p384 ? curve_p384() : curve_p256();
}

constexpr std::array kCurves = {AgreementCurve::p256, AgreementCurve::p384};

}  // namespace

struct AgreementPublicKey::Key {
  AgreementCurve curve;
  Bytes spki;
  Digest fingerprint;
  PkeyPtr pkey;
};

Result<AgreementPublicKey> AgreementPublicKey::from_spki(BytesView spki) {
  for (const AgreementCurve curve : kCurves) {
    const auto point = point_in_spki(curve_of(curve), spki);
    PkeyPtr pkey = point ? public_key_of_point(curve_of(curve), *point) : nullptr;
    if (pkey != nullptr) {
      return AgreementPublicKey(std::make_shared<const Key>(
          Key{curve, Bytes(spki.begin(), spki.end()), sha256(spki), std::move(pkey)}));
    }
  }
  return Error(kBadKey, "This is not a P-256 or P-384 public key in its one accepted form.");
}

Result<AgreementPublicKey> AgreementPublicKey::from_pem(std::string_view pem) {
  ENTENTE_TRY(const Bytes spki, crypto::from_pem("PUBLIC KEY", pem));
  return from_spki(spki);
}

AgreementCurve AgreementPublicKey::curve() const { return key_->curve; }
BytesView AgreementPublicKey::spki() const { return key_->spki; }
std::string AgreementPublicKey::pem() const { return to_pem("PUBLIC KEY", key_->spki); }
const Digest& AgreementPublicKey::fingerprint() const { return key_->fingerprint; }

struct AgreementKey::Key {
  AgreementCurve curve;
  CurveSecret secret;
  PkeyPtr pkey;
  AgreementPublicKey public_key;

  static std::shared_ptr<const Key> make(AgreementCurve curve, CurveSecret secret) {
    PkeyPtr pkey = private_key_of_secret(curve_of(curve), secret);
    auto public_key = AgreementPublicKey::from_spki(spki_of_point(curve_of(curve), secret.point));
    return std::make_shared<const Key>(
        Key{curve, std::move(secret), std::move(pkey), std::move(public_key).value()});
  }
};

AgreementKey AgreementKey::generate(AgreementCurve curve, Entropy& entropy) {
  return AgreementKey(Key::make(curve, generate_secret(curve_of(curve), entropy)));
}

Result<AgreementKey> AgreementKey::from_pkcs8(BytesView pkcs8) {
  for (const AgreementCurve curve : kCurves) {
    if (auto secret = secret_in_pkcs8(curve_of(curve), pkcs8)) {
      return AgreementKey(Key::make(curve, *std::move(secret)));
    }
  }
  return Error(kBadKey, "This is not a P-256 or P-384 private key in its one accepted form.");
}

SecretBytes AgreementKey::to_pkcs8() const {
  return pkcs8_of_secret(curve_of(key_->curve), key_->secret);
}

AgreementCurve AgreementKey::curve() const { return key_->curve; }
const AgreementPublicKey& AgreementKey::public_key() const { return key_->public_key; }

Result<SecretBytes> AgreementKey::agree(const AgreementPublicKey& other) const {
  if (other.curve() != key_->curve) {
    return Error(kBadKey, "The two keys are on different curves.");
  }
  const PkeyContextPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, key_->pkey.get(), nullptr));
  ENTENTE_INVARIANT(context != nullptr);
  must(EVP_PKEY_derive_init(context.get()));
  // The point was checked when the key was read, so OpenSSL need not check it again.
  must(EVP_PKEY_derive_set_peer_ex(context.get(), other.key_->pkey.get(), 0));
  SecretBytes shared(curve_of(key_->curve).field_size);
  std::size_t size = shared.size();
  must(EVP_PKEY_derive(context.get(), shared.mutable_view().data(), &size));
  ENTENTE_INVARIANT(size == shared.size());
  return shared;
}

Status hkdf_sha256_into(BytesView secret, BytesView salt, BytesView info,
                        std::span<std::uint8_t> out) {
  if (out.empty() || out.size() > 255 * Digest::kSize) {
    return Error(kBadParameter, "HKDF-SHA-256 gives 1 to 8160 bytes.");
  }
  const std::array<std::uint8_t, Digest::kSize> no_salt{};
  Digest key = hmac_sha256(salt.empty() ? BytesView(no_salt) : salt, secret);
  Digest block;
  std::uint8_t counter = 0;
  while (!out.empty()) {
    const BytesView previous = counter == 0 ? BytesView() : block.view();
    ++counter;
    block = hmac_sha256(key.view(), {previous, info, BytesView(&counter, 1)});
    const std::size_t take = std::min(out.size(), Digest::kSize);
    std::copy_n(block.bytes.begin(), take, out.begin());
    out = out.subspan(take);
  }
  wipe(key.bytes);
  wipe(block.bytes);
  return {};
}

Result<SecretBytes> hkdf_sha256(BytesView secret, BytesView salt, BytesView info,
                                std::size_t length) {
  if (length == 0 || length > 255 * Digest::kSize) {
    return Error(kBadParameter, "HKDF-SHA-256 gives 1 to 8160 bytes.");
  }
  SecretBytes derived(length);
  ENTENTE_CHECK(hkdf_sha256_into(secret, salt, info, derived.mutable_view()));
  return derived;
}

}  // namespace entente::crypto
