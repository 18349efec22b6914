#include "format/toml.h"

#include <gtest/gtest.h>

#include "base/errors.h"
#include "format/errors.h"

namespace entente::format {
namespace {

constexpr std::string_view kSample =
    "title = '군사비밀'  # EXERCISE\n"                // 1
    "zeta = 1\n"                                      // 2
    "alpha = 2.5\n"                                   // 3
    "\n"                                              // 4
    "[terms]\n"                                       // 5
    "signed = 2016-11-23\n"                           // 6
    "  in_force = 2016-11-23T10:00:00+09:00\n"        // 7
    "levels.top = [ \"a\", 'b',\n"                    // 8
    "  \"c\" ]\n"                                     // 9
    "options = { strict = true, 'two words' = 7 }\n"  // 10
    "\n"                                              // 11
    "[[level]]\n"                                     // 12
    "code = 'KR-2'\n"                                 // 13
    "[[level]]\n"                                     // 14
    "code = 'KR-3'\n";                                // 15

TomlDocument sample() {
  Result<TomlDocument> document = TomlDocument::parse(kSample, "sample.toml");
  EXPECT_TRUE(document.ok()) << document.error().describe();
  return std::move(document).value();
}

Error refusal(std::string_view text) {
  const Result<TomlDocument> document = TomlDocument::parse(text, "f.toml");
  EXPECT_FALSE(document.ok()) << text;
  return document.ok() ? Error(kBadToml, "accepted") : document.error();
}

TEST(Toml, gives_values_of_every_type) {
  const TomlDocument document = sample();
  const TomlNode root = document.root();
  EXPECT_EQ(*root.string_at("title"), "군사비밀");
  EXPECT_EQ(*root.integer_at("zeta"), 1);
  EXPECT_EQ(*root.at("alpha")->number(), 2.5);
  EXPECT_EQ(*root.at("zeta")->number(), 1.0);
  const TomlNode terms = *root.table_at("terms");
  EXPECT_EQ(terms.date_at("signed")->text(), "2016-11-23");
  EXPECT_EQ(terms.at("in_force")->instant()->text(), "2016-11-23T01:00:00Z");
  EXPECT_EQ(*terms.table_at("options")->boolean_at("strict"), true);
  const TomlNode levels = *terms.table_at("levels")->array_at("top");
  ASSERT_EQ(levels.size(), 3u);
  EXPECT_EQ(*levels.elements()[2].string(), "c");
  EXPECT_EQ(*root.array_at("level")->elements()[1].string_at("code"), "KR-3");
}

TEST(Toml, keeps_members_in_the_order_of_the_file) {
  const TomlDocument document = sample();
  std::string order;
  for (const TomlMember& member : document.root().members()) {
    order += std::string(member.key) + " ";
  }
  EXPECT_EQ(order, "title zeta alpha terms level ");
  order.clear();
  for (const TomlMember& member : document.root().at("terms")->members()) {
    order += std::string(member.key) + " ";
  }
  EXPECT_EQ(order, "signed in_force levels options ");
}

TEST(Toml, gives_line_and_column_of_every_key_and_value) {
  const TomlDocument document = sample();
  const TomlMember& in_force = document.root().at("terms")->members()[1];
  EXPECT_EQ(in_force.key_position, (TomlPosition{7, 3}));
  EXPECT_EQ(in_force.value.position(), (TomlPosition{7, 14}));
  const TomlNode options = *document.root().at("terms")->at("options");
  EXPECT_EQ(options.position(), (TomlPosition{10, 11}));
  EXPECT_EQ(options.members()[1].key_position, (TomlPosition{10, 28}));
  EXPECT_EQ(document.root().at("terms")->at("levels")->at("top")->elements()[2].position(),
            (TomlPosition{9, 3}));
  EXPECT_EQ(document.root().position(), (TomlPosition{1, 1}));
  EXPECT_EQ(document.root().array_at("level")->elements()[1].position(), (TomlPosition{14, 1}));
}

TEST(Toml, errors_name_file_line_and_column) {
  const TomlDocument document = sample();
  const Error wrong = document.root().at("terms")->string_at("signed").error();
  EXPECT_EQ(wrong.where(), "sample.toml:6:10");
  EXPECT_EQ(wrong.code(), "format.bad-toml");
  EXPECT_EQ(document.root().table_at("terms")->at("absent").error().where(), "sample.toml:5:1");
  const Status unknown = only_keys(*document.root().at("terms"), {"signed", "levels", "options"});
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().where(), "sample.toml:7:3");
  EXPECT_EQ(document.where({3, 4}), "sample.toml:3:4");
}

TEST(Toml, refuses_duplicate_keys_and_tables_at_their_place) {
  EXPECT_EQ(refusal("a = 1\nb = 2\n  a = 3\n").where().substr(0, 9), "f.toml:3:");
  EXPECT_EQ(refusal("[a]\n[b]\n[a]\n").where().substr(0, 9), "f.toml:3:");
  EXPECT_EQ(refusal("a.b = 1\na.b = 2\n").where().substr(0, 9), "f.toml:2:");
  EXPECT_EQ(refusal("x = {a = 1, a = 2}\n").code(), "format.bad-toml");
  EXPECT_EQ(refusal("a = 1\n\"a\" = 2\n").code(), "format.bad-toml");
}

TEST(Toml, refuses_what_is_no_TOML_or_says_too_little) {
  for (const std::string_view text : {"a = nan",
                                      "a = inf",
                                      "a = -inf",
                                      "a = 07:30:00",
                                      "a = 2016-11-23T10:00:00",
                                      "a = 2016-02-30",
                                      "a = 2019-02-29",
                                      "a = 0000-01-01",
                                      "a = 9223372036854775808",
                                      "a = 1e400",
                                      "a = 01",
                                      "a =",
                                      "= 1",
                                      "a = [1",
                                      "a = 'x",
                                      "a = \"\\q\"",
                                      "[a",
                                      "[]",
                                      "a b = 1",
                                      "a = \"\\uD800\"",
                                      "a = \"\xed\xa0\x80\"",
                                      "a = \"\xc0\xaf\"",
                                      "a = \"\xff\"",
                                      "\xef\xbb\xbf"
                                      "a = 1",
                                      "a = 2016-11-23T10:00:00+19:00",
                                      "a = 1 b = 2",
                                      "a = 'x\x01'"}) {
    EXPECT_EQ(refusal(text).code(), "format.bad-toml") << text;
  }
}

TEST(Toml, takes_an_empty_file) {
  const auto document = TomlDocument::parse("", "f.toml");
  ASSERT_TRUE(document.ok());
  EXPECT_EQ(document->root().size(), 0u);
}

TEST(Toml, takes_32_brackets_and_refuses_33) {
  const auto arrays = [](std::size_t n) {
    return "a = " + std::string(n, '[') + std::string(n, ']');
  };
  EXPECT_TRUE(TomlDocument::parse(arrays(32), "f").ok());
  EXPECT_EQ(refusal(arrays(33)).where(), "f.toml:1:37");
}

TEST(Toml, takes_keys_of_32_parts_and_refuses_33) {
  const auto key = [](std::size_t parts) {
    std::string text = "k";
    for (std::size_t i = 1; i < parts; ++i) {
      text += ".k";
    }
    return text;
  };
  EXPECT_TRUE(TomlDocument::parse(key(32) + " = 1", "f").ok());
  EXPECT_TRUE(TomlDocument::parse("[" + key(32) + "]", "f").ok());
  EXPECT_EQ(refusal(key(33) + " = 1").code(), "format.bad-toml");
  EXPECT_EQ(refusal("[" + key(33) + "]").code(), "format.bad-toml");
  EXPECT_EQ(refusal(key(100'000)).code(), "format.bad-toml");
  EXPECT_EQ(refusal("a = {" + key(33) + " = 1}").code(), "format.bad-toml");
}

TEST(Toml, depth_does_not_count_what_stands_in_strings_and_comments) {
  const std::string many(100, '[');
  const std::string dots(100, '.');
  for (const std::string& text : {
           "# " + many + dots + "\na = 1",
           "a = '" + many + dots + "'",
           "a = \"" + many + "\\\"" + dots + "\"",
           "a = '''\n" + many + "'" + dots + "'''",
           "a = \"\"\"" + many + "\\\"\"\"" + dots + "\"\"\"\"\"\nb = 1",
       }) {
    EXPECT_TRUE(TomlDocument::parse(text, "f").ok()) << text;
  }
}

TEST(Toml, depth_is_counted_behind_strings_that_look_unfinished) {
  const std::string many(100, '[');
  for (const std::string& text : {
           "a = '''x''''' # '\nb = " + many,
           "a = \"\\\\\"\nb = " + many,
           "a = '\\'\nb = " + many,
           "a = \"\"\"x\"\"\"\"\nb = " + many,
       }) {
    EXPECT_NE(refusal(text).message().find("nested"), std::string::npos) << text;
  }
}

TEST(Toml, refuses_one_byte_past_the_size_limit) {
  const TomlLimits limits{.bytes = 5};
  EXPECT_TRUE(TomlDocument::parse("a = 1", "f", limits).ok());
  const auto refused = TomlDocument::parse("a = 12", "f", limits);
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(kTooLarge));
}

TEST(Toml, handles_stay_valid_when_the_document_moves) {
  TomlDocument first = sample();
  const TomlNode title = *first.root().at("title");
  const TomlDocument second = std::move(first);
  EXPECT_EQ(*title.string(), "군사비밀");
  EXPECT_EQ(title.where(), "sample.toml:1:9");
}

}  // namespace
}  // namespace entente::format
