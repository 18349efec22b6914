#include "crypto/rsa.h"

#include <openssl/core_names.h>
#include <openssl/decoder.h>
#include <openssl/encoder.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <bit>

#include "crypto/digest.h"
#include "crypto/errors.h"
#include "crypto/evp.h"
#include "crypto/pem.h"
#include "crypto/rsa_spki.h"

namespace entente::crypto {
namespace {

using ParameterBuilderPtr = std::unique_ptr<OSSL_PARAM_BLD, Freer<OSSL_PARAM_BLD_free>>;
using ParametersPtr = std::unique_ptr<OSSL_PARAM, Freer<OSSL_PARAM_free>>;
using EncoderPtr = std::unique_ptr<OSSL_ENCODER_CTX, Freer<OSSL_ENCODER_CTX_free>>;
using DecoderPtr = std::unique_ptr<OSSL_DECODER_CTX, Freer<OSSL_DECODER_CTX_free>>;

constexpr std::size_t kMinBits = 2048;
constexpr std::size_t kMaxBits = 4096;
constexpr std::size_t kMaxPkcs8 = 4096;  // 4096 bits take 2377
constexpr std::size_t kOaepOverhead = 2 + 2 * 20;
constexpr std::uint64_t kLeastExponent = 65537;

constexpr const char* kForm = "DER";
constexpr const char* kStructure = "PrivateKeyInfo";

Error bad_key() {
  return Error(kBadKey, "This is not an RSA key of 2048 to 4096 bits in its one accepted form.");
}

std::size_t bits_of(BytesView number) {
  return number.empty()
             ? 0
             : 8 * number.size() - static_cast<std::size_t>(std::countl_zero(number.front()));
}

bool is_odd(BytesView number) { return !number.empty() && (number.back() & 1) != 0; }

/// SP 800-56B: an exponent from 65537. Above 32 bits it only slows down who verifies.
bool acceptable(const RsaNumbers& numbers) {
  const std::size_t bits = bits_of(numbers.modulus);
  if (bits < kMinBits || bits > kMaxBits || !is_odd(numbers.modulus) || !is_odd(numbers.exponent) ||
      numbers.exponent.size() > 4) {
    return false;
  }
  std::uint64_t exponent = 0;
  for (const std::uint8_t digit : numbers.exponent) {
    exponent = exponent << 8 | digit;
  }
  return exponent >= kLeastExponent;
}

PkeyPtr public_key_of(const RsaNumbers& numbers) {
  const BignumPtr modulus = number_of(numbers.modulus);
  const BignumPtr exponent = number_of(numbers.exponent);
  const ParameterBuilderPtr builder(OSSL_PARAM_BLD_new());
  ENTENTE_INVARIANT(builder != nullptr);
  must(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()));
  must(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()));
  const ParametersPtr parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const PkeyContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  ENTENTE_INVARIANT(parameters != nullptr && context != nullptr);
  must(EVP_PKEY_fromdata_init(context.get()));
  EVP_PKEY* key = nullptr;
  must(EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()));
  return PkeyPtr(key);
}

/// A context per call costs little beside RSA and lets any number of threads use one key.
PkeyContextPtr context_for(EVP_PKEY* key) {
  PkeyContextPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  ENTENTE_INVARIANT(context != nullptr);
  return context;
}

OSSL_PARAM text_parameter(const char* name, const char* value) {
  // OpenSSL's parameters are not const, but those that set something are only read.
  return OSSL_PARAM_construct_utf8_string(name, const_cast<char*>(value), 0);
}

/// Both digests are named: what OpenSSL takes where none is, is a matter of its configuration.
std::array<OSSL_PARAM, 4> oaep_sha1() {
  return {text_parameter(OSSL_PKEY_PARAM_PAD_MODE, OSSL_PKEY_RSA_PAD_MODE_OAEP),
          text_parameter(OSSL_ASYM_CIPHER_PARAM_OAEP_DIGEST, "SHA1"),
          text_parameter(OSSL_ASYM_CIPHER_PARAM_MGF1_DIGEST, "SHA1"), OSSL_PARAM_construct_end()};
}

