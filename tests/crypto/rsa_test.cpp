#include "crypto/rsa.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/encoding.h"
#include "crypto/errors.h"
#include "crypto/pem.h"
#include "crypto/rsa_spki.h"
#include "crypto/rsa_vectors.h"
#include "crypto/signature.h"
#include "seeded_entropy.h"

namespace entente::crypto {
namespace {

Bytes base64(std::string_view text) { return *from_base64(text); }

/// The key of the vectors; making one takes long.
const RsaKey& ours() {
  static const RsaKey key = RsaKey::from_pkcs8(base64(test::kRsaPkcs8)).value();
  return key;
}
const RsaKey& theirs() {
  static const RsaKey key = RsaKey::generate(2048);
  return key;
}

Bytes secret_of(std::size_t size) {
  Bytes secret(size);
  for (std::size_t i = 0; i < size; ++i) {
    secret[i] = static_cast<std::uint8_t>(i);
  }
  return secret;
}

/// An odd number of exactly so many bits.
Bytes number_of(std::size_t bits) {
  Bytes number((bits + 7) / 8, 0xff);
  number.front() = static_cast<std::uint8_t>(0xff >> (8 * number.size() - bits));
  return number;
}

const Bytes k65537 = {1, 0, 1};

bool refused(const Result<RsaPublicKey>& key) { return !key.ok() && key.error().is(kBadKey); }
bool closed(const Result<Secret32>& secret) {
  return !secret.ok() && secret.error().is(kOpenFailed);
}

// ---- Wrapping -----------------------------------------------------------------------------------

TEST(Rsa, wraps_a_key_that_only_the_recipient_unwraps) {
  const Bytes secret = secret_of(32);
  const auto wrapped = theirs().public_key().wrap(secret);
  ASSERT_TRUE(wrapped.ok());
  EXPECT_EQ(wrapped->size(), 256u);
  const auto unwrapped = theirs().unwrap(*wrapped);
  ASSERT_TRUE(unwrapped.ok());
  EXPECT_TRUE(std::ranges::equal(unwrapped->view(), secret));
  EXPECT_TRUE(closed(ours().unwrap(*wrapped)));
  EXPECT_NE(*theirs().public_key().wrap(secret), *wrapped);
}

TEST(Rsa, opens_what_OpenSSL_wrapped_with_SHA_1_and_nothing_else) {
  const auto unwrapped = ours().unwrap(base64(test::kRsaWrapped));
  ASSERT_TRUE(unwrapped.ok());
  EXPECT_TRUE(std::ranges::equal(unwrapped->view(), secret_of(32)));
  EXPECT_TRUE(closed(ours().unwrap(base64(test::kRsaWrappedSha256))));
}

TEST(Rsa, refuses_every_flipped_bit_with_one_error_AB75) {
  const Bytes wrapped = *ours().public_key().wrap(secret_of(32));
  const std::string expected = ours().unwrap({}).error().describe();
  for (std::size_t at = 0; at < wrapped.size(); ++at) {
    Bytes changed = wrapped;
    changed[at] ^= static_cast<std::uint8_t>(1u << (at % 8));
    EXPECT_EQ(ours().unwrap(changed).error().describe(), expected) << at;
  }
  for (const std::size_t size : {std::size_t{1}, std::size_t{255}, std::size_t{257}}) {
    Bytes resized = wrapped;
    resized.resize(size);
    EXPECT_EQ(ours().unwrap(resized).error().describe(), expected) << size;
  }
  EXPECT_EQ(ours().unwrap(Bytes(256, 0xff)).error().describe(), expected);
  EXPECT_EQ(ours().unwrap(Bytes(256, 0)).error().describe(), expected);
  EXPECT_EQ(theirs().unwrap(wrapped).error().describe(), expected);
}

TEST(Rsa, wraps_1_to_214_bytes_and_unwraps_only_32) {
  const RsaPublicKey& key = ours().public_key();
  EXPECT_TRUE(key.wrap({}).error().is(kBadParameter));
  EXPECT_TRUE(key.wrap(secret_of(215)).error().is(kBadParameter));
  for (const std::size_t size : {1u, 31u, 33u, 214u}) {
    const auto wrapped = key.wrap(secret_of(size));
    ASSERT_TRUE(wrapped.ok()) << size;
    EXPECT_TRUE(closed(ours().unwrap(*wrapped))) << size;
  }
}

// ---- Encodings ----------------------------------------------------------------------------------

TEST(Rsa, comes_back_from_PKCS8_and_from_its_public_encodings) {
  EXPECT_TRUE(std::ranges::equal(ours().to_pkcs8().view(), base64(test::kRsaPkcs8)));
  const auto again = RsaKey::from_pkcs8(theirs().to_pkcs8().view());
  ASSERT_TRUE(again.ok());
  const RsaPublicKey& key = theirs().public_key();
  EXPECT_EQ(again->public_key(), key);
  EXPECT_EQ(key.bits(), 2048u);
  EXPECT_EQ(*RsaPublicKey::from_spki(key.spki()), key);
  EXPECT_EQ(*RsaPublicKey::from_pem(key.pem()), key);
  const RsaNumbers numbers = *rsa_in_spki(key.spki());
  EXPECT_EQ(*RsaPublicKey::from_components(numbers.modulus, numbers.exponent), key);
  EXPECT_FALSE(key == ours().public_key());
}

TEST(Rsa, reads_PEM_with_CRLF_and_without_a_last_line_end) {
  const RsaPublicKey& key = ours().public_key();
  std::string windows = key.pem();
  for (std::size_t at = 0; (at = windows.find('\n', at)) != std::string::npos; at += 2) {
    windows.insert(at, 1, '\r');
  }
  EXPECT_EQ(*RsaPublicKey::from_pem(windows), key);
  windows.resize(windows.size() - 2);
  EXPECT_EQ(*RsaPublicKey::from_pem(windows), key);
}

TEST(Rsa, refuses_PEM_that_is_cut_or_holds_another_kind) {
  const std::string pem = ours().public_key().pem();
  for (std::size_t size = 0; size + 1 < pem.size(); size += 13) {
    EXPECT_FALSE(RsaPublicKey::from_pem(pem.substr(0, size)).ok()) << size;
  }
  SeededEntropy entropy(1);
  const SigningKey ec = SigningKey::generate(SignatureSuite::ecdsa_p256_sha256, entropy);
  EXPECT_TRUE(refused(RsaPublicKey::from_pem(ec.verifying_key().pem())));
  EXPECT_TRUE(RsaKey::from_pkcs8(ec.to_pkcs8().view()).error().is(kBadKey));
  EXPECT_TRUE(VerifyingKey::from_pem(pem).error().is(kBadKey));
}

TEST(Rsa, takes_a_modulus_of_2048_to_4096_bits_and_not_one_more_or_less) {
  for (const std::size_t bits : {2048u, 2049u, 3072u, 4096u}) {
    const auto key = RsaPublicKey::from_components(number_of(bits), k65537);
    ASSERT_TRUE(key.ok()) << bits;
    EXPECT_EQ(key->bits(), bits);
    EXPECT_EQ(key->wrap(secret_of(32))->size(), (bits + 7) / 8);
  }
  for (const std::size_t bits : {8u, 1024u, 2047u, 4097u, 8192u, 16384u}) {
    EXPECT_TRUE(refused(RsaPublicKey::from_components(number_of(bits), k65537))) << bits;
    EXPECT_TRUE(refused(RsaPublicKey::from_spki(spki_of_rsa({number_of(bits), k65537})))) << bits;
  }
  Bytes even = number_of(2048);
  even.back() = 0xfe;
  EXPECT_TRUE(refused(RsaPublicKey::from_components(even, k65537)));
  EXPECT_TRUE(refused(RsaPublicKey::from_components({}, k65537)));
}

TEST(Rsa, takes_an_odd_exponent_from_65537_to_32_bits) {
  const Bytes modulus = number_of(2048);
  for (const Bytes& exponent : {k65537, Bytes{1, 0, 3}, Bytes{0xff, 0xff, 0xff, 0xff}}) {
    EXPECT_TRUE(RsaPublicKey::from_components(modulus, exponent).ok()) << to_hex(exponent);
  }
  for (const Bytes& exponent : {Bytes{}, Bytes{0}, Bytes{1}, Bytes{3}, Bytes{17}, Bytes{0xff, 0xff},
                                Bytes{1, 0, 0}, Bytes{1, 0, 2}, Bytes{1, 0, 0, 0, 1}}) {
    EXPECT_TRUE(refused(RsaPublicKey::from_components(modulus, exponent))) << to_hex(exponent);
    EXPECT_TRUE(refused(RsaPublicKey::from_spki(spki_of_rsa({modulus, exponent}))));
  }
}

TEST(Rsa, has_one_encoding_of_a_key) {
  Bytes padded = number_of(2048);
  padded.insert(padded.begin(), 0);
  EXPECT_TRUE(refused(RsaPublicKey::from_components(padded, k65537)));
  EXPECT_TRUE(refused(RsaPublicKey::from_components(number_of(2048), Bytes{0, 1, 0, 1})));
  const BytesView spki = ours().public_key().spki();
  for (std::size_t size = 0; size < spki.size(); ++size) {
    EXPECT_TRUE(refused(RsaPublicKey::from_spki(spki.first(size)))) << size;
  }
  Bytes longer(spki.begin(), spki.end());
  longer.push_back(0);
  EXPECT_TRUE(refused(RsaPublicKey::from_spki(longer)));
  // Whatever bit is flipped, it is refused or another key.
  for (std::size_t bit = 0; bit < spki.size() * 8; ++bit) {
    Bytes changed(spki.begin(), spki.end());
    changed[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
    const auto key = RsaPublicKey::from_spki(changed);
    EXPECT_TRUE(!key.ok() || std::ranges::equal(key->spki(), changed)) << bit;
  }
}

TEST(Rsa, refuses_a_private_key_that_is_cut_or_whose_halves_do_not_fit) {
  const Bytes pkcs8 = base64(test::kRsaPkcs8);
  for (std::size_t size = 0; size < pkcs8.size(); size += 17) {
    EXPECT_TRUE(RsaKey::from_pkcs8(BytesView(pkcs8).first(size)).error().is(kBadKey)) << size;
  }
  Bytes longer = pkcs8;
  longer.push_back(0);
  EXPECT_TRUE(RsaKey::from_pkcs8(longer).error().is(kBadKey));
  EXPECT_TRUE(RsaKey::from_pkcs8(Bytes(1u << 20, 0x30)).error().is(kBadKey));
  Bytes changed = pkcs8;
  changed[100] ^= 1;  // inside the modulus
  EXPECT_TRUE(RsaKey::from_pkcs8(changed).error().is(kBadKey));
}

// ---- RS256 --------------------------------------------------------------------------------------

TEST(Rsa, verifies_RS256_and_neither_another_digest_nor_another_padding) {
  const RsaPublicKey& key = ours().public_key();
  const BytesView message = as_bytes("EXERCISE message");
  const Bytes signature = base64(test::kRsaSignature);
  EXPECT_TRUE(key.verify_rs256(message, signature));
  EXPECT_FALSE(key.verify_rs256(as_bytes("EXERCISE massage"), signature));
  EXPECT_FALSE(theirs().public_key().verify_rs256(message, signature));
  EXPECT_FALSE(key.verify_rs256(message, base64(test::kRsaSignatureSha1)));
  EXPECT_FALSE(key.verify_rs256(message, base64(test::kRsaSignaturePss)));
}

TEST(Rsa, refuses_a_signature_with_any_byte_changed_or_of_another_length) {
  const RsaPublicKey& key = ours().public_key();
  const BytesView message = as_bytes("EXERCISE message");
  const Bytes signature = base64(test::kRsaSignature);
  for (std::size_t at = 0; at < signature.size(); ++at) {
    Bytes changed = signature;
    changed[at] ^= 1;
    EXPECT_FALSE(key.verify_rs256(message, changed)) << at;
  }
  for (const std::size_t size : {0u, 1u, 255u, 257u}) {
    Bytes resized = signature;
    resized.resize(size);
    EXPECT_FALSE(key.verify_rs256(message, resized)) << size;
  }
  Bytes padded = signature;
  padded.insert(padded.begin(), 0);
  EXPECT_FALSE(key.verify_rs256(message, padded));
  EXPECT_FALSE(key.verify_rs256(message, Bytes(256, 0xff)));
}

}  // namespace
}  // namespace entente::crypto
