#include "object/assertion.h"

#include <gtest/gtest.h>

#include "format/canonical.h"
#include "object/builder.h"

namespace entente::object {
namespace {

using test::random_bytes;

struct Fixture {
  crypto::Secret32 key = crypto::Secret32::copy_of(random_bytes(32)).value();
  std::vector<SegmentTag> tags{{1, 2, 3}, {4, 5, 6}};
  AssertedContent content{HashEncoding::hex_4_2_2, tags};
  Assertion assertion = make_assertion("label", "handling", "tdo", "urn:example:label", "json",
                                       "{\"秘\":\"EXERCISE\"}");
};

std::string jws(std::string_view header, std::string_view payload, const crypto::Secret32& key) {
  const std::string input = to_base64url(as_bytes(header)) + "." + to_base64url(as_bytes(payload));
  return input + "." + to_base64url(crypto::hmac_sha256(key.view(), as_bytes(input)).view());
}

std::string payload_of(const Assertion& assertion) {
  const std::size_t first = assertion.signature.find('.');
  const std::size_t last = assertion.signature.rfind('.');
  return std::string(
      as_text(from_base64url(assertion.signature.substr(first + 1, last - first - 1)).value()));
}

TEST(Assertion, is_written_in_canonical_form) {
  const Fixture f;
  const auto document = format::JsonDocument::parse(f.assertion.canonical).value();
  EXPECT_EQ(format::canonical(document.root()).value(), f.assertion.canonical);
}

TEST(Assertion, is_bound_to_its_content_by_hashes_in_hex_inside_base64) {
  Fixture f;
  bind_assertion(f.assertion, f.content, f.key);
  const std::string hash = crypto::sha256(as_bytes(f.assertion.canonical)).hex();
  const std::string aggregate = to_hex(f.tags[0]) + to_hex(f.tags[1]) + hash;
  EXPECT_EQ(payload_of(f.assertion), R"({"assertionHash":")" + hash + R"(","assertionSig":")" +
                                         to_base64(as_bytes(aggregate)) + "\"}");
  EXPECT_TRUE(assertion_is_bound(f.assertion, f.content, f.key));
}

TEST(Assertion, is_bound_by_raw_hashes_in_4_3_0) {
  Fixture f;
  f.content.encoding = HashEncoding::raw_4_3_0;
  bind_assertion(f.assertion, f.content, f.key);
  Bytes aggregate;
  append(aggregate, BytesView(f.tags[0]));
  append(aggregate, BytesView(f.tags[1]));
  append(aggregate, crypto::sha256(as_bytes(f.assertion.canonical)).view());
  EXPECT_NE(payload_of(f.assertion).find(to_base64(aggregate)), std::string::npos);
  EXPECT_TRUE(assertion_is_bound(f.assertion, f.content, f.key));
  f.content.encoding = HashEncoding::hex_4_2_2;
  EXPECT_FALSE(assertion_is_bound(f.assertion, f.content, f.key));
}

TEST(Assertion, is_not_bound_once_anything_changed) {
  Fixture f;
  bind_assertion(f.assertion, f.content, f.key);
  Assertion other = f.assertion;
  other.canonical.back() = ' ';
  EXPECT_FALSE(assertion_is_bound(other, f.content, f.key));
  std::swap(f.tags[0], f.tags[1]);
  EXPECT_FALSE(assertion_is_bound(f.assertion, f.content, f.key));
  std::swap(f.tags[0], f.tags[1]);
  const crypto::Secret32 stranger = crypto::Secret32::copy_of(random_bytes(32, 8)).value();
  EXPECT_FALSE(assertion_is_bound(f.assertion, f.content, stranger));
  for (std::size_t i = 0; i < f.assertion.signature.size(); ++i) {
    Assertion flipped = f.assertion;
    flipped.signature[i] = static_cast<char>(flipped.signature[i] ^ 1);
    ASSERT_FALSE(assertion_is_bound(flipped, f.content, f.key)) << i;
  }
}

TEST(Assertion, is_bound_only_by_HS256_whatever_key_the_header_brings) {
  Fixture f;
  bind_assertion(f.assertion, f.content, f.key);
  const std::string payload = payload_of(f.assertion);
  const auto bound = [&f, &payload](std::string_view header) {
    Assertion assertion = f.assertion;
    assertion.signature = jws(header, payload, f.key);
    return assertion_is_bound(assertion, f.content, f.key);
  };
  EXPECT_TRUE(bound(R"({"alg":"HS256","typ":"JWT"})"));
  EXPECT_FALSE(bound(R"({"alg":"none"})"));
  EXPECT_FALSE(bound(R"({"alg":"RS256"})"));
  EXPECT_FALSE(bound(R"({"alg":"HS256","crit":["exp"]})"));
  EXPECT_FALSE(bound("[]"));
  EXPECT_FALSE(bound(""));

  // A label signed by a key that it carries itself: the key is never looked at.
  const crypto::Secret32 own = crypto::Secret32::copy_of(random_bytes(32, 9)).value();
  Assertion self_signed = f.assertion;
  self_signed.signature =
      jws(R"({"alg":"HS256","jwk":{"kty":"oct","k":")" + to_base64url(own.view()) + R"("}})",
          payload, own);
  EXPECT_FALSE(assertion_is_bound(self_signed, f.content, f.key));
}

TEST(Assertion, is_bound_only_if_both_claims_are_right) {
  Fixture f;
  bind_assertion(f.assertion, f.content, f.key);
  const std::string good = payload_of(f.assertion);
  for (const char* const claim : {"assertionHash\":\"", "assertionSig\":\""}) {
    f.assertion.signature = jws(R"({"alg":"HS256"})", test::with(good, claim, claim), f.key);
    EXPECT_TRUE(assertion_is_bound(f.assertion, f.content, f.key));
    const std::string changed = test::with(good, claim, std::string(claim) + "0");
    f.assertion.signature = jws(R"({"alg":"HS256"})", changed, f.key);
    EXPECT_FALSE(assertion_is_bound(f.assertion, f.content, f.key)) << claim;
  }
}

TEST(Assertion, is_not_bound_by_anything_that_is_no_jws) {
  Fixture f;
  for (const char* const text : {"", ".", "..", "a.b", "a.b.c", "....", "a..b"}) {
    f.assertion.signature = text;
    EXPECT_FALSE(assertion_is_bound(f.assertion, f.content, f.key)) << text;
  }
  f.assertion.signature = jws(R"({"alg":"HS256"})", R"({"assertionHash":1})", f.key);
  EXPECT_FALSE(assertion_is_bound(f.assertion, f.content, f.key));
}

}  // namespace
}  // namespace entente::object