std::array<OSSL_PARAM, 3> pkcs1_sha256() {
  return {text_parameter(OSSL_PKEY_PARAM_PAD_MODE, OSSL_PKEY_RSA_PAD_MODE_PKCSV15),
          text_parameter(OSSL_SIGNATURE_PARAM_DIGEST, "SHA256"), OSSL_PARAM_construct_end()};
}

Bytes number_in(const EVP_PKEY* key, const char* name) {
  BIGNUM* found = nullptr;
  must(EVP_PKEY_get_bn_param(key, name, &found));
  const BignumPtr number(found);
  Bytes bytes(static_cast<std::size_t>(BN_num_bytes(number.get())));
  BN_bn2bin(number.get(), bytes.data());
  return bytes;
}

SecretBytes encoded(const EVP_PKEY* key) {
  const EncoderPtr encoder(
      OSSL_ENCODER_CTX_new_for_pkey(key, EVP_PKEY_KEYPAIR, kForm, kStructure, nullptr));
  ENTENTE_INVARIANT(encoder != nullptr);
  SecretBytes room(kMaxPkcs8);
  unsigned char* end = room.mutable_view().data();
  std::size_t left = room.size();
  must(OSSL_ENCODER_to_data(encoder.get(), &end, &left));
  return SecretBytes::copy_of(room.view().first(room.size() - left));
}

/// The key in `pkcs8`, or null. Only our own key store gives it: an ASN.1 parser may meet it.
PkeyPtr decoded(BytesView pkcs8) {
  const ErrorQueueGuard guard;
  EVP_PKEY* key = nullptr;
  const DecoderPtr decoder(OSSL_DECODER_CTX_new_for_pkey(&key, kForm, kStructure, "RSA",
                                                         EVP_PKEY_KEYPAIR, nullptr, nullptr));
  ENTENTE_INVARIANT(decoder != nullptr);
  const unsigned char* at = pkcs8.data();
  std::size_t left = pkcs8.size();
  const bool read = OSSL_DECODER_from_data(decoder.get(), &at, &left) == 1 && left == 0;
  PkeyPtr owner(key);
  return read ? std::move(owner) : nullptr;
}

}  // namespace

// ---- Public -------------------------------------------------------------------------------------

struct RsaPublicKey::Key {
  std::size_t bits;
  Bytes spki;
  Digest fingerprint;
  PkeyPtr pkey;
};

Result<RsaPublicKey> RsaPublicKey::from_spki(BytesView spki) {
  const auto numbers = rsa_in_spki(spki);
  if (!numbers || !acceptable(*numbers)) {
    return bad_key();
  }
  return RsaPublicKey(
      std::make_shared<const Key>(Key{bits_of(numbers->modulus), Bytes(spki.begin(), spki.end()),
                                      sha256(spki), public_key_of(*numbers)}));
}

Result<RsaPublicKey> RsaPublicKey::from_pem(std::string_view pem) {
  ENTENTE_TRY(const Bytes spki, crypto::from_pem("PUBLIC KEY", pem));
  return from_spki(spki);
}

Result<RsaPublicKey> RsaPublicKey::from_components(BytesView modulus, BytesView exponent) {
  for (const BytesView number : {modulus, exponent}) {
    if (number.empty() || number.front() == 0 || number.size() > kMaxBits / 8) {
      return bad_key();
    }
  }
  return from_spki(spki_of_rsa(
      {Bytes(modulus.begin(), modulus.end()), Bytes(exponent.begin(), exponent.end())}));
}

std::size_t RsaPublicKey::bits() const { return key_->bits; }
BytesView RsaPublicKey::spki() const { return key_->spki; }
std::string RsaPublicKey::pem() const { return to_pem("PUBLIC KEY", key_->spki); }
const Digest& RsaPublicKey::fingerprint() const { return key_->fingerprint; }

