#pragma once

#include <memory>
#include <string_view>

#include "base/bytes.h"
#include "crypto/certificate.h"
#include "crypto/signature.h"

namespace entente::http {

/// A certificate and its private key, as they stand in a TLS handshake. TLS here is 1.3 only,
/// without tickets, early data, renegotiation or compression; groups X25519, P-256, P-384;
/// signatures ECDSA with P-256 and P-384, Ed25519. Shared, immutable, thread-safe.
class TlsIdentity {
 public:
  /// Errors: `http.bad-identity` where the key is not the certificate's or TLS cannot use it.
  [[nodiscard]] static Result<TlsIdentity> make(const crypto::Certificate& certificate,
                                                const crypto::SigningKey& key);
  ~TlsIdentity();
  TlsIdentity(TlsIdentity&&) noexcept;
  TlsIdentity& operator=(TlsIdentity&&) noexcept;
  TlsIdentity(const TlsIdentity&);
  TlsIdentity& operator=(const TlsIdentity&);

  /// SHA-256 over the certificate's SubjectPublicKeyInfo (DER): what the partner pins.
  [[nodiscard]] Digest spki() const;

  struct Parts;  ///< of this folder's own files
  [[nodiscard]] const Parts& parts() const { return *parts_; }

 private:
  explicit TlsIdentity(std::shared_ptr<const Parts> parts);
  std::shared_ptr<const Parts> parts_;  // shared: each handshake's context holds it too
};

/// The one application protocol between nodes (RFC 7301).
inline constexpr std::string_view kAlpn = "entente/1";

}  // namespace entente::http
