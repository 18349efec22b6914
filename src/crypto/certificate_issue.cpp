#include <algorithm>
#include <array>
#include <cstdio>

#include "base/text.h"
#include "crypto/certificate.h"
#include "crypto/errors.h"
#include "crypto/evp.h"

namespace entente::crypto {
namespace {

using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;
using Pkcs8Ptr = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Freer<PKCS8_PRIV_KEY_INFO_free>>;
using NamePtr = std::unique_ptr<X509_NAME, Freer<X509_NAME_free>>;

constexpr std::size_t kMaxCommonName = 64;  // RFC 5280 appendix A, ub-common-name
constexpr std::size_t kMaxDnsName = 253;
constexpr long kVersion3 = 2;

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-';
}

/// No empty label: `a..b`, `.a` and `a.` are not names that one writes into a certificate.
bool is_host_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxDnsName &&
         std::ranges::all_of(name, is_host_character) && !name.starts_with('.') &&
         !name.ends_with('.') && name.find("..") == std::string_view::npos;
}

Status check_terms(const SigningKey& key, const LinkCertificateTerms& terms) {
  if (key.suite() == SignatureSuite::ed25519) {
    return Error(kBadParameter, "A link certificate needs an ECDSA key.");
  }
  if (terms.common_name.empty() || terms.common_name.size() > kMaxCommonName ||
      !check_utf8(terms.common_name).ok()) {
    return Error(kBadParameter, "A common name has 1 to 64 bytes of UTF-8.");
  }
  if (!is_host_name(terms.dns_name)) {
    return Error(kBadParameter, "A DNS name has 1 to 253 letters, digits, dots and hyphens.");
  }
  if (terms.not_after <= terms.not_before) {
    return Error(kBadParameter, "A certificate must end after it begins.");
  }
  if (terms.not_before < earliest_instant() || latest_instant() < terms.not_after) {
    return Error(kBadParameter, "A certificate's validity lies within the years 1 to 9999.");
  }
  return {};
}

void add_extension(X509* x509, int nid, const char* value) {
  const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value));
  ENTENTE_INVARIANT(extension != nullptr);
  must(X509_add_ext(x509, extension.get(), -1));
}

/// 128 random bits with the highest cleared and the next set: positive, and always 16 bytes.
void set_serial(X509* x509, Entropy& entropy) {
  std::array<std::uint8_t, 16> serial{};
  entropy.fill(serial);
  serial[0] = static_cast<std::uint8_t>((serial[0] & 0x7f) | 0x40);
  const BignumPtr number(BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr));
  ENTENTE_INVARIANT(number != nullptr);
  ENTENTE_INVARIANT(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(x509)) != nullptr);
}

/// RFC 5280 4.1.2.5: UTCTime up to 2049, GeneralizedTime from 2050 (and before 1950).
void set_time(ASN1_TIME* time, Instant instant) {
  const CivilDate date = instant.date_in(kUtc);
  const std::int64_t second = (instant.ms() - Instant::start_of(date, kUtc).ms()) / kMsPerSecond;
  std::array<char, 20> text{};
  std::snprintf(text.data(), text.size(), "%04d%02d%02d%02d%02d%02dZ", date.year() % 10000,
                date.month() % 100, date.day() % 100, static_cast<int>(second / 3600 % 24),
                static_cast<int>(second / 60 % 60), static_cast<int>(second % 60));
  must(ASN1_TIME_set_string_X509(time, text.data()));
}

void set_names(X509* x509, const std::string& common_name) {
  const NamePtr name(X509_NAME_new());
  ENTENTE_INVARIANT(name != nullptr);
  must(X509_NAME_add_entry_by_NID(name.get(), NID_commonName, MBSTRING_UTF8,
                                  reinterpret_cast<const unsigned char*>(common_name.data()),
                                  static_cast<int>(common_name.size()), -1, 0));
  must(X509_set_subject_name(x509, name.get()));
  must(X509_set_issuer_name(x509, name.get()));
}

PkeyPtr openssl_key(const SigningKey& key) {
  const SecretBytes pkcs8 = key.to_pkcs8();
  const unsigned char* at = pkcs8.view().data();
  const Pkcs8Ptr info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(pkcs8.size())));
  ENTENTE_INVARIANT(info != nullptr);
  PkeyPtr openssl(EVP_PKCS82PKEY(info.get()));
  ENTENTE_INVARIANT(openssl != nullptr);
  return openssl;
}

}  // namespace

Result<Certificate> issue_link_certificate(const SigningKey& key, const LinkCertificateTerms& terms,
                                           Entropy& entropy) {
  ENTENTE_CHECK(check_terms(key, terms));
  const ErrorQueueGuard guard;
  const PkeyPtr openssl = openssl_key(key);
  const X509Ptr x509(X509_new());
  ENTENTE_INVARIANT(x509 != nullptr);
  must(X509_set_version(x509.get(), kVersion3));
  set_serial(x509.get(), entropy);
  set_names(x509.get(), terms.common_name);
  set_time(X509_getm_notBefore(x509.get()), terms.not_before);
  set_time(X509_getm_notAfter(x509.get()), terms.not_after);
  must(X509_set_pubkey(x509.get(), openssl.get()));
  add_extension(x509.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(x509.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(x509.get(), NID_ext_key_usage, "clientAuth,serverAuth");
  add_extension(x509.get(), NID_subject_alt_name, ("DNS:" + terms.dns_name).c_str());
  const EVP_MD* digest =
      key.suite() == SignatureSuite::ecdsa_p384_sha384 ? algorithms().sha384 : algorithms().sha256;
  ENTENTE_INVARIANT(X509_sign(x509.get(), openssl.get(), digest) > 0);
  unsigned char* encoded = nullptr;
  const int size = i2d_X509(x509.get(), &encoded);
  ENTENTE_INVARIANT(size > 0);
  const Bytes der(encoded, encoded + size);
  OPENSSL_free(encoded);
  return Certificate::from_der(der);
}

}  // namespace entente::crypto
