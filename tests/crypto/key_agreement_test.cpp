#include "crypto/key_agreement.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "crypto/errors.h"
#include "crypto/key_wrap.h"
#include "seeded_entropy.h"

namespace entente::crypto {
namespace {

Bytes hex(std::string_view text) { return *from_hex(text); }

class EveryCurve : public testing::TestWithParam<AgreementCurve> {
 protected:
  SeededEntropy entropy_{11};
  AgreementKey ours_ = AgreementKey::generate(GetParam(), entropy_);
  AgreementKey theirs_ = AgreementKey::generate(GetParam(), entropy_);
};

INSTANTIATE_TEST_SUITE_P(KeyAgreement, EveryCurve,
                         testing::Values(AgreementCurve::p256, AgreementCurve::p384),
                         [](const auto& info) {
                           return info.param == AgreementCurve::p256 ? "P256" : "P384";
                         });

TEST_P(EveryCurve, gives_both_sides_the_same_secret) {
  const auto one = ours_.agree(theirs_.public_key());
  const auto other = theirs_.agree(ours_.public_key());
  ASSERT_TRUE(one.ok() && other.ok());
  EXPECT_TRUE(equal_constant_time(one->view(), other->view()));
  const auto self = ours_.agree(ours_.public_key());
  EXPECT_FALSE(equal_constant_time(one->view(), self->view()));
}

TEST_P(EveryCurve, comes_back_from_PKCS8_and_from_its_public_encodings) {
  const auto again = AgreementKey::from_pkcs8(ours_.to_pkcs8().view());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->public_key().fingerprint(), ours_.public_key().fingerprint());
  const auto from_der = AgreementPublicKey::from_spki(ours_.public_key().spki());
  const auto from_text = AgreementPublicKey::from_pem(ours_.public_key().pem());
  EXPECT_EQ(from_der->fingerprint(), ours_.public_key().fingerprint());
  EXPECT_EQ(from_text->fingerprint(), ours_.public_key().fingerprint());
  EXPECT_EQ(from_text->curve(), GetParam());
}

TEST_P(EveryCurve, wraps_a_key_that_only_the_recipient_unwraps) {
  const Secret32 secret = Secret32::random(entropy_);
  const auto wrapped = ec_wrap(ours_.public_key(), secret.view(), entropy_);
  ASSERT_TRUE(wrapped.ok());
  EXPECT_EQ(wrapped->wrapped_key.size(), 12u + 32u + 16u);
  const auto unwrapped = ec_unwrap(ours_, *wrapped);
  ASSERT_TRUE(unwrapped.ok());
  EXPECT_TRUE(equal_constant_time(unwrapped->view(), secret.view()));
  EXPECT_TRUE(ec_unwrap(theirs_, *wrapped).error().is(kOpenFailed));
}

// NIST CAVS 14.1, ECC CDH primitive, P-256, count 0.
TEST(KeyAgreement, gives_the_shared_secret_of_the_NIST_vector) {
  Bytes pkcs8 = hex("308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420");
  append(pkcs8, hex("7d7dc5f71eb29ddaf80d6214632eeae03d9058af1fb6d22ed80badb62bc1a534"));
  append(pkcs8, hex("a14403420004"));
  append(pkcs8, hex("ead218590119e8876b29146ff89ca61770c4edbbf97d38ce385ed281d8a6b230"));
  append(pkcs8, hex("28af61281fd35e2fa7002523acc85a429cb06ee6648325389f59edfce1405141"));
  Bytes spki = hex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
  append(spki, hex("700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287"));
  append(spki, hex("db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ac"));
  const auto ours = AgreementKey::from_pkcs8(pkcs8);
  const auto theirs = AgreementPublicKey::from_spki(spki);
  ASSERT_TRUE(ours.ok() && theirs.ok());
  const auto shared = ours->agree(*theirs);
  ASSERT_TRUE(shared.ok());
  EXPECT_EQ(to_hex(shared->view()),
            "46fc62106420ff012e54a434fbdd2d25ccc5852060561e68040dd7778997bd7b");
}

TEST(KeyAgreement, refuses_keys_on_different_curves) {
  SeededEntropy entropy(12);
  const AgreementKey p256 = AgreementKey::generate(AgreementCurve::p256, entropy);
  const AgreementKey p384 = AgreementKey::generate(AgreementCurve::p384, entropy);
  EXPECT_TRUE(p256.agree(p384.public_key()).error().is(kBadKey));
}

TEST(KeyAgreement, refuses_points_that_are_not_on_the_curve_and_keys_cut_short) {
  SeededEntropy entropy(13);
  const AgreementKey key = AgreementKey::generate(AgreementCurve::p256, entropy);
  Bytes spki(key.public_key().spki().begin(), key.public_key().spki().end());
  spki.back() ^= 1;
  EXPECT_TRUE(AgreementPublicKey::from_spki(spki).error().is(kBadKey));
  spki.pop_back();
  EXPECT_TRUE(AgreementPublicKey::from_spki(spki).error().is(kBadKey));
  EXPECT_TRUE(AgreementKey::from_pkcs8(key.to_pkcs8().view().first(137)).error().is(kBadKey));
}

TEST(KeyWrap, refuses_every_flipped_bit_with_one_error_AB75) {
  SeededEntropy entropy(14);
  const AgreementKey recipient = AgreementKey::generate(AgreementCurve::p256, entropy);
  const EcWrapped wrapped = *ec_wrap(recipient.public_key(), Bytes(32, 5), entropy);
  EcWrapped changed = wrapped;
  const std::string expected = [&] {
    EcWrapped truncated = wrapped;
    truncated.wrapped_key.pop_back();
    return ec_unwrap(recipient, truncated).error().describe();
  }();
  for (std::size_t bit = 0; bit < wrapped.wrapped_key.size() * 8; ++bit) {
    changed.wrapped_key[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
    EXPECT_EQ(ec_unwrap(recipient, changed).error().describe(), expected);
    changed.wrapped_key = wrapped.wrapped_key;
  }
  for (std::size_t i = 0; i + 1 < wrapped.ephemeral_public_key.size(); ++i) {
    changed.ephemeral_public_key[i] ^= 1;
    EXPECT_EQ(ec_unwrap(recipient, changed).error().describe(), expected) << i;
    changed.ephemeral_public_key = wrapped.ephemeral_public_key;
  }
}

TEST(KeyWrap, takes_1_to_1024_bytes_and_unwraps_only_32) {
  SeededEntropy entropy(15);
  const AgreementKey recipient = AgreementKey::generate(AgreementCurve::p256, entropy);
  EXPECT_TRUE(ec_wrap(recipient.public_key(), {}, entropy).error().is(kBadParameter));
  EXPECT_TRUE(ec_wrap(recipient.public_key(), Bytes(1025), entropy).error().is(kBadParameter));
  EXPECT_TRUE(ec_wrap(recipient.public_key(), Bytes(1024), entropy).ok());
  const auto sixteen = ec_wrap(recipient.public_key(), Bytes(16), entropy);
  EXPECT_TRUE(ec_unwrap(recipient, *sixteen).error().is(kOpenFailed));
}

TEST(Hkdf, gives_the_keys_of_RFC_5869_A_1_and_A_3) {
  const Bytes secret(22, 0x0b);
  EXPECT_EQ(
      to_hex(hkdf_sha256(secret, hex("000102030405060708090a0b0c"), hex("f0f1f2f3f4f5f6f7f8f9"), 42)
                 ->view()),
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  EXPECT_EQ(to_hex(hkdf_sha256(secret, {}, {}, 42)->view()),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(Hkdf, gives_8160_bytes_and_not_one_more) {
  EXPECT_TRUE(hkdf_sha256(Bytes(32), {}, {}, 8160).ok());
  EXPECT_TRUE(hkdf_sha256(Bytes(32), {}, {}, 8161).error().is(kBadParameter));
  EXPECT_TRUE(hkdf_sha256(Bytes(32), {}, {}, 0).error().is(kBadParameter));
}

}  // namespace
}  // namespace entente::crypto
