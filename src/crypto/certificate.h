#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/entropy.h"
#include "base/time.h"
#include "crypto/signature.h"

namespace entente::crypto {

/// An X.509 certificate (RFC 5280), read. Nothing in it is trusted because it is there: a partner's
/// certificate counts when its fingerprint is the one that people compared. A value type.
class Certificate {
 public:
  static constexpr std::size_t kMaxBytes = 16 * 1024;

  /// One DER certificate of at most 16 KiB with nothing after it; else `crypto.bad-certificate`.
  [[nodiscard]] static Result<Certificate> from_der(BytesView der);
  /// One PEM block `CERTIFICATE`; else `crypto.bad-pem` or `crypto.bad-certificate`.
  [[nodiscard]] static Result<Certificate> from_pem(std::string_view pem);

  [[nodiscard]] BytesView der() const { return der_; }
  [[nodiscard]] std::string pem() const;
  [[nodiscard]] BytesView spki() const { return spki_; }
  /// SHA-256 of the SubjectPublicKeyInfo: what is pinned and compared. Survives a renewal of the
  /// certificate with the same key.
  [[nodiscard]] const Digest& fingerprint() const { return fingerprint_; }
  /// The subject's key, if it is one of our suites; else `crypto.bad-key`.
  [[nodiscard]] Result<VerifyingKey> verifying_key() const {
    return VerifyingKey::from_spki(spki_);
  }

  /// UTF-8 and empty if the subject has none. From outside: pass it through `display_safe`.
  [[nodiscard]] const std::string& common_name() const { return common_name_; }
  [[nodiscard]] const std::vector<std::string>& dns_names() const { return dns_names_; }
  [[nodiscard]] Instant not_before() const { return not_before_; }
  [[nodiscard]] Instant not_after() const { return not_after_; }  ///< the last valid second
  [[nodiscard]] bool valid_at(Instant now) const { return not_before_ <= now && now <= not_after_; }
  [[nodiscard]] bool allows_client() const { return allows_client_; }  ///< EKU clientAuth
  [[nodiscard]] bool allows_server() const { return allows_server_; }  ///< EKU serverAuth

  /// Whether the certificate is signed by the key inside it.
  [[nodiscard]] bool signed_by_itself() const;

  /// What a link demands beside the pinned fingerprint: valid at `now`, both EKUs, self-signed, a
  /// key of one of our suites (AB72). Else `crypto.bad-certificate`, saying which.
  [[nodiscard]] Status check_link(Instant now) const;

 private:
  Certificate() = default;
  Bytes der_;
  Bytes spki_;
  Digest fingerprint_;
  std::string common_name_;
  std::vector<std::string> dns_names_;
  Instant not_before_;
  Instant not_after_;
  bool allows_client_ = false;
  bool allows_server_ = false;
};

/// What a link certificate says.
struct LinkCertificateTerms {
  std::string common_name;  ///< 1 to 64 bytes of UTF-8: the party, `KR (EXERCISE)`
  std::string dns_name;     ///< 1 to 253 bytes: letters, digits, dots, hyphens
  Instant not_before;       ///< cut to seconds
  Instant not_after;        ///< later than `not_before`
};

/// A self-signed certificate for TLS between nodes, for an ECDSA key (TLS stacks know no Ed25519
/// everywhere): version 3, CA:FALSE, digitalSignature, clientAuth and serverAuth, one dNSName, a
/// random 128-bit serial number. `crypto.bad-parameter` for terms outside the ranges or another
/// kind of key. Thread-safe.
[[nodiscard]] Result<Certificate> issue_link_certificate(const SigningKey& key,
                                                         const LinkCertificateTerms& terms,
                                                         Entropy& entropy);

}  // namespace entente::crypto
