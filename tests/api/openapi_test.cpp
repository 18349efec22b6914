#include "api/openapi.h"

#include <gtest/gtest.h>

#include "format/json.h"
#include "table.h"

namespace entente::api {
namespace {

TEST(OpenApi, describes_each_endpoint_of_the_table) {
  const Router router(test::small_table());
  const std::string json = write_openapi(router.routes(), "1.0.0");
  const auto document = format::JsonDocument::parse(json);
  ASSERT_TRUE(document.ok()) << "no key stands twice";
  const auto paths = document->root().at("paths").value();
  for (const Route& route : router.routes()) {
    const auto path = paths.find(route.endpoint.path);
    ASSERT_TRUE(path.has_value()) << route.endpoint.path;
    const auto operation = path->find(route.endpoint.method == Method::get ? "get" : "post");
    ASSERT_TRUE(operation.has_value());
    EXPECT_EQ(operation->string_at("operationId").value(), route.endpoint.name);
  }
  EXPECT_EQ(json, write_openapi(router.routes(), "1.0.0")) << "the same bytes";
}

TEST(OpenApi, closes_its_bodies_and_names_what_is_needed) {
  const Router router(test::small_table());
  const std::string json = write_openapi(router.routes(), "1.0.0");
  const auto document = format::JsonDocument::parse(json).value();
  const auto copy = document.root().at("paths")->at("/items/{item}/copies")->at("post").value();
  const auto schema =
      copy.at("requestBody")->at("content")->at("application/json")->at("schema").value();
  EXPECT_EQ(schema.boolean_at("additionalProperties").value(), false);
  EXPECT_EQ(schema.at("required")->size(), 1U);
  EXPECT_EQ(schema.at("properties")->at("levels")->string_at("type").value(), "array");
  EXPECT_EQ(schema.at("properties")->size(), 5U) << "the item stands in the path alone";
  const auto list = document.root().at("paths")->at("/items")->at("get").value();
  EXPECT_EQ(list.at("x-roles")->at(0)->string().value(), "analyst");
}

}  // namespace
}  // namespace entente::api
