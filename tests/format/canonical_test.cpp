#include "format/canonical.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "format/json_writer.h"

namespace entente::format {
namespace {

Result<std::string> canonical_of(std::string_view text) {
  ENTENTE_TRY(const JsonDocument document, JsonDocument::parse(text));
  return canonical(document.root());
}

std::string canonical_text(std::string_view text) {
  const Result<std::string> result = canonical_of(text);
  EXPECT_TRUE(result.ok()) << text << ": " << result.error().describe();
  return result.value();
}

// RFC 8785 3.2.2 to 3.2.4.
TEST(CanonicalJson, gives_the_example_of_RFC8785) {
  EXPECT_EQ(canonical_text(R"({
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    })"),
            R"({"literals":[null,true,false],)"
            R"("numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],)"
            R"("string":"€$\u000f\nA'B\"\\\\\"/"})");
}

// RFC 8785 3.2.3: the emoji (a surrogate pair) sorts before U+FB33, though it is the larger one.
TEST(CanonicalJson, sorts_keys_by_UTF16_code_units) {
  EXPECT_EQ(
      canonical_text(R"({
      "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis"
    })"),
      "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\","
      "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
      "\"😀\":\"Emoji: Grinning Face\",\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}");
}

TEST(CanonicalJson, sorts_a_prefix_first_and_keeps_arrays) {
  EXPECT_EQ(canonical_text(R"({"ab":[3,1,2],"a":{"y":0,"x":0},"":0})"),
            R"({"":0,"a":{"x":0,"y":0},"ab":[3,1,2]})");
}

TEST(CanonicalJson, refuses_integers_that_a_double_does_not_give_back) {
  EXPECT_EQ(canonical_text("9007199254740991"), "9007199254740991");
  EXPECT_EQ(canonical_text("9007199254740992"), "9007199254740992");
  EXPECT_EQ(canonical_text("1000000000000000000"), "1000000000000000000");
  for (const std::string_view text :
       {"9007199254740993", "-9007199254740993", "1152921504606846976", "18446744073709551615"}) {
    const auto refused = canonical_of(text);
    ASSERT_FALSE(refused.ok()) << text;
    EXPECT_EQ(refused.error().code(), "format.not-canonical");
  }
  EXPECT_EQ(canonical_of(R"({"a":[9007199254740993]})").error().where(), "/a/0");
}

TEST(CanonicalJson, refuses_doubles_whose_text_would_not_read_back) {
  EXPECT_FALSE(canonical_of("1e20").ok());
  EXPECT_FALSE(canonical_of("-1e19").ok());
  EXPECT_FALSE(canonical_of("18446744073709551616.0").ok());
  EXPECT_EQ(canonical_text("1e19"), "10000000000000000000");
  EXPECT_EQ(canonical_text("1e21"), "1e+21");
}

TEST(CanonicalJson, writes_minus_zero_as_zero) {
  EXPECT_EQ(canonical_text("[-0,-0.0,0e5]"), "[0,0,0]");
}

RC_GTEST_PROP(CanonicalJson, is_the_same_for_every_order_of_members,
              (const std::map<std::string, std::int32_t>& members)) {
  std::string forward;
  std::string backward;
  JsonWriter one(forward);
  JsonWriter other(backward);
  one.begin_object();
  other.begin_object();
  std::size_t written = 0;
  for (auto it = members.begin(); it != members.end(); ++it, ++written) {
    one.member(it->first, it->second);
  }
  for (auto it = members.rbegin(); it != members.rend(); ++it) {
    other.member(it->first, it->second);
  }
  one.end_object();
  other.end_object();
  const auto document = JsonDocument::parse(forward);
  RC_PRE(document.ok());  // keys that are malformed alike become equal
  const std::string text = *canonical(document->root());
  RC_ASSERT(text == canonical_of(backward).value());
  RC_ASSERT(text == canonical_of(text).value());
  RC_ASSERT(JsonDocument::parse(text)->root().size() == written);
}

}  // namespace
}  // namespace entente::format
