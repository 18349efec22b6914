#include "crypto/evp.h"

#include <openssl/err.h>

namespace entente::crypto {
namespace {

Algorithms fetch_algorithms() {
  const Algorithms fetched{
      EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_fetch(nullptr, "SHA384", nullptr),
      EVP_MAC_fetch(nullptr, "HMAC", nullptr), EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr)};
  ENTENTE_INVARIANT(fetched.sha256 != nullptr && fetched.sha384 != nullptr);
  ENTENTE_INVARIANT(fetched.hmac != nullptr && fetched.aes_256_gcm != nullptr);
  return fetched;
}

}  // namespace

const Algorithms& algorithms() {
  // Never freed: threads may still hash while the process ends.
  static const Algorithms all = fetch_algorithms();
  return all;
}

BignumPtr number_of(BytesView big_endian) {
  BignumPtr number(BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), nullptr));
  ENTENTE_INVARIANT(number != nullptr);
  return number;
}

ErrorQueueGuard::~ErrorQueueGuard() { ERR_clear_error(); }

}  // namespace entente::crypto
