#include "crypto/elliptic_curve.h"

#include <openssl/core_names.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <array>

namespace entente::crypto {
namespace {

using ParameterBuilderPtr = std::unique_ptr<OSSL_PARAM_BLD, Freer<OSSL_PARAM_BLD_free>>;
using ParametersPtr = std::unique_ptr<OSSL_PARAM, Freer<OSSL_PARAM_free>>;

constexpr std::array<std::uint8_t, 26> kP256Spki = {
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
    0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00};
constexpr std::array<std::uint8_t, 36> kP256Pkcs8 = {
    0x30, 0x81, 0x87, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86,
    0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d,
    0x03, 0x01, 0x07, 0x04, 0x6d, 0x30, 0x6b, 0x02, 0x01, 0x01, 0x04, 0x20};
constexpr std::array<std::uint8_t, 5> kP256Pkcs8Middle = {0xa1, 0x44, 0x03, 0x42, 0x00};

constexpr std::array<std::uint8_t, 23> kP384Spki = {0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86,
                                                    0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b,
                                                    0x81, 0x04, 0x00, 0x22, 0x03, 0x62, 0x00};
constexpr std::array<std::uint8_t, 35> kP384Pkcs8 = {
    0x30, 0x81, 0xb6, 0x02, 0x01, 0x00, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86,
    0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22,
    0x04, 0x81, 0x9e, 0x30, 0x81, 0x9b, 0x02, 0x01, 0x01, 0x04, 0x30};
constexpr std::array<std::uint8_t, 5> kP384Pkcs8Middle = {0xa1, 0x64, 0x03, 0x62, 0x00};

constexpr std::uint8_t kUncompressed = 0x04;

bool starts_with(BytesView bytes, BytesView prefix) {
  return bytes.size() >= prefix.size() && std::ranges::equal(bytes.first(prefix.size()), prefix);
}

const EC_GROUP* group_of(const Curve& curve) {
  static const GroupPtr p256(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  static const GroupPtr p384(EC_GROUP_new_by_curve_name(NID_secp384r1));
  const EC_GROUP* group = curve.nid == NID_secp384r1 ? p384.get() : p256.get();
  ENTENTE_INVARIANT(group != nullptr);
  return group;
}

BignumPtr secret_number_of(BytesView big_endian) {
  BignumPtr number = number_of(big_endian);
  BN_set_flags(number.get(), BN_FLG_CONSTTIME);
  return number;
}

Bytes point_of_scalar(const Curve& curve, const BIGNUM* scalar) {
  const EC_GROUP* group = group_of(curve);
  const PointPtr point(EC_POINT_new(group));
  ENTENTE_INVARIANT(point != nullptr);
  must(EC_POINT_mul(group, point.get(), scalar, nullptr, nullptr, nullptr));
  Bytes encoded(curve.point_size());
  const std::size_t written = EC_POINT_point2oct(group, point.get(), POINT_CONVERSION_UNCOMPRESSED,
                                                 encoded.data(), encoded.size(), nullptr);
  ENTENTE_INVARIANT(written == encoded.size());
  return encoded;
}

PkeyPtr key_of(const Curve& curve, BytesView point, const BIGNUM* scalar) {
  const ErrorQueueGuard guard;
  const ParameterBuilderPtr builder(OSSL_PARAM_BLD_new());
  ENTENTE_INVARIANT(builder != nullptr);
  must(OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.group, 0));
  must(OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                        point.size()));
  if (scalar != nullptr) {
    must(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar));
  }
  const ParametersPtr parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const PkeyContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  ENTENTE_INVARIANT(parameters != nullptr && context != nullptr);
  must(EVP_PKEY_fromdata_init(context.get()));
  EVP_PKEY* key = nullptr;
  const int selection = scalar != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
  if (EVP_PKEY_fromdata(context.get(), &key, selection, parameters.get()) != 1) {
    return nullptr;
  }
  return PkeyPtr(key);
}

}  // namespace

