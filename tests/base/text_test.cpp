#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/errors.h"
#include "base/log.h"

namespace entente {
namespace {

using namespace std::literals;

std::string skeleton(std::string_view text) {
  const auto result = confusable_skeleton(text);
  EXPECT_TRUE(result.ok()) << text;
  return result ? *result : "";
}

TEST(Utf8, refuses_malformed_text_and_the_byte_order_mark) {
  EXPECT_TRUE(check_utf8("").ok());
  EXPECT_TRUE(check_utf8("군사 Ⅱ급 비밀 極秘 \xf0\x9f\x98\x80 \0"sv).ok());
  EXPECT_TRUE(check_utf8("a\xef\xbb\xbf").ok());
  for (const std::string_view text :
       {"\xef\xbb\xbf", "\xff", "\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80",
        "\xed\xbf\xbf", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82",
        "a\xe2", "\xe2\x82\x41"}) {
    const Status status = check_utf8(text);
    ASSERT_FALSE(status.ok());
    EXPECT_TRUE(status.error().is(kBadUtf8));
    EXPECT_FALSE(to_nfc(text).ok());
    EXPECT_FALSE(confusable_skeleton(text).ok());
  }
}

RC_GTEST_PROP(Utf8, replacing_what_is_malformed_gives_valid_text, (const std::string& text)) {
  const std::string valid = replace_malformed(text);
  RC_ASSERT(replace_malformed(valid) == valid);
  RC_ASSERT((valid == text) == (check_utf8(text).ok() || text.starts_with("\xef\xbb\xbf")));
}

TEST(Nfc, composes_decomposed_hangul) {
  EXPECT_EQ(*to_nfc("\u1112\u1161\u11ab"), "한");
  EXPECT_EQ(*to_nfc("e\u0301"), "é");
  EXPECT_EQ(*to_nfc("\uff33"), "\uff33");
}

TEST(Skeleton, recognises_full_width_letters_AB63) {
  EXPECT_EQ(skeleton("\uff33\uff25\uff23\uff32\uff25\uff34"), skeleton("SECRET"));
}

TEST(Skeleton, recognises_greek_and_cyrillic_letters_E7_AB63) {
  EXPECT_EQ(skeleton("S\u0395CRET"), skeleton("SECRET"));  // Greek capital epsilon
  EXPECT_EQ(skeleton("SECR\u0415T"), skeleton("SECRET"));  // Cyrillic capital ie
  EXPECT_EQ(skeleton("\u0405ECRET"), skeleton("SECRET"));  // Cyrillic dze
  EXPECT_EQ(skeleton("\u0391br"), skeleton("Abr"));        // Greek capital alpha
}

TEST(Skeleton, recognises_decomposed_hangul_AB63) {
  EXPECT_EQ(skeleton("\u1107\u1175\u1106\u1175\u11af"), skeleton("비밀"));
}

TEST(Skeleton, recognises_roman_numerals_with_and_without_spaces_E7) {
  EXPECT_EQ(skeleton("군사 \u2161급 비밀"), skeleton("군사 II급 비밀"));
  EXPECT_EQ(skeleton("군사\u2161급비밀"), skeleton("군사 II 급 비밀"));
  EXPECT_EQ(skeleton("\u2162급"), skeleton("III급"));
  EXPECT_NE(skeleton("\u2161급"), skeleton("\u2162급"));
}

TEST(Skeleton, ignores_case_hyphens_and_characters_that_show_nothing_AB63) {
  EXPECT_EQ(skeleton("Top-Secret"), skeleton("TOP SECRET"));
  EXPECT_EQ(skeleton("TOP\u2013SECRET"), skeleton("TOP SECRET"));
  EXPECT_EQ(skeleton("SE\u200dCR\u200bET\u00ad"), skeleton("SECRET"));
  EXPECT_EQ(skeleton("\u202eSECRET\u202c"), skeleton("SECRET"));
  EXPECT_EQ(skeleton("SECRET\u3000\u00a0"), skeleton("SECRET"));
}

TEST(Skeleton, recognises_l_and_1_in_the_place_of_I_AB63) {
  EXPECT_EQ(skeleton("CONFlDENTIAL"), skeleton("CONFIDENTIAL"));
  EXPECT_EQ(skeleton("CONF1DENT1AL"), skeleton("CONFIDENTIAL"));
  EXPECT_EQ(skeleton("ll급"), skeleton("\u2161급"));
  EXPECT_EQ(skeleton("T0P SECRET"), skeleton("TOP SECRET"));
}

TEST(Skeleton, keeps_different_markings_apart) {
  EXPECT_NE(skeleton("SECRET"), skeleton("TOP SECRET"));
  EXPECT_NE(skeleton("極秘"), skeleton("秘"));
  EXPECT_NE(skeleton("CONFIDENTIAL"), skeleton("RESTRICTED"));
  EXPECT_NE(skeleton("II급"), skeleton("III급"));
}

RC_GTEST_PROP(Skeleton, of_a_skeleton_is_itself_for_ascii, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>(0x20, 0x7f));
  RC_ASSERT(confusable_skeleton(*confusable_skeleton(text)).value() ==
            confusable_skeleton(text).value());
}

TEST(DisplaySafe, keeps_plain_text_of_every_script) {
  const std::string text = "군사 Ⅱ급 비밀 / 極秘 / NATO SECRET – é \xf0\x9f\x98\x80";
  EXPECT_EQ(display_safe(text), text);
}

TEST(DisplaySafe, shows_controls_and_bidirectional_controls_AB54_AB66) {
  EXPECT_EQ(display_safe("a\x1b[31mb"), "a\\u{1b}[31mb");
  EXPECT_EQ(display_safe("a\r\nb\t\x7f\0"sv), "a\\u{d}\\u{a}b\\u{9}\\u{7f}\\u{0}");
  EXPECT_EQ(display_safe("report\u202efdp.exe"), "report\\u{202e}fdp.exe");
  EXPECT_EQ(display_safe("\u2066x\u2069"), "\\u{2066}x\\u{2069}");
  EXPECT_EQ(display_safe("\u200b\ufeff\u2028"), "\\u{200b}\\u{feff}\\u{2028}");
  EXPECT_EQ(display_safe("\u0085\u009b"), "\\u{85}\\u{9b}");      // C1: a one-byte escape sequence
  EXPECT_EQ(display_safe("\u3164\uffa0"), "\\u{3164}\\u{ffa0}");  // fillers show nothing
}

TEST(DisplaySafe, replaces_malformed_text) {
  EXPECT_EQ(display_safe("a\xff\xc0"), "a\ufffd\ufffd");
}

TEST(DisplaySafe, is_cut_at_a_character_within_the_limit) {
  EXPECT_EQ(display_safe("abcdef", 6), "abcdef");
  EXPECT_EQ(display_safe("abcdefg", 6), "abc…");
  EXPECT_EQ(display_safe("한글한글", 12), "한글한글");
  EXPECT_EQ(display_safe("한글한글", 11), "한글…");
  EXPECT_EQ(display_safe("ab\x1b", 7), "ab…");
}

RC_GTEST_PROP(DisplaySafe, is_always_valid_short_and_without_controls,
              (const std::string& text, std::uint8_t limit)) {
  const std::size_t max_bytes = std::size_t{limit} + 3;
  const std::string safe = display_safe(text, max_bytes);
  RC_ASSERT(safe.size() <= max_bytes);
  RC_ASSERT(replace_malformed(safe) == safe);
  for (const char c : safe) {
    RC_ASSERT(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  }
}

TEST(DisplayWidth, counts_terminal_columns) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("극비"), 4u);
  EXPECT_EQ(display_width("極秘"), 4u);
  EXPECT_EQ(display_width("\uff33"), 2u);
  EXPECT_EQ(display_width("e\u0301"), 1u);
  EXPECT_EQ(display_width("\u1112\u1161\u11ab"), 2u);
  EXPECT_EQ(display_width("\xff"), 1u);
  EXPECT_EQ(display_width(""), 0u);
}

