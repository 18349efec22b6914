#include "api/router.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "api/errors.h"
#include "base/errors.h"
#include "table.h"

namespace entente::api {
namespace {

const Router& router() {
  static const Router made(test::small_table());
  return made;
}

std::string code_of(const Result<Match>& match) {
  return match.ok() ? "" : std::string(match.error().code());
}

TEST(Router, finds_an_endpoint_and_what_stands_in_its_path) {
  const auto match = router().match("GET", "/api/v1/items/itm-1");
  ASSERT_TRUE(match.ok());
  EXPECT_EQ(match->route->endpoint.name, "item-show");
  EXPECT_EQ(match->path.at("item"), "itm-1");
  EXPECT_EQ(router().match("POST", "/api/v1/items")->route->endpoint.name, "item-release");
}

TEST(Router, decodes_a_segment_once_and_keeps_a_slash_in_it) {
  EXPECT_EQ(router().match("GET", "/api/v1/items/a%2Fb%2525")->path.at("item"), "a/b%25");
}

TEST(Router, refuses_what_is_no_text_in_the_path) {
  for (const char* path : {"/api/v1/items/%", "/api/v1/items/%4", "/api/v1/items/%00",
                           "/api/v1/items/%ff", "/api/v1/items/%0a", "/api/v1/items/%zz"}) {
    EXPECT_EQ(code_of(router().match("GET", path)), kBadParameter.code) << path;
  }
  const std::string long_one = "/api/v1/items/" + std::string(513, 'a');
  EXPECT_EQ(code_of(router().match("GET", long_one)), kBadParameter.code);
  EXPECT_TRUE(router().match("GET", long_one.substr(0, long_one.size() - 1)).ok());
}

TEST(Router, tells_an_unknown_path_from_an_unknown_method) {
  for (const char* path :
       {"/", "", "/api/v1", "/api/v1/", "/api/v1items", "/api/v2/items", "/api/v1/items/",
        "/api/v1/items/a/b", "/api/v1//items", "/api/v1/ITEMS", "/api/v1/../v1/items"}) {
    EXPECT_EQ(code_of(router().match("GET", path)), kNotFound.code) << path;
  }
  EXPECT_EQ(code_of(router().match("DELETE", "/api/v1/items")), kNoMethod.code);
  EXPECT_EQ(code_of(router().match("get", "/api/v1/items")), kNoMethod.code);
  EXPECT_EQ(router().allowed("/api/v1/items"), "GET, POST");
}

/// A path of another text: the files of a log.
Endpoint file_endpoint() {
  Endpoint endpoint = test::small_table()[1];
  endpoint.name = "log-file";
  endpoint.root = "/log";
  endpoint.path = "/{+file}";
  endpoint.positionals = {{"FILE", "", "which", true}};
  return endpoint;
}

TEST(Router, gives_the_rest_of_a_path_with_its_slashes_below_another_root) {
  auto table = test::small_table();
  table.push_back(file_endpoint());
  const Router made(std::move(table));
  const auto match = made.match("GET", "/log/jp.example/entente/a/1/tile/0/x001/000.p/7");
  ASSERT_TRUE(match.ok());
  EXPECT_EQ(match->path.at("file"), "jp.example/entente/a/1/tile/0/x001/000.p/7");
  EXPECT_EQ(code_of(made.match("POST", "/log/a")), kNoMethod.code);
  for (const char* path : {"/log", "/log/", "/logs/a", "/api/v1/log/a", "/a", "log/a"}) {
    EXPECT_EQ(code_of(made.match("GET", path)), kNotFound.code) << path;
  }
  EXPECT_EQ(made.match("GET", "/api/v1/items/a")->route->endpoint.name, "item-show");
}

TEST(Router, knows_which_reading_a_change_is_about) {
  const auto change = router().match("POST", "/api/v1/items/itm-1/copies");
  const Route* read = router().read_of(*change->route);
  ASSERT_NE(read, nullptr);
  EXPECT_EQ(read->endpoint.name, "item-show");
  const auto release = router().match("POST", "/api/v1/items");
  EXPECT_EQ(router().read_of(*release->route), nullptr) << "the list needs a parameter";
}

RC_GTEST_PROP(Router, never_fails_otherwise_than_by_an_error, (const std::string& path)) {
  const auto match = router().match("GET", "/api/v1/" + path);
  const bool told = match.ok() || match.error().is(kNotFound) || match.error().is(kBadParameter) ||
                    match.error().is(kNoMethod);
  RC_ASSERT(told);
}

TEST(Roles, admit_by_any_of_the_roles_and_everybody_without_any) {
  const Roles officers{act::Role::security_officer, act::Role::registry_officer};
  EXPECT_TRUE(officers.admit({act::Role::analyst, act::Role::registry_officer}));
  EXPECT_FALSE(officers.admit({act::Role::analyst, act::Role::administrator}));
  EXPECT_FALSE(officers.admit({}));
  EXPECT_TRUE(Roles{}.admit({}));
}

}  // namespace
}  // namespace entente::api
