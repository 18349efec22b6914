#include "crypto/signature.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/errors.h"
#include "crypto/pem.h"
#include "crypto/random.h"
#include "seeded_entropy.h"

namespace entente::crypto {
namespace {

constexpr SignatureSuite kSuites[] = {SignatureSuite::ed25519, SignatureSuite::ecdsa_p256_sha256,
                                      SignatureSuite::ecdsa_p384_sha384};

Bytes hex(std::string_view text) { return *from_hex(text); }

class EverySuite : public testing::TestWithParam<SignatureSuite> {
 protected:
  SeededEntropy entropy_{7};
  SigningKey key_ = SigningKey::generate(GetParam(), entropy_);
};

INSTANTIATE_TEST_SUITE_P(Signature, EverySuite, testing::ValuesIn(kSuites),
                         [](const auto& info) { return std::string(name_of(info.param)); });

TEST_P(EverySuite, verifies_what_it_signed_and_nothing_else) {
  const Bytes message = to_bytes("act");
  const Bytes signature = key_.sign(message);
  EXPECT_EQ(signature.size(), signature_size(GetParam()));
  EXPECT_TRUE(key_.verifying_key().verify(message, signature));
  EXPECT_FALSE(key_.verifying_key().verify(to_bytes("acts"), signature));
  EXPECT_FALSE(
      SigningKey::generate(GetParam(), entropy_).verifying_key().verify(message, signature));
}

TEST_P(EverySuite, refuses_a_signature_with_any_bit_flipped) {
  const Bytes message = to_bytes("act");
  Bytes signature = key_.sign(message);
  for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
    signature[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
    EXPECT_FALSE(key_.verifying_key().verify(message, signature)) << bit;
    signature[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
  }
  EXPECT_TRUE(key_.verifying_key().verify(message, signature));
}

TEST_P(EverySuite, refuses_signatures_of_any_other_length) {
  const Bytes signature = key_.sign(to_bytes("act"));
  for (std::size_t size = 0; size < signature.size(); ++size) {
    EXPECT_FALSE(key_.verifying_key().verify(to_bytes("act"), BytesView(signature).first(size)));
  }
  Bytes longer = signature;
  longer.push_back(0);
  EXPECT_FALSE(key_.verifying_key().verify(to_bytes("act"), longer));
  EXPECT_FALSE(key_.verifying_key().verify(to_bytes("act"), Bytes(signature.size(), 0)));
  EXPECT_FALSE(key_.verifying_key().verify(to_bytes("act"), Bytes(signature.size(), 0xff)));
}

TEST_P(EverySuite, comes_back_from_PKCS8_and_from_its_public_encodings) {
  const SecretBytes pkcs8 = key_.to_pkcs8();
  const auto again = SigningKey::from_pkcs8(pkcs8.view());
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(equal_constant_time(again->to_pkcs8().view(), pkcs8.view()));
  EXPECT_EQ(again->verifying_key(), key_.verifying_key());
  const VerifyingKey& verifying = key_.verifying_key();
  EXPECT_EQ(*VerifyingKey::from_spki(verifying.spki()), verifying);
  EXPECT_EQ(*VerifyingKey::from_pem(verifying.pem()), verifying);
  EXPECT_EQ(verifying.suite(), GetParam());
  EXPECT_EQ(verifying.fingerprint(), sha256(verifying.spki()));
  EXPECT_TRUE(verifying.verify(to_bytes("act"), again->sign(to_bytes("act"))));
}

TEST_P(EverySuite, refuses_PKCS8_with_a_byte_more_or_less) {
  const SecretBytes pkcs8 = key_.to_pkcs8();
  Bytes longer(pkcs8.view().begin(), pkcs8.view().end());
  longer.push_back(0);
  EXPECT_TRUE(SigningKey::from_pkcs8(longer).error().is(kBadKey));
  for (std::size_t size = 0; size < pkcs8.size(); ++size) {
    EXPECT_TRUE(SigningKey::from_pkcs8(pkcs8.view().first(size)).error().is(kBadKey)) << size;
  }
}

TEST_P(EverySuite, generates_the_same_key_from_the_same_entropy) {
  SeededEntropy first(99);
  SeededEntropy second(99);
  EXPECT_EQ(SigningKey::generate(GetParam(), first).verifying_key(),
            SigningKey::generate(GetParam(), second).verifying_key());
}

TEST_P(EverySuite, may_be_used_by_many_threads_at_once) {
  std::atomic<int> wrong = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 25; ++round) {
        const Bytes message = to_bytes(std::to_string(i) + "/" + std::to_string(round));
        wrong += !key_.verifying_key().verify(message, key_.sign(message));
      }
    });
  }
  threads.clear();
  EXPECT_EQ(wrong, 0);
}

