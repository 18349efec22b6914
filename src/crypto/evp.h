#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

#include "base/bytes.h"
#include "base/invariant.h"

/// Internal to crypto: OpenSSL's handles as owners, and its algorithms fetched once.
namespace entente::crypto {

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* handle) const {
    Free(handle);
  }
};

using PkeyPtr = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using PkeyContextPtr = std::unique_ptr<EVP_PKEY_CTX, Freer<EVP_PKEY_CTX_free>>;
using DigestContextPtr = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;
using MacContextPtr = std::unique_ptr<EVP_MAC_CTX, Freer<EVP_MAC_CTX_free>>;
using BignumPtr = std::unique_ptr<BIGNUM, Freer<BN_clear_free>>;
using GroupPtr = std::unique_ptr<EC_GROUP, Freer<EC_GROUP_free>>;
using PointPtr = std::unique_ptr<EC_POINT, Freer<EC_POINT_clear_free>>;
using X509Ptr = std::unique_ptr<X509, Freer<X509_free>>;

/// Fetching an algorithm by name costs more than a short digest: it happens once per process.
struct Algorithms {
  const EVP_MD* sha256;
  const EVP_MD* sha384;
  EVP_MAC* hmac;
  const EVP_CIPHER* aes_256_gcm;
};
[[nodiscard]] const Algorithms& algorithms();

/// A call that fails only if the library is broken or out of memory: the process stops.
inline void must(int openssl_result) { ENTENTE_INVARIANT(openssl_result == 1); }

/// The number of these octets, the most significant first.
[[nodiscard]] BignumPtr number_of(BytesView big_endian);

/// OpenSSL keeps errors in a queue per thread; a failure that an input caused is told by our own
/// error, so the queue is emptied when it goes out of scope.
class ErrorQueueGuard {
 public:
  ErrorQueueGuard() = default;
  ~ErrorQueueGuard();
  ErrorQueueGuard(const ErrorQueueGuard&) = delete;
  ErrorQueueGuard& operator=(const ErrorQueueGuard&) = delete;
};

}  // namespace entente::crypto
