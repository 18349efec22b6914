#include "http/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <string>

#include "http/errors.h"
#include "http/tls_context.h"

namespace entente::http {

struct TlsIdentity::Parts {
  std::unique_ptr<X509, decltype(&X509_free)> certificate{nullptr, &X509_free};
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{nullptr, &EVP_PKEY_free};
  Digest spki;
};

namespace {

// TLS 1.3 has only these; the names must be spelt out because a machine's openssl.cnf may say less.
constexpr const char* kSuites =
    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
constexpr const char* kGroups = "X25519:P-256:P-384";
constexpr const char* kSignatures = "ECDSA+SHA256:ECDSA+SHA384:ed25519";
constexpr std::size_t kCertificateListBytes = 20u << 10;

constexpr std::string_view kPeopleAlpn = "http/1.1";

std::string alpn_list() {
  std::string list(1, static_cast<char>(kAlpn.size()));
  list += kAlpn;
  return list;
}

/// In place of OpenSSL's chain verification: one certificate, whose key people compared. A CA
/// behind it would add nothing but somebody else who can be wrong.
int verify(X509_STORE_CTX* store, void* context) {
  const auto* tls = static_cast<const TlsContext*>(context);
  X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_REJECTED);
  X509* leaf = X509_STORE_CTX_get0_cert(store);
  unsigned char* der = nullptr;
  const int size = leaf == nullptr ? -1 : i2d_X509(leaf, &der);
  if (size <= 0) {
    return 0;
  }
  const auto parsed = crypto::Certificate::from_der({der, static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  if (!parsed.ok() || !tls->accepts(*parsed)) {
    return 0;
  }
  X509_STORE_CTX_set_error(store, X509_V_OK);
  return 1;
}

/// RFC 7301: a client that offers protocols must offer the one named, else the handshake fails.
int select_alpn(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* in,
                unsigned int in_size, void* wanted) {
  const std::string_view protocol = *static_cast<const std::string_view*>(wanted);
  for (unsigned int i = 0; i < in_size && i + 1u + in[i] <= in_size; i += 1u + in[i]) {
    const std::string_view name(reinterpret_cast<const char*>(in + i + 1), in[i]);
    if (name == protocol) {
      *out = in + i + 1;  // the client's own list lives as long as OpenSSL needs it
      *out_size = in[i];
      return SSL_TLSEXT_ERR_OK;
    }
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

void require(bool done) {
  // Only a build of OpenSSL without these algorithms fails here.
  ENTENTE_INVARIANT(done);
}

}  // namespace

TlsIdentity::TlsIdentity(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}
TlsIdentity::~TlsIdentity() = default;
TlsIdentity::TlsIdentity(TlsIdentity&&) noexcept = default;
TlsIdentity& TlsIdentity::operator=(TlsIdentity&&) noexcept = default;
TlsIdentity::TlsIdentity(const TlsIdentity&) = default;
TlsIdentity& TlsIdentity::operator=(const TlsIdentity&) = default;

Result<TlsIdentity> TlsIdentity::make(const crypto::Certificate& certificate,
                                      const crypto::SigningKey& key) {
  auto parts = std::make_shared<Parts>();
  const unsigned char* der = certificate.der().data();
  parts->certificate.reset(d2i_X509(nullptr, &der, static_cast<long>(certificate.der().size())));
  const crypto::SecretBytes pkcs8 = key.to_pkcs8();
  const unsigned char* secret = pkcs8.view().data();
  parts->key.reset(d2i_AutoPrivateKey(nullptr, &secret, static_cast<long>(pkcs8.size())));
  parts->spki = certificate.fingerprint();
  const bool pair = parts->certificate != nullptr && parts->key != nullptr &&
                    X509_check_private_key(parts->certificate.get(), parts->key.get()) == 1;
  ERR_clear_error();
  if (!pair) {
    return Error(kBadIdentity, "The private key is not that of the certificate.");
  }
  return TlsIdentity(std::move(parts));
}

Digest TlsIdentity::spki() const { return parts_->spki; }

void restrict_tls(SSL_CTX* tls) {
  require(SSL_CTX_set_min_proto_version(tls, TLS1_3_VERSION) == 1);
  require(SSL_CTX_set_max_proto_version(tls, TLS1_3_VERSION) == 1);
  require(SSL_CTX_set_ciphersuites(tls, kSuites) == 1);
  require(SSL_CTX_set1_groups_list(tls, kGroups) == 1);
  require(SSL_CTX_set1_sigalgs_list(tls, kSignatures) == 1);
  // No resumption: each handshake asks for the certificate anew, and there is no early data.
  SSL_CTX_set_options(tls, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_max_cert_list(tls, kCertificateListBytes);
  SSL_CTX_set_mode(tls, SSL_MODE_RELEASE_BUFFERS);
}

TlsContext::TlsContext(Side side, const TlsIdentity& identity, const Clock& clock, Knows knows)
    : identity_(identity),
      clock_(clock),
      knows_(std::move(knows)),
      context_(side == Side::client ? asio::ssl::context::tls_client
                                    : asio::ssl::context::tls_server) {
  SSL_CTX* tls = context_.native_handle();
  restrict_tls(tls);
  const bool open = side == Side::open_server;
  if (!open) {
    SSL_CTX_set_verify(tls, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    SSL_CTX_set_cert_verify_callback(tls, &verify, this);
  }
  require(SSL_CTX_use_certificate(tls, identity_.parts().certificate.get()) == 1);
  require(SSL_CTX_use_PrivateKey(tls, identity_.parts().key.get()) == 1);
  if (side != Side::client) {
    require(SSL_CTX_set_num_tickets(tls, 0) == 1);
    const std::string_view* wanted = open ? &kPeopleAlpn : &kAlpn;
    // OpenSSL hands the argument through as it is; it is only read.
    SSL_CTX_set_alpn_select_cb(tls, &select_alpn, const_cast<std::string_view*>(wanted));
    return;
  }
  const std::string list = alpn_list();
  // This one function of OpenSSL returns 0 for success.
  require(SSL_CTX_set_alpn_protos(tls, reinterpret_cast<const unsigned char*>(list.data()),
                                  static_cast<unsigned int>(list.size())) == 0);
}

bool TlsContext::accepts(const crypto::Certificate& certificate) const {
  return certificate.check_link(clock_.now()).ok() && knows_(certificate.fingerprint());
}

}  // namespace entente::http
