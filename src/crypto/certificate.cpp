#include "crypto/certificate.h"

#include <openssl/err.h>

#include <algorithm>
#include <ctime>

#include "crypto/digest.h"
#include "crypto/errors.h"
#include "crypto/evp.h"
#include "crypto/pem.h"

namespace entente::crypto {
namespace {

using GeneralNamesPtr = std::unique_ptr<GENERAL_NAMES, Freer<GENERAL_NAMES_free>>;
using UsagePtr = std::unique_ptr<EXTENDED_KEY_USAGE, Freer<EXTENDED_KEY_USAGE_free>>;
using OpensslBytes =
    std::unique_ptr<unsigned char, decltype([](unsigned char* bytes) { OPENSSL_free(bytes); })>;

constexpr std::size_t kMaxNames = 64;

Error bad_certificate(std::string message) { return Error(kBadCertificate, std::move(message)); }

/// DER of an OpenSSL object through its `i2d` function; empty if that fails.
template <class T, class Write>
Bytes der_of(const T* object, Write write) {
  unsigned char* allocated = nullptr;
  const int size = write(object, &allocated);
  const OpensslBytes owner(allocated);
  return size <= 0 ? Bytes() : Bytes(allocated, allocated + size);
}

Result<Instant> instant_of(const ASN1_TIME* time) {
  std::tm broken_down{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &broken_down) != 1) {
    return bad_certificate("The certificate's validity is not readable.");
  }
  ENTENTE_TRY(const CivilDate date, CivilDate::make(broken_down.tm_year + 1900,
                                                    broken_down.tm_mon + 1, broken_down.tm_mday));
  const std::int64_t seconds =
      (broken_down.tm_hour * 60 + broken_down.tm_min) * 60 + broken_down.tm_sec;
  return Instant::start_of(date, kUtc).plus_ms(seconds * kMsPerSecond);
}

/// The subject's last common name as UTF-8; empty if there is none or it is not text.
std::string common_name_of(const X509_NAME* subject) {
  const int index = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (index < 0) {
    return {};
  }
  unsigned char* text = nullptr;
  const ASN1_STRING* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index));
  const int size = ASN1_STRING_to_UTF8(&text, value);
  const OpensslBytes owner(text);
  if (size <= 0) {
    return {};
  }
  return std::string(text, text + size);
}

/// A dNSName is an IA5String: anything but printable ASCII without blanks (an embedded NUL above
/// all) makes the certificate unusable.
Result<std::vector<std::string>> dns_names_of(const X509* x509) {
  std::vector<std::string> found;
  int critical = 0;
  const GeneralNamesPtr names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(x509, NID_subject_alt_name, &critical, nullptr)));
  if (names == nullptr && critical != -1) {
    return bad_certificate("The certificate's subjectAltName is malformed or appears twice.");
  }
  const int count = names == nullptr ? 0 : sk_GENERAL_NAME_num(names.get());
  if (count > static_cast<int>(kMaxNames)) {
    return bad_certificate("The certificate has too many names.");
  }
  for (int i = 0; i < count; ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_DNS) {
      continue;
    }
    const auto* data = ASN1_STRING_get0_data(name->d.dNSName);
    const std::string text(data, data + ASN1_STRING_length(name->d.dNSName));
    if (text.empty() || !std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; })) {
      return bad_certificate("A name in the certificate is not a host name.");
    }
    found.push_back(text);
  }
  return found;
}

struct Usages {
  bool client = false;
  bool server = false;
};

Result<Usages> usages_of(const X509* x509) {
  int critical = 0;
  const UsagePtr usage(static_cast<EXTENDED_KEY_USAGE*>(
      X509_get_ext_d2i(x509, NID_ext_key_usage, &critical, nullptr)));
  if (usage == nullptr && critical != -1) {
    return bad_certificate("The certificate's extKeyUsage is malformed or appears twice.");
  }
  Usages usages;
  const int count = usage == nullptr ? 0 : sk_ASN1_OBJECT_num(usage.get());
  for (int i = 0; i < count; ++i) {
    const int nid = OBJ_obj2nid(sk_ASN1_OBJECT_value(usage.get(), i));
    usages.client = usages.client || nid == NID_client_auth;
    usages.server = usages.server || nid == NID_server_auth;
  }
  return usages;
}

X509Ptr read_x509(BytesView der) {
  const unsigned char* at = der.data();
  X509Ptr x509(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (x509 != nullptr && at != der.data() + der.size()) {
    return nullptr;
  }
  return x509;
}

}  // namespace

Result<Certificate> Certificate::from_der(BytesView der) {
  if (der.empty() || der.size() > kMaxBytes) {
    return bad_certificate("A certificate has 1 to 16384 bytes.");
  }
  const ErrorQueueGuard guard;
  const X509Ptr x509 = read_x509(der);
  if (x509 == nullptr || !std::ranges::equal(der_of(x509.get(), i2d_X509), der)) {
    return bad_certificate("This is not exactly one certificate in DER.");
  }
  Certificate read;
  read.der_.assign(der.begin(), der.end());
  read.spki_ = der_of(X509_get_X509_PUBKEY(x509.get()), i2d_X509_PUBKEY);
  if (read.spki_.empty()) {
    return bad_certificate("The certificate's key is not readable.");
  }
  read.fingerprint_ = sha256(read.spki_);
  read.common_name_ = common_name_of(X509_get_subject_name(x509.get()));
  ENTENTE_TRY(read.dns_names_, dns_names_of(x509.get()));
  ENTENTE_TRY(read.not_before_, instant_of(X509_get0_notBefore(x509.get())));
  ENTENTE_TRY(read.not_after_, instant_of(X509_get0_notAfter(x509.get())));
  ENTENTE_TRY(const Usages usages, usages_of(x509.get()));
  read.allows_client_ = usages.client;
  read.allows_server_ = usages.server;
  return read;
}

Result<Certificate> Certificate::from_pem(std::string_view pem) {
  ENTENTE_TRY(const Bytes der, crypto::from_pem("CERTIFICATE", pem));
  return from_der(der);
}

std::string Certificate::pem() const { return to_pem("CERTIFICATE", der_); }

bool Certificate::signed_by_itself() const {
  const ErrorQueueGuard guard;
  const X509Ptr x509 = read_x509(der_);
  ENTENTE_INVARIANT(x509 != nullptr);
  EVP_PKEY* key = X509_get0_pubkey(x509.get());
  return key != nullptr && X509_verify(x509.get(), key) == 1;
}

Status Certificate::check_link(Instant now) const {
  if (!verifying_key().ok()) {
    return bad_certificate("The certificate's key is of no suite that Entente uses.");
  }
  if (now < not_before_) {
    return bad_certificate("The certificate is not valid yet.");
  }
  if (not_after_ < now) {
    return bad_certificate("The certificate has expired.");
  }
  if (!allows_client_ || !allows_server_) {
    return bad_certificate("The certificate is not for both clientAuth and serverAuth.");
  }
  if (!signed_by_itself()) {
    return bad_certificate("The certificate is not signed by its own key.");
  }
  return {};
}

}  // namespace entente::crypto