std::string logged(std::string_view event, std::string_view key, std::string_view value) {
  testing::internal::CaptureStderr();
  log(LogLevel::warning, event, {{key, value}});
  return testing::internal::GetCapturedStderr();
}

TEST(Log, writes_one_JSON_line) {
  const std::string line = logged("peer.refused", "peer", "KR");
  EXPECT_NE(line.find(R"("level":"warning","event":"peer.refused","peer":"KR"})"),
            std::string::npos);
  EXPECT_EQ(line.substr(0, 9), R"({"time":")");
  EXPECT_EQ(line.find('\n'), line.size() - 1);
}

TEST(Log, no_value_breaks_its_line_or_leaves_its_string_AB66) {
  const std::string hostile = "x\r\n{\"level\":\"info\"}\x1b[2J\",\"admin\":\"\\\u2028\u0085\xff";
  const std::string line = logged(hostile, hostile, hostile);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_EQ(line.find('\r'), std::string::npos);
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  EXPECT_TRUE(check_utf8(line).ok());
  EXPECT_EQ(line.find("\"admin\""), std::string::npos);  // its quotes are escaped
  EXPECT_NE(line.find(R"(x\\u{d}\\u{a}{\"level\":\"info\"}\\u{1b}[2J\",\"admin\":\"\\)"),
            std::string::npos);
}

TEST(Log, drops_lines_below_the_level) {
  set_log_level(LogLevel::error);
  EXPECT_EQ(logged("quiet", "k", "v"), "");
  set_log_level(LogLevel::info);
  EXPECT_NE(logged("loud", "k", "v"), "");
}

}  // namespace
}  // namespace entente