TEST_P(EverySuite, refuses_a_public_key_with_any_byte_of_its_header_changed) {
  const BytesView spki = key_.verifying_key().spki();
  const std::size_t header = spki.size() - key_.verifying_key().raw().size();
  for (std::size_t i = 0; i < header; ++i) {
    Bytes changed(spki.begin(), spki.end());
    changed[i] ^= 1;
    EXPECT_TRUE(VerifyingKey::from_spki(changed).error().is(kBadKey)) << i;
  }
}

TEST(Ed25519, gives_the_signature_of_RFC_8032_7_1_test_2) {
  Bytes pkcs8 = hex("302e020100300506032b657004220420");
  append(pkcs8, hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  const auto key = SigningKey::from_pkcs8(pkcs8);
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(to_hex(key->verifying_key().raw()),
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  EXPECT_EQ(
      to_hex(key->sign(hex("72"))),
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0"
      "f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

// The eight points of order 1, 2, 4 and 8, and encodings of y that are not below 2^255 - 19.
TEST(Ed25519, refuses_low_order_and_non_canonical_public_keys) {
  const char* const keys[] = {
      "0100000000000000000000000000000000000000000000000000000000000000",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "0000000000000000000000000000000000000000000000000000000000000000",
      "0000000000000000000000000000000000000000000000000000000000000080",
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
      "0100000000000000000000000000000000000000000000000000000000000080",
      "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  };
  for (const char* key : keys) {
    EXPECT_TRUE(VerifyingKey::from_raw_ed25519(hex(key)).error().is(kBadKey)) << key;
  }
  EXPECT_TRUE(VerifyingKey::from_raw_ed25519(Bytes(31, 1)).error().is(kBadKey));
}

// S + L is another encoding of S; RFC 8032 5.1.7 refuses it.
TEST(Ed25519, refuses_a_malleable_signature) {
  SeededEntropy entropy(5);
  const SigningKey key = SigningKey::generate(SignatureSuite::ed25519, entropy);
  const Bytes order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  Bytes signature = key.sign(to_bytes("act"));
  unsigned carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    carry += signature[32 + i] + order[i];
    signature[32 + i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
  EXPECT_FALSE(key.verifying_key().verify(to_bytes("act"), signature));
}

TEST(Ecdsa, refuses_a_point_that_is_not_on_the_curve) {
  SeededEntropy entropy(6);
  for (const SignatureSuite suite :
       {SignatureSuite::ecdsa_p256_sha256, SignatureSuite::ecdsa_p384_sha384}) {
    const SigningKey key = SigningKey::generate(suite, entropy);
    const BytesView spki = key.verifying_key().spki();
    Bytes changed(spki.begin(), spki.end());
    changed.back() ^= 1;
    EXPECT_TRUE(VerifyingKey::from_spki(changed).error().is(kBadKey));
  }
}

TEST(Ecdsa, refuses_a_private_key_out_of_range_or_with_another_public_key) {
  SeededEntropy entropy(8);
  const SecretBytes pkcs8 =
      SigningKey::generate(SignatureSuite::ecdsa_p256_sha256, entropy).to_pkcs8();
  const SecretBytes other =
      SigningKey::generate(SignatureSuite::ecdsa_p256_sha256, entropy).to_pkcs8();
  constexpr std::size_t kScalarAt = 36;
  for (const std::uint8_t fill : {std::uint8_t{0x00}, std::uint8_t{0xff}}) {
    Bytes changed(pkcs8.view().begin(), pkcs8.view().end());
    std::fill_n(changed.begin() + kScalarAt, 32, fill);
    EXPECT_TRUE(SigningKey::from_pkcs8(changed).error().is(kBadKey));
  }
  Bytes mixed(pkcs8.view().begin(), pkcs8.view().end());
  std::copy_n(other.view().begin() + kScalarAt, 32, mixed.begin() + kScalarAt);
  EXPECT_TRUE(SigningKey::from_pkcs8(mixed).error().is(kBadKey));
}

// RFC 6979 A.2.5, key and signature over "sample" with SHA-256, as verification vector.
TEST(Ecdsa, verifies_the_signature_of_RFC_6979_A_2_5) {
  Bytes spki = hex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
  append(spki, hex("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"));
  append(spki, hex("7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"));
  const auto key = VerifyingKey::from_spki(spki);
  ASSERT_TRUE(key.ok());
  Bytes raw = hex("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716");
  append(raw, hex("f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"));
  EXPECT_TRUE(key->verify(as_bytes("sample"), raw));
  EXPECT_FALSE(key->verify(as_bytes("test"), raw));
  const Bytes der = hex(
      "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716022100f7cb1c942d"
      "657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
  EXPECT_TRUE(key->verify_der(as_bytes("sample"), der));
  EXPECT_FALSE(key->verify(as_bytes("sample"), der));
}

TEST(Signature, suites_have_their_JOSE_names) {
  EXPECT_EQ(name_of(SignatureSuite::ed25519), "EdDSA");
  EXPECT_EQ(from_name<SignatureSuite>("ES256"), SignatureSuite::ecdsa_p256_sha256);
  EXPECT_EQ(from_name<SignatureSuite>("ES384"), SignatureSuite::ecdsa_p384_sha384);
  EXPECT_FALSE(from_name<SignatureSuite>("none").has_value());
}

TEST(Pem, has_one_block_and_nothing_else) {
  const Bytes der = hex("00010203");
  const std::string pem = to_pem("PUBLIC KEY", der);
  EXPECT_EQ(pem, "-----BEGIN PUBLIC KEY-----\nAAECAw==\n-----END PUBLIC KEY-----\n");
  EXPECT_EQ(*from_pem("PUBLIC KEY", pem), der);
  EXPECT_EQ(*from_pem("PUBLIC KEY",
                      "-----BEGIN PUBLIC KEY-----\r\nAAEC\r\nAw==\r\n-----END PUBLIC KEY-----"),
            der);
  for (const std::string& bad :
       {pem + pem, " " + pem, pem + "x", std::string(), pem.substr(0, pem.size() - 2),
        std::string("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n"),
        std::string("-----BEGIN PUBLIC KEY-----\nAAECAx==\n-----END PUBLIC KEY-----\n"),
        std::string("-----BEGIN PUBLIC KEY-----\nAAECAw==\n"),
        std::string("-----BEGIN PUBLIC KEY-----\n\nAAECAw==\n-----END PUBLIC KEY-----\n"),
        to_pem("CERTIFICATE", der)}) {
    EXPECT_TRUE(from_pem("PUBLIC KEY", bad).error().is(kBadPem)) << bad;
  }
}

RC_GTEST_PROP(Pem, comes_back_from_its_text, (const Bytes& der)) {
  RC_PRE(!der.empty());
  RC_ASSERT(*from_pem("CERTIFICATE", to_pem("CERTIFICATE", der)) == der);
}

TEST(Pem, takes_64_KiB_and_not_a_byte_more) {
  const std::string head = "-----BEGIN X-----\n";
  const std::string tail = "-----END X-----\n";
  const std::size_t room = 64 * 1024 - head.size() - tail.size() - 1;
  std::string pem = head + std::string(room / 4 * 4, 'A') + "\n" + tail;
  pem += std::string(64 * 1024 - pem.size(), '\n');
  EXPECT_TRUE(from_pem("X", pem).ok());
  EXPECT_TRUE(from_pem("X", pem + "\n").error().is(kBadPem));
}

}  // namespace
}  // namespace entente::crypto