Result<Bytes> RsaPublicKey::wrap(BytesView secret) const {
  const std::size_t size = (key_->bits + 7) / 8;
  if (secret.empty() || secret.size() > size - kOaepOverhead) {
    return Error(kBadParameter, "The secret is longer than the RSA key wraps, or empty.");
  }
  const PkeyContextPtr context = context_for(key_->pkey.get());
  must(EVP_PKEY_encrypt_init_ex(context.get(), oaep_sha1().data()));
  Bytes wrapped(size);
  std::size_t written = wrapped.size();
  must(EVP_PKEY_encrypt(context.get(), wrapped.data(), &written, secret.data(), secret.size()));
  ENTENTE_INVARIANT(written == size);
  return wrapped;
}

bool RsaPublicKey::verify_rs256(BytesView message, BytesView signature) const {
  if (signature.size() != (key_->bits + 7) / 8) {
    return false;
  }
  const ErrorQueueGuard guard;
  const PkeyContextPtr context = context_for(key_->pkey.get());
  must(EVP_PKEY_verify_init_ex(context.get(), pkcs1_sha256().data()));
  const Digest digest = sha256(message);
  return EVP_PKEY_verify(context.get(), signature.data(), signature.size(), digest.bytes.data(),
                         digest.bytes.size()) == 1;
}

// ---- Private ------------------------------------------------------------------------------------

struct RsaKey::Key {
  PkeyPtr pkey;
  RsaPublicKey public_key;

  static Result<RsaKey> make(PkeyPtr pkey) {
    ENTENTE_TRY(auto public_key,
                RsaPublicKey::from_components(number_in(pkey.get(), OSSL_PKEY_PARAM_RSA_N),
                                              number_in(pkey.get(), OSSL_PKEY_PARAM_RSA_E)));
    return RsaKey(std::make_shared<const Key>(Key{std::move(pkey), std::move(public_key)}));
  }
};

RsaKey RsaKey::generate(unsigned bits) {
  ENTENTE_INVARIANT(bits >= kMinBits && bits <= kMaxBits && bits % 8 == 0);
  PkeyPtr pkey(EVP_RSA_gen(bits));
  ENTENTE_INVARIANT(pkey != nullptr);
  return Key::make(std::move(pkey)).value();
}

Result<RsaKey> RsaKey::from_pkcs8(BytesView pkcs8) {
  PkeyPtr pkey = pkcs8.size() <= kMaxPkcs8 ? decoded(pkcs8) : nullptr;
  if (pkey == nullptr || !std::ranges::equal(encoded(pkey.get()).view(), pkcs8)) {
    return bad_key();
  }
  ENTENTE_TRY(RsaKey key, Key::make(std::move(pkey)));
  // OpenSSL does not look whether the numbers belong together; that would also prove the primes.
  const Secret32 probe;
  ENTENTE_TRY(const Bytes wrapped, key.public_key().wrap(probe.view()));
  const auto unwrapped = key.unwrap(wrapped);
  if (!unwrapped.ok() || !equal_constant_time(unwrapped->view(), probe.view())) {
    return bad_key();
  }
  return key;
}

SecretBytes RsaKey::to_pkcs8() const { return encoded(key_->pkey.get()); }
const RsaPublicKey& RsaKey::public_key() const { return key_->public_key; }

Result<Secret32> RsaKey::unwrap(BytesView wrapped) const {
  const ErrorQueueGuard guard;
  const PkeyContextPtr context = context_for(key_->pkey.get());
  must(EVP_PKEY_decrypt_init_ex(context.get(), oaep_sha1().data()));
  std::array<std::uint8_t, kMaxBits / 8> opened{};
  std::size_t size = opened.size();
  const bool fits =
      wrapped.size() == (public_key().bits() + 7) / 8 &&
      EVP_PKEY_decrypt(context.get(), opened.data(), &size, wrapped.data(), wrapped.size()) == 1 &&
      size == Secret32::kSize;
  Secret32 secret;
  if (fits) {
    std::copy_n(opened.begin(), Secret32::kSize, secret.mutable_view().begin());
  }
  wipe(opened);
  return fits ? Result<Secret32>(std::move(secret))
              : Result<Secret32>(Error(kOpenFailed, "The wrapped key does not open."));
}

}  // namespace entente::crypto
