#include "api/read_arguments.h"

#include <gtest/gtest.h>

#include "api/errors.h"
#include "table.h"

namespace entente::api {
namespace {

const Router& router() {
  static const Router made(test::small_table());
  return made;
}

Result<Arguments> from_query(std::string_view query) {
  const Match match = router().match("GET", "/api/v1/items").value();
  ArgumentReader reader(match);
  ENTENTE_CHECK(reader.read_query(query));
  return reader.finish();
}

Result<Arguments> from_json(std::string_view json) {
  const Match match = router().match("POST", "/api/v1/items/itm-1/copies").value();
  ArgumentReader reader(match);
  ENTENTE_CHECK(reader.read_json(as_bytes(json)));
  return reader.finish();
}

TEST(ReadArguments, reads_a_query_as_browsers_write_it) {
  const auto read = from_query(
      "agreement=a%2Fb+c&on=2026-11-27&at=2026-11-27T00%3A00%3A00%2B09%3A00&count=7&all=true");
  ASSERT_TRUE(read.ok()) << read.error().describe();
  EXPECT_EQ(read->get("agreement"), "a/b c");
  EXPECT_EQ(read->get("on"), "2026-11-27");
  EXPECT_EQ(read->get("at"), "2026-11-27T00:00:00+09:00");
  EXPECT_EQ(read->get("count"), "7");
  EXPECT_TRUE(read->has("all"));
  EXPECT_FALSE(from_query("agreement=a&all=false")->has("all"));
}

TEST(ReadArguments, reads_an_object_and_puts_positionals_in_their_place) {
  const auto read =
      from_json(R"({"purpose":"exercise","levels":["A","B"],"count":7,"all":true,"on":null})");
  ASSERT_TRUE(read.ok()) << read.error().describe();
  EXPECT_EQ(read->positional, std::vector<std::string>{"itm-1"});
  EXPECT_EQ(read->get("levels"), "A,B");
  EXPECT_EQ(read->get("count"), "7");
  EXPECT_TRUE(read->has("all"));
  EXPECT_FALSE(read->has("on"));
}

// RFC 6749 section 4.1.2: a provider may send back more than is known here.
TEST(ReadArguments, passes_over_what_the_table_does_not_name_where_it_says_so) {
  std::vector<Endpoint> table = test::small_table();
  std::erase_if(table, [](const Endpoint& row) { return row.path != "/items"; });
  std::erase_if(table, [](const Endpoint& row) { return row.method != Method::get; });
  table.at(0).unnamed = Unnamed::passed_over;
  const Router lenient(std::move(table));
  const Match match = lenient.match("GET", "/api/v1/items").value();
  ArgumentReader reader(match);
  ASSERT_TRUE(reader.read_query("agreement=a&session_state=x&session_state=y").ok());
  const auto read = reader.finish();
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->options.size(), 1);
  ArgumentReader again(match);
  EXPECT_FALSE(again.read_query("agreement=a&agreement=a").ok()) << "what it names stands once";
}

TEST(ReadArguments, refuses_what_the_table_does_not_name_AB41) {
  for (const char* query :
       {"", "agreement", "agreement=a&agreement=a", "agreement=a&state=x", "agreement=a&on=today",
        "agreement=a&on=2026-02-30", "agreement=a&at=2026-11-27T00:00:00", "agreement=a&count=-1",
        "agreement=a&count=1e3", "agreement=a&all=yes", "agreement=a&all=", "agreement=%",
        "agreement=a&&", "=a", "agreement=a&events=/etc/passwd"}) {
    EXPECT_FALSE(from_query(query).ok()) << query;
  }
}

TEST(ReadArguments, refuses_members_of_another_form_and_other_objects_AB40) {
  for (const char* json :
       {"", "{}", "[]", "7", R"({"purpose":7})", R"({"purpose":null})", R"({"purpose":["a"]})",
        R"({"purpose":"a","item":"itm-2"})", R"({"purpose":"a","as":"x"})",
        R"({"purpose":"a","count":"7"})", R"({"purpose":"a","count":-7})",
        R"({"purpose":"a","count":7.0})", R"({"purpose":"a","levels":"A"})",
        R"({"purpose":"a","levels":["A,B"]})", R"({"purpose":"a","levels":[""]})",
        R"({"purpose":"a","levels":{"A":1}})", R"({"purpose":"a","all":"true"})",
        R"({"purpose":"a","on":"2026-13-01"})", R"({"purpose":"a","purpose":"a"})"}) {
    EXPECT_FALSE(from_json(json).ok()) << json;
  }
}

TEST(ReadArguments, bounds_each_text_at_its_limit) {
  const std::string full(limits::kTextField, 'x');
  EXPECT_TRUE(from_json(R"({"purpose":")" + full + R"("})").ok());
  EXPECT_FALSE(from_json(R"({"purpose":")" + full + R"(x"})").ok());
}

TEST(ReadArguments, never_takes_the_name_of_a_file) {
  for (const Route& route : router().routes()) {
    for (const Parameter& parameter : route.parameters) {
      EXPECT_NE(parameter.name, "events") << "it would be opened on the node's own disk";
    }
  }
}

}  // namespace
}  // namespace entente::api
