#include "base/limits.h"

#include <gtest/gtest.h>

#include "envelopes.h"

namespace entente::act::testing {
namespace {

PartyCode numbered(std::size_t i) { return party("P" + std::to_string(10 + i)); }

Bytes with_addressees(std::size_t count) {
  Header header = header_for("item.return");
  header.to.clear();
  for (std::size_t i = 0; i < count; ++i) {
    header.to.push_back({numbered(i), 1, {}});
  }
  return sign_alone(header, payload_of<ItemReturn>());
}

Bytes with_heads(std::size_t count) {
  Header header = header_for("item.return");
  header.heads_seen.clear();
  for (std::size_t i = 0; i < count; ++i) {
    header.heads_seen.push_back({numbered(i), 1, {}});
  }
  return sign_alone(header, payload_of<ItemReturn>());
}

Bytes with_signatures(std::size_t count) {
  const Bytes act = a_release();
  const std::string one = R"({"protected":")" + member(act, "protected") + R"(","signature":")" +
                          member(act, "signature") + R"("})";
  std::string all;
  for (std::size_t i = 0; i < count; ++i) {
    all += (i == 0 ? "" : ",") + one;
  }
  return to_bytes(R"({"payload":")" + member(act, "payload") + R"(","signatures":[)" + all + "]}");
}

/// An act of exactly `size` bytes. Unpadded base64url has no text of 4n+1 characters, so the type
/// grows until the payload's length is one that exists.
Bytes of_size(std::size_t size) {
  for (std::string type = "exercise.size";; type += "x") {
    const std::size_t frame = sign_alone(header_for(type), {}).size();
    const std::size_t text = size - frame;
    if (text % 4 != 1) {
      return sign_alone(header_for(type), Bytes(text / 4 * 3 + (text % 4 == 0 ? 0 : text % 4 - 1)));
    }
  }
}

TEST(ActLimits, sixteen_addressees_and_not_seventeen) {
  EXPECT_TRUE(accepted(with_addressees(limits::kActAddressees)));
  EXPECT_FALSE(parse_envelope(with_addressees(limits::kActAddressees + 1)).ok());
}

TEST(ActLimits, sixteen_heads_and_not_seventeen) {
  EXPECT_TRUE(accepted(with_heads(limits::kActAddressees)));
  EXPECT_FALSE(parse_envelope(with_heads(limits::kActAddressees + 1)).ok());
}

TEST(ActLimits, one_to_sixteen_signatures_and_not_seventeen) {
  EXPECT_FALSE(parse_envelope(with_signatures(0)).ok());
  EXPECT_TRUE(accepted(with_signatures(1)));
  EXPECT_TRUE(accepted(with_signatures(limits::kActSignatures)));
  EXPECT_FALSE(parse_envelope(with_signatures(limits::kActSignatures + 1)).ok());
}

TEST(ActLimits, a_mebibyte_and_not_one_byte_more) {
  const Bytes largest = of_size(limits::kActBytes);
  ASSERT_EQ(largest.size(), limits::kActBytes);
  EXPECT_TRUE(accepted(largest));
  const Bytes larger = of_size(limits::kActBytes + 1);
  ASSERT_EQ(larger.size(), limits::kActBytes + 1);
  EXPECT_FALSE(parse_envelope(larger).ok());
}

TEST(ActLimits, signatures_that_speak_of_different_acts_are_refused) {
  const Bytes one = a_release();
  const Bytes two = sign_alone(header_for("item.return"), payload_of<ItemRelease>());
  const auto signature = [](const Bytes& act) {
    return R"({"protected":")" + member(act, "protected") + R"(","signature":")" +
           member(act, "signature") + R"("})";
  };
  EXPECT_FALSE(
      parse_envelope(to_bytes(R"({"payload":")" + member(one, "payload") + R"(","signatures":[)" +
                              signature(one) + "," + signature(two) + "]}"))
          .ok());
}

TEST(ActLimits, every_signature_must_verify) {
  const Bytes one = a_release();
  const std::string good = R"({"protected":")" + member(one, "protected") + R"(","signature":")" +
                           member(one, "signature") + R"("})";
  const Bytes other = sign_alone(header_for("item.return"), payload_of<ItemReturn>());
  const std::string bad = R"({"protected":")" + member(one, "protected") + R"(","signature":")" +
                          member(other, "signature") + R"("})";
  const auto with = [&](const std::string& signatures) {
    return to_bytes(R"({"payload":")" + member(one, "payload") + R"(","signatures":[)" +
                    signatures + "]}");
  };
  EXPECT_TRUE(accepted(with(good + "," + good)));
  EXPECT_FALSE(accepted(with(good + "," + bad)));
  EXPECT_FALSE(accepted(with(bad + "," + good)));
}

}  // namespace
}  // namespace entente::act::testing
