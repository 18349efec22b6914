#include "crypto/aead.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <memory>

#include "base/encoding.h"
#include "crypto/errors.h"
#include "crypto/random.h"
#include "seeded_entropy.h"

namespace entente::crypto {
namespace {

Bytes hex(std::string_view text) { return *from_hex(text); }

Bytes sealed_by(Aead& aead, BytesView nonce, BytesView aad, BytesView plaintext) {
  Bytes out(plaintext.size() + Aead::kTagSize);
  aead.seal(nonce, aad, plaintext, out);
  return out;
}

TEST(Aead, gives_the_ciphertext_of_the_GCM_specification_test_case_16) {
  Aead aead(hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"));
  const Bytes sealed = sealed_by(
      aead, hex("cafebabefacedbaddecaf888"), hex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
      hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e24"
          "49a6b525b16aedf5aa0de657ba637b39"));
  EXPECT_EQ(
      to_hex(sealed),
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056"
      "828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b");
}

RC_GTEST_PROP(Aead, opens_what_it_sealed_and_nothing_with_a_flipped_bit,
              (const Bytes& aad, const Bytes& plaintext, std::uint32_t flip, std::uint64_t seed)) {
  SeededEntropy entropy(seed);
  Aead aead(Secret32::random(entropy));
  Bytes message = aead.seal_with_random_nonce(entropy, aad, plaintext);
  RC_ASSERT(*aead.open_with_nonce(aad, message) == plaintext);

  const std::size_t bit = flip % (message.size() * 8);
  message[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
  const auto opened = aead.open_with_nonce(aad, message);
  RC_ASSERT(!opened.ok() && opened.error().is(kOpenFailed));
}

TEST(Aead, has_one_error_for_every_way_to_fail_AB75) {
  SeededEntropy entropy(1);
  Aead aead(Secret32::random(entropy));
  Aead other(Secret32::random(entropy));
  const Bytes aad = to_bytes("aad");
  const Bytes message = aead.seal_with_random_nonce(entropy, aad, as_bytes("plaintext"));
  const auto expected = aead.open_with_nonce(as_bytes("other"), message).error();
  EXPECT_TRUE(expected.is(kOpenFailed));
  EXPECT_EQ(other.open_with_nonce(aad, message).error().describe(), expected.describe());
  for (std::size_t size = 0; size < message.size(); ++size) {
    const auto opened = aead.open_with_nonce(aad, BytesView(message).first(size));
    ASSERT_FALSE(opened.ok()) << size;
    EXPECT_EQ(opened.error().describe(), expected.describe());
  }
  Bytes out;
  EXPECT_EQ(aead.open(Bytes(11), aad, Bytes(16), out).error().describe(), expected.describe());
  EXPECT_TRUE(aead.open_with_nonce(aad, message).ok()) << "a failure must not spoil the context";
}

TEST(Aead, leaves_zeros_where_opening_failed) {
  SeededEntropy entropy(2);
  Aead aead(Secret32::random(entropy));
  Bytes sealed = sealed_by(aead, Bytes(12), {}, Bytes(100, 0x77));
  sealed.back() ^= 1;
  Bytes out(100, 0xee);
  EXPECT_FALSE(aead.open(Bytes(12), {}, sealed, out).ok());
  EXPECT_EQ(out, Bytes(100, 0));
}

TEST(Aead, seals_and_opens_in_place) {
  SeededEntropy entropy(3);
  Aead aead(Secret32::random(entropy));
  Bytes buffer = to_bytes("a message of thirty-three octets.");
  const Bytes plaintext = buffer;
  buffer.resize(plaintext.size() + Aead::kTagSize);
  aead.seal(Bytes(12, 1), {}, BytesView(buffer).first(plaintext.size()), buffer);
  EXPECT_EQ(buffer, sealed_by(aead, Bytes(12, 1), {}, plaintext));
  ASSERT_TRUE(aead.open(Bytes(12, 1), {}, buffer, std::span(buffer).first(plaintext.size())).ok());
  buffer.resize(plaintext.size());
  EXPECT_EQ(buffer, plaintext);
}

TEST(Aead, clone_has_the_same_key_and_outlives_the_original) {
  SeededEntropy entropy(4);
  auto original = std::make_unique<Aead>(Secret32::random(entropy));
  const Bytes message = original->seal_with_random_nonce(entropy, {}, as_bytes("x"));
  Aead clone = original->clone();
  original.reset();
  EXPECT_EQ(*clone.open_with_nonce({}, message), to_bytes("x"));
  Aead moved = std::move(clone);
  EXPECT_EQ(*moved.open_with_nonce({}, message), to_bytes("x"));
}

TEST(Aead, seals_the_empty_message_to_28_bytes) {
  SystemEntropy entropy;
  Aead aead(Secret32::random(entropy));
  const Bytes message = aead.seal_with_random_nonce(entropy, {}, {});
  EXPECT_EQ(message.size(), 28u);
  EXPECT_EQ(*aead.open_with_nonce({}, message), Bytes());
}

TEST(AeadDeathTest, stops_the_process_on_a_key_of_31_bytes) {
  EXPECT_DEATH(Aead(BytesView(Bytes(31))), "");
}

}  // namespace
}  // namespace entente::crypto
