#include "crypto/digest.h"

#include <openssl/core_names.h>

#include <utility>

#include "crypto/evp.h"

namespace entente::crypto {
namespace {

void begin(EVP_MD_CTX* context) { must(EVP_DigestInit_ex2(context, algorithms().sha256, nullptr)); }

void feed(EVP_MD_CTX* context, BytesView data) {
  must(EVP_DigestUpdate(context, data.data(), data.size()));
}

Digest end(EVP_MD_CTX* context) {
  Digest digest;
  must(EVP_DigestFinal_ex(context, digest.bytes.data(), nullptr));
  return digest;
}

EVP_MD_CTX* new_digest_context() {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ENTENTE_INVARIANT(context != nullptr);
  begin(context);
  return context;
}

EVP_MAC_CTX* new_mac_context() {
  EVP_MAC_CTX* context = EVP_MAC_CTX_new(algorithms().hmac);
  ENTENTE_INVARIANT(context != nullptr);
  char digest_name[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name, 0),
      OSSL_PARAM_construct_end()};
  must(EVP_MAC_CTX_set_params(context, parameters));
  return context;
}

EVP_MD_CTX* thread_digest_context() {
  thread_local const DigestContextPtr context(new_digest_context());
  return context.get();
}

EVP_MAC_CTX* thread_mac_context() {
  thread_local const MacContextPtr context(new_mac_context());
  return context.get();
}

void begin(EVP_MAC_CTX* context, BytesView key) {
  // A null key means "the key of before" to OpenSSL, so the empty key needs an address.
  static constexpr std::uint8_t kNothing = 0;
  const std::uint8_t* bytes = key.empty() ? &kNothing : key.data();
  must(EVP_MAC_init(context, bytes, key.size(), nullptr));
}

void feed(EVP_MAC_CTX* context, BytesView data) {
  must(EVP_MAC_update(context, data.data(), data.size()));
}

Digest end(EVP_MAC_CTX* context) {
  Digest digest;
  std::size_t written = 0;
  must(EVP_MAC_final(context, digest.bytes.data(), &written, digest.bytes.size()));
  ENTENTE_INVARIANT(written == Digest::kSize);
  return digest;
}

}  // namespace

Digest sha256(BytesView data) {
  EVP_MD_CTX* context = thread_digest_context();
  begin(context);
  feed(context, data);
  return end(context);
}

Digest sha256(std::initializer_list<BytesView> parts) {
  EVP_MD_CTX* context = thread_digest_context();
  begin(context);
  for (const BytesView part : parts) {
    feed(context, part);
  }
  return end(context);
}

Digest hmac_sha256(BytesView key, BytesView data) { return hmac_sha256(key, {data}); }

Digest hmac_sha256(BytesView key, std::initializer_list<BytesView> parts) {
  EVP_MAC_CTX* context = thread_mac_context();
  begin(context, key);
  for (const BytesView part : parts) {
    feed(context, part);
  }
  return end(context);
}

Sha256::Sha256() : context_(new_digest_context()) {}
Sha256::~Sha256() { EVP_MD_CTX_free(context_); }
Sha256::Sha256(Sha256&& other) noexcept : context_(std::exchange(other.context_, nullptr)) {}
Sha256& Sha256::operator=(Sha256&& other) noexcept {
  std::swap(context_, other.context_);
  return *this;
}

Sha256& Sha256::update(BytesView data) {
  feed(context_, data);
  return *this;
}

Digest Sha256::finish() {
  const Digest digest = end(context_);
  begin(context_);
  return digest;
}

HmacSha256::HmacSha256(BytesView key) : context_(new_mac_context()) { begin(context_, key); }
HmacSha256::~HmacSha256() { EVP_MAC_CTX_free(context_); }
HmacSha256::HmacSha256(HmacSha256&& other) noexcept
    : context_(std::exchange(other.context_, nullptr)) {}
HmacSha256& HmacSha256::operator=(HmacSha256&& other) noexcept {
  std::swap(context_, other.context_);
  return *this;
}

HmacSha256& HmacSha256::update(BytesView data) {
  feed(context_, data);
  return *this;
}

Digest HmacSha256::finish() {
  const Digest digest = end(context_);
  must(EVP_MAC_init(context_, nullptr, 0, nullptr));
  return digest;
}

}  // namespace entente::crypto
