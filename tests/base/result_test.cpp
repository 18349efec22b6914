#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>

#include "base/errors.h"

namespace entente {
namespace {

Result<int> half(int value) {
  if (value % 2 != 0) {
    return Error(kBadId, "The number is odd.", "value");
  }
  return value / 2;
}

Result<int> quarter(int value) {
  ENTENTE_TRY(const int once, half(value));
  ENTENTE_TRY(const int twice, half(once));
  return twice;
}

Status check_quarter(int value) {
  ENTENTE_CHECK(quarter(value));
  return {};
}

TEST(Result, holds_a_value_or_an_error) {
  EXPECT_TRUE(half(4).ok());
  EXPECT_EQ(*half(4), 2);
  EXPECT_FALSE(half(3).ok());
  EXPECT_EQ(half(3).error().code(), "base.bad-id");
}

TEST(Result, TRY_and_CHECK_return_the_first_error) {
  EXPECT_EQ(*quarter(8), 2);
  EXPECT_EQ(quarter(6).error().where(), "value");
  EXPECT_TRUE(check_quarter(8).ok());
  EXPECT_FALSE(check_quarter(7).ok());
}

TEST(Result, carries_values_that_only_move) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  const std::unique_ptr<int> taken = std::move(result).value();
  EXPECT_EQ(*taken, 7);
}

TEST(ResultDeathTest, reading_the_wrong_one_stops_the_process) {
  EXPECT_DEATH((void)half(3).value(), "broken invariant");
  EXPECT_DEATH((void)half(4).error(), "broken invariant");
  EXPECT_DEATH(Status(Error(kIo, "x")).value(), "broken invariant");
  EXPECT_DEATH((void)Status().error(), "broken invariant");
}

TEST(Error, describes_itself) {
  EXPECT_EQ(Error(kIo, "The disk is full.").describe(), "base.io: The disk is full.");
  EXPECT_EQ(Error(kIo, "No.", "a/b").describe(), "base.io: No. (a/b)");
  EXPECT_FALSE(Error(kIo, "x").fix().empty());
}

TEST(Error, is_placed_within_a_larger_input) {
  EXPECT_EQ(Error(kIo, "x", "/b").within("/a").where(), "/a/b");
  EXPECT_EQ(Error(kIo, "x", "3:4").within("file").where(), "file:3:4");
  EXPECT_EQ(Error(kIo, "x").within("file").where(), "file");
  EXPECT_EQ(Error(kIo, "x", "y").within("").where(), "y");
  EXPECT_EQ(Error(kIo, "x").within("").where(), "");
}

TEST(Error, kinds_of_base_have_distinct_codes_and_say_what_to_do) {
  std::set<std::string_view> codes;
  for (const ErrorKind* kind : kBaseErrors) {
    EXPECT_TRUE(codes.insert(kind->code).second) << kind->code;
    EXPECT_TRUE(kind->code.starts_with("base.")) << kind->code;
    EXPECT_TRUE(kind->fix.ends_with('.')) << kind->code;
  }
}

}  // namespace
}  // namespace entente