const Curve& curve_p256() {
  static constexpr Curve kCurve{NID_X9_62_prime256v1, "P-256",         32, kP256Spki,
                                kP256Pkcs8,           kP256Pkcs8Middle};
  return kCurve;
}

const Curve& curve_p384() {
  static constexpr Curve kCurve{NID_secp384r1, "P-384",    48,
                                kP384Spki,     kP384Pkcs8, kP384Pkcs8Middle};
  return kCurve;
}

std::optional<BytesView> point_in_spki(const Curve& curve, BytesView spki) {
  const std::size_t prefix = curve.spki_prefix.size();
  if (spki.size() != prefix + curve.point_size() || !starts_with(spki, curve.spki_prefix) ||
      spki[prefix] != kUncompressed) {
    return std::nullopt;
  }
  return spki.subspan(prefix);
}

Bytes spki_of_point(const Curve& curve, BytesView point) {
  Bytes spki(curve.spki_prefix.begin(), curve.spki_prefix.end());
  append(spki, point);
  return spki;
}

PkeyPtr public_key_of_point(const Curve& curve, BytesView point) {
  return key_of(curve, point, nullptr);
}

CurveSecret generate_secret(const Curve& curve, Entropy& entropy) {
  const BIGNUM* order = EC_GROUP_get0_order(group_of(curve));
  SecretBytes scalar(curve.field_size);
  for (;;) {
    entropy.fill(scalar.mutable_view());
    const BignumPtr number = secret_number_of(scalar.view());
    must(BN_add_word(number.get(), 1));
    if (BN_cmp(number.get(), order) < 0) {
      const int size = static_cast<int>(scalar.size());
      ENTENTE_INVARIANT(BN_bn2binpad(number.get(), scalar.mutable_view().data(), size) == size);
      return {std::move(scalar), point_of_scalar(curve, number.get())};
    }
  }
}

std::optional<CurveSecret> secret_in_pkcs8(const Curve& curve, BytesView pkcs8) {
  const std::size_t prefix = curve.pkcs8_prefix.size();
  const std::size_t middle = curve.pkcs8_middle.size();
  if (pkcs8.size() != prefix + curve.field_size + middle + curve.point_size() ||
      !starts_with(pkcs8, curve.pkcs8_prefix) ||
      !starts_with(pkcs8.subspan(prefix + curve.field_size), curve.pkcs8_middle)) {
    return std::nullopt;
  }
  const BytesView scalar = pkcs8.subspan(prefix, curve.field_size);
  const BignumPtr number = secret_number_of(scalar);
  const BIGNUM* order = EC_GROUP_get0_order(group_of(curve));
  if (BN_is_zero(number.get()) || BN_cmp(number.get(), order) >= 0) {
    return std::nullopt;
  }
  Bytes point = point_of_scalar(curve, number.get());
  if (!std::ranges::equal(pkcs8.last(curve.point_size()), point)) {
    return std::nullopt;
  }
  return CurveSecret{SecretBytes::copy_of(scalar), std::move(point)};
}

SecretBytes pkcs8_of_secret(const Curve& curve, const CurveSecret& secret) {
  const BytesView parts[] = {curve.pkcs8_prefix, secret.scalar.view(), curve.pkcs8_middle,
                             secret.point};
  std::size_t size = 0;
  for (const BytesView part : parts) {
    size += part.size();
  }
  SecretBytes pkcs8(size);
  auto at = pkcs8.mutable_view().begin();
  for (const BytesView part : parts) {
    at = std::ranges::copy(part, at).out;
  }
  return pkcs8;
}

PkeyPtr private_key_of_secret(const Curve& curve, const CurveSecret& secret) {
  const BignumPtr number = secret_number_of(secret.scalar.view());
  PkeyPtr key = key_of(curve, secret.point, number.get());
  ENTENTE_INVARIANT(key != nullptr);
  return key;
}

}  // namespace entente::crypto
