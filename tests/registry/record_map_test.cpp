#include "registry/record_map.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace entente::registry::testing {
namespace {

constexpr int kRecords = 5000;

std::string key_of(int number) { return "itm-" + std::to_string(number * 7919); }

TEST(RecordMap, finds_each_of_many_records_and_no_other_T7) {
  RecordMap<int> map;
  EXPECT_TRUE(map.find("") == map.end());
  for (int i = 0; i < kRecords; ++i) {
    map[key_of(i)] = i;
  }
  map[key_of(7)] = -7;
  map[""] = -1;
  ASSERT_EQ(map.size(), kRecords + 1U);
  for (int i = 0; i < kRecords; ++i) {
    const auto found = map.find(key_of(i));
    ASSERT_TRUE(found != map.end());
    EXPECT_EQ(found->first, key_of(i));
    EXPECT_EQ(found->second, i == 7 ? -7 : i);
  }
  EXPECT_EQ(map.find("")->second, -1);
  EXPECT_TRUE(map.find(key_of(kRecords)) == map.end());
}

TEST(RecordMap, shows_records_in_the_order_in_which_they_came_T7) {
  RecordMap<int> map;
  std::vector<std::string> came;
  for (int i = 0; i < kRecords; ++i) {
    map[key_of(i)] = i;
    map[key_of(i / 2)] += 0;
    came.push_back(key_of(i));
  }
  std::vector<std::string> shown;
  for (const auto& [key, record] : map) {
    shown.push_back(key);
  }
  EXPECT_EQ(shown, came);
}

TEST(RecordMap, leaves_records_where_they_are_and_copies_them_apart_T7) {
  RecordMap<std::string> map;
  std::string& first = map["first"];
  first = "kept";
  RecordMap<std::string> copy = map;
  for (int i = 0; i < kRecords; ++i) {
    map[key_of(i)] = "other";
  }
  EXPECT_EQ(&map["first"], &first);
  first = "changed";
  EXPECT_EQ(map.find("first")->second, "changed");
  EXPECT_EQ(copy.find("first")->second, "kept");
  EXPECT_EQ(copy.size(), 1U);
}

TEST(RecordMap, finds_records_by_their_new_keys_alone_R6_5) {
  RecordMap<int> map;
  std::map<std::string, std::string> names;
  for (int i = 0; i < kRecords; ++i) {
    map[key_of(i)] = i;
    if (i % 3 == 0) {
      names[key_of(i)] = "erased-" + std::to_string(i);
    }
  }
  const int& first = map.find(key_of(0))->second;
  map.rename(names);
  ASSERT_EQ(map.size(), static_cast<std::size_t>(kRecords));
  for (int i = 0; i < kRecords; ++i) {
    const auto old = map.find(key_of(i));
    EXPECT_EQ(old == map.end(), i % 3 == 0) << i;
    EXPECT_EQ(i % 3 == 0 ? map.find(names[key_of(i)])->second : old->second, i);
  }
  EXPECT_EQ(&map.find("erased-0")->second, &first);
}

}  // namespace
}  // namespace entente::registry::testing
