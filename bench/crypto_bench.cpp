// The primitives of crypto on one thread, beside OpenSSL's EVP interface used as its manual shows
// it (one context a call). Prints one JSON line a figure. Usage: crypto_bench
#include <openssl/evp.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "base/invariant.h"
#include "crypto/aead.h"
#include "crypto/digest.h"
#include "crypto/key_wrap.h"
#include "crypto/random.h"
#include "crypto/signature.h"
#include "rate.h"
#include "row.h"

namespace {

using namespace entente;

constexpr std::size_t kMessage = 1024;
constexpr std::size_t kSegment = std::size_t{1} << 20;

template <class Call>
double rate_of(const Call& call) {
  return bench::rate_of(call, 0.2);
}

void print(std::string_view name, double value, std::string_view unit, double peer,
           std::string_view note) {
  bench::print_row(fmt::format("crypto.{}", name), value, unit, note,
                   peer > 0 ? std::optional(bench::Peer{"OpenSSL EVP", peer}) : std::nullopt);
}

void check(bool good) { ENTENTE_INVARIANT(good); }

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, FreeKey>;

KeyPtr openssl_key(const crypto::SigningKey& key) {
  const crypto::SecretBytes pkcs8 = key.to_pkcs8();
  const unsigned char* at = pkcs8.view().data();
  KeyPtr openssl(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(pkcs8.size())));
  check(openssl != nullptr);
  return openssl;
}

Bytes sign_by_openssl(EVP_PKEY* key, const EVP_MD* digest, BytesView message) {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  Bytes signature(128);
  std::size_t size = signature.size();
  check(EVP_DigestSignInit(context, nullptr, digest, nullptr, key) == 1);
  check(EVP_DigestSign(context, signature.data(), &size, message.data(), message.size()) == 1);
  EVP_MD_CTX_free(context);
  signature.resize(size);
  return signature;
}

void verify_by_openssl(EVP_PKEY* key, const EVP_MD* digest, BytesView message,
                       BytesView signature) {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  check(EVP_DigestVerifyInit(context, nullptr, digest, nullptr, key) == 1);
  check(EVP_DigestVerify(context, signature.data(), signature.size(), message.data(),
                         message.size()) == 1);
  EVP_MD_CTX_free(context);
}

void run_signatures(crypto::SignatureSuite suite, const char* sign_row, const char* verify_row) {
  crypto::SystemEntropy entropy;
  const crypto::SigningKey key = crypto::SigningKey::generate(suite, entropy);
  const KeyPtr openssl = openssl_key(key);
  const EVP_MD* digest = suite == crypto::SignatureSuite::ed25519 ? nullptr : EVP_sha256();
  const Bytes message(kMessage, 'm');
  const Bytes ours = key.sign(message);
  const Bytes theirs = sign_by_openssl(openssl.get(), digest, message);
  print(sign_row, rate_of([&] { check(!key.sign(message).empty()); }), "1/s",
        rate_of([&] { check(!sign_by_openssl(openssl.get(), digest, message).empty()); }),
        "messages of 1 KiB, one thread");
  print(verify_row, rate_of([&] { check(key.verifying_key().verify(message, ours)); }), "1/s",
        rate_of([&] { verify_by_openssl(openssl.get(), digest, message, theirs); }),
        "messages of 1 KiB, one thread");
}

double digest_by_openssl(BytesView message) {
  return rate_of([&] {
    Digest digest;
    check(EVP_Digest(message.data(), message.size(), digest.bytes.data(), nullptr, EVP_sha256(),
                     nullptr) == 1);
  });
}

void run_digests() {
  const Bytes small(64, 'm');
  const Bytes act(kMessage, 'm');
  print("sha256_64_bytes", rate_of([&] { check(crypto::sha256(small).bytes[0] != 1); }), "1/s",
        digest_by_openssl(small), "the peer is the one-shot form");
  print("sha256_1_kib", rate_of([&] { check(crypto::sha256(act).bytes[0] != 1); }), "1/s",
        digest_by_openssl(act), "the peer is the one-shot form");
  print("hmac_sha256_64_bytes",
        rate_of([&] { check(crypto::hmac_sha256(small, small).bytes[0] != 1); }), "1/s", 0,
        "a new key each time");
}

void run_aead() {
  crypto::SystemEntropy entropy;
  crypto::Aead aead(crypto::Secret32::random(entropy));
  const Bytes nonce(crypto::Aead::kNonceSize, 1);
  Bytes buffer(kSegment + crypto::Aead::kTagSize);
  const std::span<std::uint8_t> plain = std::span(buffer).first(kSegment);
  const double seal = rate_of([&] { aead.seal(nonce, {}, plain, buffer); });
  print("aes_256_gcm_seal_1_mib", seal * kSegment / 1e6, "MB/s", 0, "in place, one thread");
  Bytes out(kSegment);
  const double open = rate_of([&] { check(aead.open(nonce, {}, buffer, out).ok()); });
  print("aes_256_gcm_open_1_mib", open * kSegment / 1e6, "MB/s", 0, "one thread");
  const std::span<std::uint8_t> small = std::span(buffer).first(kMessage);
  const std::span<std::uint8_t> sealed = std::span(buffer).first(kMessage + crypto::Aead::kTagSize);
  print("aes_256_gcm_seal_1_kib", rate_of([&] { aead.seal(nonce, {}, small, sealed); }), "1/s", 0,
        "in place, one thread");
}

void run_wrapping() {
  crypto::SystemEntropy entropy;
  const auto key = crypto::AgreementKey::generate(crypto::AgreementCurve::p256, entropy);
  const Bytes secret(32, 's');
  const auto wrapped = crypto::ec_wrap(key.public_key(), secret, entropy);
  print("ec_wrap_p256",
        rate_of([&] { check(crypto::ec_wrap(key.public_key(), secret, entropy).ok()); }), "1/s", 0,
        "a 32-byte key, with a fresh ephemeral key");
  print("ec_unwrap_p256", rate_of([&] { check(crypto::ec_unwrap(key, *wrapped).ok()); }), "1/s", 0,
        "a 32-byte key");
}

}  // namespace

int main() {
  run_signatures(crypto::SignatureSuite::ed25519, "ed25519_sign", "ed25519_verify");
  run_signatures(crypto::SignatureSuite::ecdsa_p256_sha256, "p256_sign", "p256_verify");
  run_digests();
  run_aead();
  run_wrapping();
  return 0;
}
