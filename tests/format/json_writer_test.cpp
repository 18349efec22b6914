#include "format/json_writer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "format/json_number.h"

namespace entente::format {
namespace {

using namespace std::literals;

std::string number(double value) {
  std::string text;
  append_number(text, value);
  return text;
}

std::string json_text(std::string_view value) {
  std::string text;
  append_json_string(text, value);
  return text;
}

TEST(JsonWriter, writes_members_and_elements_in_the_order_of_the_calls) {
  std::string text = "prefix ";
  JsonWriter out(text);
  out.begin_object().member("z", 1).member("a", "text").member("b", true).member("d", 0.5);
  out.begin_array("list").integer(-1).unsigned_integer(UINT64_MAX).null().begin_array().end_array();
  out.begin_object().end_object().string("x").raw("[0]").end_array();
  out.begin_object("inner").member("s", std::string("y")).end_object();
  out.end_object();
  out.finish();
  EXPECT_EQ(text,
            R"(prefix {"z":1,"a":"text","b":true,"d":0.5,"list":[-1,18446744073709551615,null,[],)"
            R"({},"x",[0]],"inner":{"s":"y"}})");
}

TEST(JsonWriter, writes_integers_of_every_width_at_their_ends) {
  std::string text;
  JsonWriter out(text);
  out.begin_object()
      .member("a", std::numeric_limits<std::int64_t>::min())
      .member("b", std::numeric_limits<std::uint64_t>::max())
      .member("c", std::uint8_t{255})
      .member("d", std::int16_t{-32768})
      .end_object();
  EXPECT_EQ(text, R"({"a":-9223372036854775808,"b":18446744073709551615,"c":255,"d":-32768})");
}

TEST(JsonWriter, escapes_as_RFC8785_3_2_2_2_demands) {
  EXPECT_EQ(json_text("\"\\/\b\f\n\r\t\0\x1f\x7f"sv),
            "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\x7f\"");
  EXPECT_EQ(json_text("한글 \xf0\x9f\x98\x80 \xe2\x80\xa8"),
            "\"한글 \xf0\x9f\x98\x80 \xe2\x80\xa8\"");
}

TEST(JsonWriter, escapes_at_every_place_of_a_long_text) {
  for (const char special : {'"', '\\', '\n', '\x01', '\x1f'}) {
    for (std::size_t at = 0; at < 40; ++at) {
      std::string value(40, ' ');
      value[at] = special;
      const auto document = JsonDocument::parse(json_text(value));
      ASSERT_TRUE(document.ok()) << at;
      EXPECT_EQ(*document->root().string(), value);
    }
  }
}

TEST(JsonWriter, never_writes_malformed_text) {
  EXPECT_EQ(json_text("a\xff"), "\"a\xef\xbf\xbd\"");
  EXPECT_EQ(json_text("\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

RC_GTEST_PROP(JsonWriter, every_string_reads_back, (const std::string& value)) {
  const auto document = JsonDocument::parse(json_text(value));
  RC_ASSERT(document.ok());
  RC_ASSERT(*document->root().string() == replace_malformed(value));
}

RC_GTEST_PROP(JsonWriter, every_finite_number_reads_back, (std::uint64_t bits)) {
  const auto value = std::bit_cast<double>(bits);
  RC_PRE(std::isfinite(value));
  const std::string text = number(value);
  RC_ASSERT(std::strtod(text.c_str(), nullptr) == value);
  RC_ASSERT(text.size() <= 25u);
}

// RFC 8785 appendix B.
TEST(JsonNumber, is_written_as_ECMAScript_writes_it) {
  const std::pair<std::uint64_t, std::string_view> vectors[] = {
      {0x0000000000000000, "0"},
      {0x8000000000000000, "0"},
      {0x0000000000000001, "5e-324"},
      {0x8000000000000001, "-5e-324"},
      {0x7fefffffffffffff, "1.7976931348623157e+308"},
      {0xffefffffffffffff, "-1.7976931348623157e+308"},
      {0x4340000000000000, "9007199254740992"},
      {0xc340000000000000, "-9007199254740992"},
      {0x4430000000000000, "295147905179352830000"},
      {0x44b52d02c7e14af5, "9.999999999999997e+22"},
      {0x44b52d02c7e14af6, "1e+23"},
      {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
      {0x444b1ae4d6e2ef4e, "999999999999999700000"},
      {0x444b1ae4d6e2ef4f, "999999999999999900000"},
      {0x444b1ae4d6e2ef50, "1e+21"},
      {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
      {0x3eb0c6f7a0b5ed8d, "0.000001"},
      {0x41b3de4355555553, "333333333.3333332"},
      {0x41b3de4355555554, "333333333.33333325"},
      {0x41b3de4355555555, "333333333.3333333"},
      {0x41b3de4355555556, "333333333.3333334"},
      {0x41b3de4355555557, "333333333.33333343"},
      {0xbecbf647612f3696, "-0.0000033333333333333333"},
      {0x43143ff3c1cb0959, "1424953923781206.2"},
  };
  for (const auto& [bits, text] : vectors) {
    EXPECT_EQ(number(std::bit_cast<double>(bits)), text);
  }
}

TEST(JsonWriterDeathTest, a_call_out_of_place_stops_the_process) {
  std::string text;
  EXPECT_DEATH(JsonWriter(text).begin_object().string("no key"), "broken invariant");
  EXPECT_DEATH(JsonWriter(text).begin_object().key("a").end_object(), "broken invariant");
  EXPECT_DEATH(JsonWriter(text).begin_array().end_object(), "broken invariant");
  EXPECT_DEATH(JsonWriter(text).null().null(), "broken invariant");
  EXPECT_DEATH(JsonWriter(text).begin_array().finish(), "broken invariant");
  EXPECT_DEATH(JsonWriter(text).begin_array().key("a"), "broken invariant");
  EXPECT_DEATH(JsonWriter(text).number(std::nan("")), "broken invariant");
}

}  // namespace
}  // namespace entente::format
