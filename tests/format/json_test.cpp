#include "format/json.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <set>
#include <thread>
#include <vector>

#include "base/errors.h"
#include "format/errors.h"
#include "format/json_fault.h"
#include "format/json_writer.h"

namespace entente::format {
namespace {

using namespace std::literals;

// The names follow JSONTestSuite: y_ must be accepted, n_ refused. `sv` keeps U+0000 inside.
struct JsonCase {
  std::string_view name;
  std::string_view text;
};

constexpr JsonCase kAccepted[] = {
    {"y_array_empty", "[]"},
    {"y_array_nested_white_space", " [ 1 , [ ] , { } ]\r\n\t"},
    {"y_object_empty", "{}"},
    {"y_object_empty_key", R"({"":0})"},
    {"y_object_same_key_at_two_depths", R"({"a":{"a":1}})"},
    {"y_object_same_key_in_two_elements", R"([{"a":1},{"a":1}])"},
    {"y_object_keys_that_differ_by_case", R"({"a":1,"A":2})"},
    {"y_object_keys_that_differ_by_normalisation", "{\"\xc3\xa9\":1,\"e\xcc\x81\":2}"},
    {"y_object_long_keys_that_differ_in_the_middle",
     R"({"aaaaaaaaXbbbbbbbb":1,"aaaaaaaaYbbbbbbbb":2})"},
    {"y_lonely_string", R"("a")"},
    {"y_lonely_number", "42"},
    {"y_lonely_null", "null"},
    {"y_lonely_true", "true"},
    {"y_number_minus_zero", "-0"},
    {"y_number_zero_exponent", "0e1"},
    {"y_number_exponent_sign", "1E+2"},
    {"y_number_fraction", "123.456e-7"},
    {"y_number_int64_max", "9223372036854775807"},
    {"y_number_int64_min", "-9223372036854775808"},
    {"y_number_uint64_max", "18446744073709551615"},
    {"y_number_double_max", "1.7976931348623157e308"},
    {"y_number_double_least", "5e-324"},
    {"y_number_underflow_is_zero", "1e-400"},
    {"y_string_escapes", R"("\"\\\/\b\f\n\r\t")"},
    {"y_string_surrogate_pair", R"("\uD83D\uDE00")"},
    {"y_string_last_code_point", R"("\uDBFF\uDFFF")"},
    {"y_string_escaped_null", R"("\u0000")"},
    {"y_string_noncharacter", R"("\uFFFF")"},
    {"y_string_del", "\"\x7f\""},
    {"y_string_hangul", "\"군사 2급 비밀\""},
    {"y_string_escaped_byte_order_mark", R"("\uFEFF")"},
    {"y_string_utf8_four_bytes", "\"\xf4\x8f\xbf\xbf\""},
};

constexpr JsonCase kRefused[] = {
    {"n_empty", ""},
    {"n_only_white_space", " \n"},
    {"n_byte_order_mark", "\xef\xbb\xbf[]"},
    {"n_byte_order_mark_alone", "\xef\xbb\xbf"},
    {"n_utf16_little_endian", "\xff\xfe[\0]\0"sv},
    {"n_utf16_big_endian_without_mark", "\0[\0]"sv},
    {"n_duplicate_key", R"({"a":1,"a":2})"},
    {"n_duplicate_key_same_value", R"({"a":1,"a":1})"},
    {"n_duplicate_key_escaped", R"({"a":1,"\u0061":2})"},
    {"n_duplicate_key_empty", R"({"":1,"":2})"},
    {"n_duplicate_key_deep", R"([[{"x":[{"y":0,"z":1,"y":2}]}]])"},
    {"n_duplicate_key_not_adjacent", R"({"a":1,"b":{"c":[1,2,3]},"a":2})"},
    {"n_duplicate_key_with_null_character", R"({"a\u0000":1,"a\u0000":2})"},
    {"n_duplicate_key_long", R"({"aaaaaaaaXbbbbbbbb":1,"aaaaaaaaXbbbbbbbb":2})"},
    {"n_number_nan", "[NaN]"},
    {"n_number_nan_alone", "nan"},
    {"n_number_infinity", "[Infinity]"},
    {"n_number_minus_infinity", "[-Infinity]"},
    {"n_number_1e400", "[1e400]"},
    {"n_number_minus_1e400", "[-1e400]"},
    {"n_number_overflow_by_digits", "1797693134862315800000e288"},
    {"n_number_uint64_plus_one", "18446744073709551616"},
    {"n_number_int64_minus_one", "-9223372036854775809"},
    {"n_number_forty_digits", "1234567890123456789012345678901234567890"},
    {"n_number_leading_zero", "[012]"},
    {"n_number_minus_leading_zero", "[-01]"},
    {"n_number_plus", "[+1]"},
    {"n_number_minus_alone", "[-]"},
    {"n_number_ends_with_point", "[1.]"},
    {"n_number_starts_with_point", "[.5]"},
    {"n_number_exponent_alone", "[1e]"},
    {"n_number_exponent_sign_alone", "[1e+]"},
    {"n_number_hexadecimal", "[0x1F]"},
    {"n_number_two_points", "[1.2.3]"},
    {"n_number_space_inside", "[1 000]"},
    {"n_number_underscore", "[1_000]"},
    {"n_number_full_width_digit", "[\xef\xbc\x91]"},
    {"n_number_with_letter", "[1a]"},
    {"n_string_lone_high_surrogate", R"(["\uD800"])"},
    {"n_string_lone_low_surrogate", R"(["\uDC00"])"},
    {"n_string_high_then_letter", R"(["\uD800\u0041"])"},
    {"n_string_two_high_surrogates", R"(["\uD800\uD800"])"},
    {"n_string_reversed_pair", R"(["\uDE00\uD83D"])"},
    {"n_string_high_then_escape", R"(["\uD800\n"])"},
    {"n_string_high_in_a_key", R"({"\uD800":1})"},
    {"n_string_surrogate_in_utf8", "[\"\xed\xa0\x80\"]"},
    {"n_string_overlong_utf8", "[\"\xc0\xaf\"]"},
    {"n_string_overlong_null", "[\"\xc0\x80\"]"},
    {"n_string_truncated_utf8", "[\"\xe0\xa4\"]"},
    {"n_string_stray_continuation", "[\"\x80\"]"},
    {"n_string_beyond_unicode", "[\"\xf4\x90\x80\x80\"]"},
    {"n_string_raw_line_feed", "[\"a\nb\"]"},
    {"n_string_raw_tab", "[\"a\tb\"]"},
    {"n_string_raw_null", "[\"a\0b\"]"sv},
    {"n_string_raw_unit_separator", "[\"a\x1f\"]"},
    {"n_string_unknown_escape", R"(["\x00"])"},
    {"n_string_short_escape", R"(["\u00A"])"},
    {"n_string_bad_escape_digit", R"(["\u00G0"])"},
    {"n_string_unclosed", R"(["a)"},
    {"n_string_escaped_end", R"(["\)"},
    {"n_string_single_quotes", "['a']"},
    {"n_structure_trailing_value", "[] []"},
    {"n_structure_trailing_letter", "[]x"},
    {"n_structure_trailing_bracket", "[]]"},
    {"n_structure_trailing_null_byte", "[]\0"sv},
    {"n_structure_trailing_comma_after_value", "1,"},
    {"n_structure_two_numbers", "1 2"},
    {"n_structure_comment", "[/* */1]"},
    {"n_structure_line_comment", "[1]//"},
    {"n_structure_unclosed_array", "[1"},
    {"n_structure_unclosed_object", R"({"a":1)"},
    {"n_structure_wrong_bracket", "[1}"},
    {"n_structure_form_feed", "[\f]"},
    {"n_structure_no_break_space", "[\xc2\xa0]"},
    {"n_structure_capital_literal", "[True]"},
    {"n_structure_cut_literal", "[nul]"},
    {"n_structure_literal_run_on", "[nullx]"},
    {"n_array_trailing_comma", "[1,]"},
    {"n_array_leading_comma", "[,1]"},
    {"n_array_double_comma", "[1,,2]"},
    {"n_array_colon", "[1:2]"},
    {"n_array_missing_comma", "[1 2]"},
    {"n_object_trailing_comma", R"({"a":1,})"},
    {"n_object_missing_value", R"({"a":})"},
    {"n_object_missing_colon", R"({"a" 1})"},
    {"n_object_number_key", "{1:1}"},
    {"n_object_unquoted_key", "{a:1}"},
    {"n_object_key_alone", R"({"a"})"},
    {"n_object_double_colon", R"({"a"::1})"},
    {"n_object_comma_for_colon", R"({"a",1})"},
};

JsonDocument parsed(std::string_view text) {
  Result<JsonDocument> document = JsonDocument::parse(text);
  EXPECT_TRUE(document.ok()) << text << ": " << document.error().describe();
  return std::move(document).value();
}

std::string nested(std::size_t depth, char open, char close) {
  return std::string(depth, open) + std::string(depth, close);
}

TEST(StrictJson, accepts_what_RFC8259_and_RFC7493_allow) {
  for (const JsonCase& c : kAccepted) {
    const Status status = check_strict_json(as_bytes(c.text));
    EXPECT_TRUE(status.ok()) << c.name << ": " << (status ? "" : status.error().describe());
  }
}

TEST(StrictJson, refuses_everything_else_AB33) {
  for (const JsonCase& c : kRefused) {
    const Status status = check_strict_json(as_bytes(c.text));
    ASSERT_FALSE(status.ok()) << c.name;
    EXPECT_EQ(status.error().code(), "format.bad-json") << c.name;
    EXPECT_EQ(status.error().kind().exit, Exit::invalid_input) << c.name;
  }
}

TEST(StrictJson, a_plain_reading_byte_by_byte_agrees) {
  for (const JsonCase& c : kAccepted) {
    EXPECT_FALSE(find_json_fault(c.text, limits::kJsonDepth).has_value()) << c.name;
  }
  for (const JsonCase& c : kRefused) {
    const bool duplicate = c.name.starts_with("n_duplicate");  // not looked for
    EXPECT_EQ(find_json_fault(c.text, limits::kJsonDepth).has_value(), !duplicate) << c.name;
  }
}

TEST(StrictJson, says_in_which_line_and_column_a_fault_stands) {
  const std::pair<std::string_view, std::string_view> faults[] = {
      {"{\n  \"a\": 1,\n  \"b\": tru\n}", "3:11"},
      {"[1,]", "1:4"},
      {"[1, 01]", "1:6"},
      {"[1, 1e400]", "1:5"},
      {"[\"군사\", \"\\ud800\"]", "1:9"},
      {"{\"a\":1} x", "1:9"},
      {"[1", "1:3"},
      {"[\"\xff\"]", "1:3"},
      {"[\"\\u00G0\"]", "1:7"},
      {"{\"a\" 1}", "1:6"},
  };
  for (const auto& [text, where] : faults) {
    const auto refused = JsonDocument::parse(text);
    ASSERT_FALSE(refused.ok()) << text;
    EXPECT_EQ(refused.error().where(), where) << text;
  }
}

TEST(StrictJson, takes_64_levels_and_refuses_65) {
  ASSERT_EQ(limits::kJsonDepth, 64u);
  EXPECT_TRUE(JsonDocument::parse(nested(64, '[', ']')).ok());
  EXPECT_FALSE(JsonDocument::parse(nested(65, '[', ']')).ok());
  std::string objects;
  for (int i = 0; i < 64; ++i) {
    objects += R"({"a":)";
  }
  EXPECT_TRUE(JsonDocument::parse(objects + "1" + std::string(64, '}')).ok());
  EXPECT_FALSE(JsonDocument::parse(R"({"a":)" + objects + "1" + std::string(65, '}')).ok());
}

TEST(StrictJson, refuses_a_nesting_of_100000_AB33) {
  EXPECT_FALSE(JsonDocument::parse(nested(100'000, '[', ']')).ok());
  EXPECT_FALSE(JsonDocument::parse(std::string(100'000, '[')).ok());
  const JsonLimits generous{.bytes = limits::kJsonBytes, .depth = SIZE_MAX};
  EXPECT_FALSE(JsonDocument::parse(nested(100'000, '[', ']'), generous).ok());
}

TEST(StrictJson, refuses_one_byte_past_the_size_limit_and_says_so) {
  const JsonLimits limits{.bytes = 8, .depth = 4};
  EXPECT_TRUE(JsonDocument::parse("\"abcdef\"", limits).ok());
  const auto refused = JsonDocument::parse("\"abcdefg\"", limits);
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(kTooLarge));
}

TEST(StrictJson, pairs_every_high_surrogate_with_low_ones_only) {
  for (const unsigned high : {0xd800u, 0xd83du, 0xdbffu}) {
    for (unsigned second = 0; second <= 0xffff; ++second) {
      const std::string text = fmt::format(R"("\u{:04x}\u{:04x}")", high, second);
      const bool low = second >= 0xdc00 && second <= 0xdfff;
      ASSERT_EQ(JsonDocument::parse(text).ok(), low) << text;
    }
  }
}

TEST(StrictJson, finds_a_duplicate_among_few_and_among_many_keys) {
  for (const std::size_t keys : {2u, 31u, 32u, 33u, 1000u}) {
    for (const std::size_t twice : {std::size_t{0}, (keys - 1) / 2, keys - 2}) {
      std::string text;
      JsonWriter out(text);
      out.begin_object();
      for (std::size_t i = 0; i + 1 < keys; ++i) {
        out.member(fmt::format("key-{}", i), i);
      }
      std::string distinct = text + ",\"other\":0}";
      std::string duplicate = text + fmt::format(",\"key-{}\":0}}", twice);
      EXPECT_TRUE(JsonDocument::parse(distinct).ok()) << keys;
      const auto refused = JsonDocument::parse(duplicate);
      ASSERT_FALSE(refused.ok()) << keys << " " << twice;
      EXPECT_EQ(refused.error().where(), fmt::format("/key-{}", twice));
    }
  }
}

RC_GTEST_PROP(StrictJson, accepts_an_object_exactly_when_its_keys_are_distinct,
              (const std::vector<std::uint8_t>& keys)) {
  std::string text = "{";
  for (const std::uint8_t key : keys) {
    text += (text.size() > 1 ? "," : "") + fmt::format(R"("{}":[{{"x":{}}}])", key % 40, key);
  }
  text += "}";
  std::set<int> distinct;
  for (const std::uint8_t key : keys) {
    distinct.insert(key % 40);
  }
  RC_ASSERT(JsonDocument::parse(text).ok() == (distinct.size() == keys.size()));
}

TEST(StrictJson, says_where_a_duplicate_stands) {
  const auto refused = JsonDocument::parse(R"({"a":[0,{"b/c~d":1,"b\/c~d":2}]})");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().where(), "/a/1/b~1c~0d");
}

TEST(StrictJson, reads_large_and_small_texts_in_turn) {
  const std::string large = "[\"" + std::string(1u << 20, 'x') + "\"]";
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(parsed(large).root().at(std::size_t{0})->string()->size(), 1u << 20);
    EXPECT_EQ(*parsed("[7]").root().at(std::size_t{0})->integer(), 7);
  }
}

TEST(StrictJson, is_read_on_several_threads_at_once) {
  const JsonDocument shared = parsed(R"({"a":[1,2,3],"b":"shared"})");
  std::vector<std::thread> threads;
  std::array<int, 4> sums{};
  for (std::size_t t = 0; t < sums.size(); ++t) {
    threads.emplace_back([&shared, &sum = sums[t], t] {
      for (int i = 0; i < 500; ++i) {
        const auto own = JsonDocument::parse(fmt::format(R"({{"x":[{},"{}"]}})", t, i));
        sum += static_cast<int>(*own->root().at("x")->at(std::size_t{0})->integer());
        sum += static_cast<int>(shared.root().at("a")->size());
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (std::size_t t = 0; t < sums.size(); ++t) {
    EXPECT_EQ(sums[t], 500 * (static_cast<int>(t) + 3));
  }
}

TEST(JsonValue, knows_its_type) {
  const JsonDocument document = parsed(R"([{},[],"s",1,18446744073709551615,1.0,1e2,true,null])");
  const JsonType expected[] = {JsonType::object,  JsonType::array,   JsonType::string,
                               JsonType::integer, JsonType::integer, JsonType::number,
                               JsonType::number,  JsonType::boolean, JsonType::null};
  std::size_t i = 0;
  for (const JsonValue value : document.root().elements()) {
    EXPECT_EQ(value.type(), expected[i]) << i;
    ++i;
  }
  EXPECT_EQ(i, std::size(expected));
  EXPECT_EQ(document.root().size(), std::size(expected));
}

TEST(JsonValue, gives_integers_within_their_range_only) {
  const JsonDocument document =
      parsed(R"([-9223372036854775808,9223372036854775807,9223372036854775808,-1,1.0])");
  const auto element = [&](std::size_t i) { return *document.root().at(i); };
  EXPECT_EQ(*element(0).integer(), INT64_MIN);
  EXPECT_EQ(*element(1).integer(), INT64_MAX);
  EXPECT_FALSE(element(2).integer().ok());
  EXPECT_EQ(*element(2).unsigned_integer(), 9223372036854775808u);
  EXPECT_EQ(*element(1).unsigned_integer(), 9223372036854775807u);
  EXPECT_FALSE(element(3).unsigned_integer().ok());
  EXPECT_FALSE(element(4).integer().ok());
  EXPECT_EQ(*element(3).number(), -1.0);
  EXPECT_EQ(*element(4).number(), 1.0);
}

TEST(JsonValue, iterates_in_document_order) {
  const JsonDocument document = parsed(R"({"z":[1,[2,3],{"q":4}],"a":{"y":5},"m":"t"})");
  std::string seen;
  for (const auto [key, value] : document.root().members()) {
    seen += std::string(key) + ":" + std::string(name_of(value.type())) + " ";
  }
  EXPECT_EQ(seen, "z:array a:object m:string ");
  std::size_t count = 0;
  for (const JsonValue value : document.root().at("z")->elements()) {
    count += value.size() + 1;
  }
  EXPECT_EQ(count, 6u);
}

TEST(JsonValue, iterates_over_nothing_where_the_type_is_another) {
  const JsonDocument document = parsed(R"({"a":[1],"s":"x"})");
  for ([[maybe_unused]] const JsonValue value : document.root().elements()) {
    ADD_FAILURE();
  }
  for ([[maybe_unused]] const auto& member : document.root().at("a")->members()) {
    ADD_FAILURE();
  }
  EXPECT_FALSE(document.root().at("s")->find("x").has_value());
  EXPECT_EQ(document.root().at("s")->size(), 0u);
}

TEST(JsonValue, names_the_place_of_a_wrong_type_or_a_missing_member) {
  const JsonDocument document = parsed(R"({"a":[{"b":"text"}]})");
  const JsonValue inner = *document.root().at("a")->at(std::size_t{0});
  const auto wrong = inner.integer_at("b");
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().code(), "format.bad-member");
  EXPECT_EQ(wrong.error().where(), "/a/0/b");
  const auto missing = inner.at("c");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().where(), "/a/0");
  EXPECT_NE(missing.error().message().find("'c'"), std::string::npos);
  EXPECT_FALSE(document.root().at("a")->at(std::size_t{1}).ok());
  EXPECT_FALSE(document.root().at("a")->at("b").ok());
}

TEST(JsonValue, errors_show_no_controls_of_a_hostile_key_AB66) {
  const JsonDocument document = parsed(R"({"\u001b[2J\n\u202e":{"x":1}})");
  for (const auto [key, value] : document.root().members()) {
    const Error error = value.string_at("x").error();
    EXPECT_EQ(error.where(), R"(/\u{1b}[2J\u{a}\u{202e}/x)");
  }
}

TEST(JsonValue, unescapes_strings) {
  const JsonDocument document = parsed(R"("\"\\\/\b\f\n\r\t\u0000\uD55C\uD83D\uDE00")");
  EXPECT_EQ(*document.root().string(), "\"\\/\b\f\n\r\t\0한😀"sv);
}

TEST(JsonValue, stays_valid_when_the_document_moves) {
  JsonDocument first = parsed(R"({"a":"some text that is not short"})");
  const JsonValue value = *first.root().at("a");
  const JsonDocument second = std::move(first);
  EXPECT_EQ(*value.string(), "some text that is not short");
}

TEST(JsonValue, a_document_outlives_later_parsing_on_the_same_thread) {
  const JsonDocument first = parsed(R"({"a":"first"})");
  const JsonDocument second = parsed(R"({"a":"second and longer"})");
  EXPECT_EQ(*first.root().string_at("a"), "first");
  EXPECT_EQ(*second.root().string_at("a"), "second and longer");
}

TEST(OnlyKeys, names_the_first_unknown_member) {
  const JsonDocument document = parsed(R"({"in":{"known":1,"odd":2,"other":3}})");
  const JsonValue value = *document.root().at("in");
  EXPECT_TRUE(only_keys(value, {"known", "odd", "other", "absent"}).ok());
  const Status status = only_keys(value, {"known"});
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().where(), "/in/odd");
  EXPECT_FALSE(only_keys(*value.at("known"), {"known"}).ok());
}

}  // namespace
}  // namespace entente::format
