#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/entropy.h"
#include "crypto/evp.h"
#include "crypto/secret.h"

/// Internal to crypto: the NIST curves in the one encoding we read and write.
namespace entente::crypto {

/// A curve with the fixed bytes around its keys. A key has one encoding, so reading one is a
/// comparison of prefixes and no ASN.1 parser meets bytes from outside.
struct Curve {
  int nid;
  const char* group;
  std::size_t field_size;  ///< bytes of a coordinate and of a scalar
  BytesView spki_prefix;   ///< up to the uncompressed point (RFC 5480)
  BytesView pkcs8_prefix;  ///< up to the scalar (RFC 5915 inside RFC 5958)
  BytesView pkcs8_middle;  ///< between the scalar and the uncompressed point
  [[nodiscard]] std::size_t point_size() const { return 1 + 2 * field_size; }
};

[[nodiscard]] const Curve& curve_p256();
[[nodiscard]] const Curve& curve_p384();

/// The uncompressed point inside `spki`, or nothing if it is not of this curve. The point is not
/// checked yet.
[[nodiscard]] std::optional<BytesView> point_in_spki(const Curve& curve, BytesView spki);
[[nodiscard]] Bytes spki_of_point(const Curve& curve, BytesView point);

/// A public key, or null if the point is not on the curve.
[[nodiscard]] PkeyPtr public_key_of_point(const Curve& curve, BytesView point);

/// A scalar with its point.
struct CurveSecret {
  SecretBytes scalar;  ///< `field_size` bytes, big-endian
  Bytes point;         ///< uncompressed
};

/// FIPS 186-5 A.2.2: rejection sampling from `entropy`.
[[nodiscard]] CurveSecret generate_secret(const Curve& curve, Entropy& entropy);
/// The scalar in a PKCS#8 key of this curve, or nothing: another form, a scalar out of range, or a
/// point that is not the scalar's.
[[nodiscard]] std::optional<CurveSecret> secret_in_pkcs8(const Curve& curve, BytesView pkcs8);
[[nodiscard]] SecretBytes pkcs8_of_secret(const Curve& curve, const CurveSecret& secret);
[[nodiscard]] PkeyPtr private_key_of_secret(const Curve& curve, const CurveSecret& secret);

}  // namespace entente::crypto
