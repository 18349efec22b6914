#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>

#include "http/stand.h"

namespace entente::http::test {

/// A blocking TCP connection to a port of this machine.
class RawTcp {
 public:
  explicit RawTcp(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  }
  ~RawTcp() { close(fd_); }
  RawTcp(const RawTcp&) = delete;
  RawTcp& operator=(const RawTcp&) = delete;
  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] bool connected() const { return connected_; }
  void send_all(std::string_view text) const { send(fd_, text.data(), text.size(), MSG_NOSIGNAL); }
  [[nodiscard]] std::string read_to_end() const {
    std::string all;
    char block[4096];
    for (ssize_t size = 0; (size = recv(fd_, block, sizeof(block), 0)) > 0;) {
      all.append(block, static_cast<std::size_t>(size));
    }
    return all;
  }

 private:
  int fd_;
  bool connected_ = false;
};

struct RawTlsOptions {
  int lowest = TLS1_3_VERSION;
  int highest = TLS1_3_VERSION;
  std::string alpn = std::string("\x09", 1) + "entente/1";
};

/// A TLS client made of OpenSSL alone, which does what ours would not.
class RawTls {
 public:
  /// `certificate` and `key` may be null: then it shows none.
  RawTls(std::uint16_t port, X509* certificate, EVP_PKEY* key, const RawTlsOptions& options = {})
      : tcp_(port),
        context_(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free),
        tls_(nullptr, &SSL_free) {
    signal(SIGPIPE, SIG_IGN);  // OpenSSL's own sockets raise it
    SSL_CTX_set_min_proto_version(context_.get(), options.lowest);
    SSL_CTX_set_max_proto_version(context_.get(), options.highest);
    SSL_CTX_set_alpn_protos(context_.get(),
                            reinterpret_cast<const unsigned char*>(options.alpn.data()),
                            static_cast<unsigned>(options.alpn.size()));
    if (certificate != nullptr) {
      SSL_CTX_use_certificate(context_.get(), certificate);
      SSL_CTX_use_PrivateKey(context_.get(), key);
    }
    tls_.reset(SSL_new(context_.get()));
    SSL_set_fd(tls_.get(), tcp_.fd());
    connected_ = SSL_connect(tls_.get()) == 1;
  }
  /// In TLS 1.3 the client is done before the server has judged it: only an answer shows.
  [[nodiscard]] std::string say(std::string_view text) const {
    if (!connected_ || SSL_write(tls_.get(), text.data(), static_cast<int>(text.size())) <= 0) {
      return {};
    }
    std::string all;
    char block[4096];
    for (int size = 0; (size = SSL_read(tls_.get(), block, sizeof(block))) > 0;) {
      all.append(block, static_cast<std::size_t>(size));
    }
    return all;
  }
  [[nodiscard]] SSL* tls() const { return tls_.get(); }
  [[nodiscard]] const RawTcp& tcp() const { return tcp_; }
  [[nodiscard]] bool connected() const { return connected_; }

 private:
  RawTcp tcp_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_;
  bool connected_ = false;
};

/// OpenSSL's form of a party's certificate and key.
struct RawIdentity {
  explicit RawIdentity(const Party& party) {
    const unsigned char* der = party.certificate.der().data();
    certificate.reset(d2i_X509(nullptr, &der, static_cast<long>(party.certificate.der().size())));
    const crypto::SecretBytes pkcs8 = party.key.to_pkcs8();
    const unsigned char* secret = pkcs8.view().data();
    key.reset(d2i_AutoPrivateKey(nullptr, &secret, static_cast<long>(pkcs8.size())));
  }
  /// A certificate of the same key with one extended key usage, `clientAuth` or `serverAuth`.
  void only_for(const char* usage) {
    X509* x = X509_new();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 7);
    const auto now = static_cast<time_t>(kNowMs / 1000);
    ASN1_TIME_set(X509_getm_notBefore(x), now - 3600);
    ASN1_TIME_set(X509_getm_notAfter(x), now + 3600);
    X509_set_pubkey(x, key.get());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("kr"), -1, -1, 0);
    X509_set_issuer_name(x, X509_get_subject_name(x));
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_ext_key_usage, usage);
    X509_add_ext(x, extension, -1);
    X509_EXTENSION_free(extension);
    X509_sign(x, key.get(), EVP_sha256());
    certificate.reset(x);
  }
  std::unique_ptr<X509, decltype(&X509_free)> certificate{nullptr, &X509_free};
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{nullptr, &EVP_PKEY_free};
};

}  // namespace entente::http::test
