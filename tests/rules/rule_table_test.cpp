#include "rules/rule_table.h"

#include <gtest/gtest.h>

#include "world.h"

namespace entente::rules::testing {
namespace {

TEST(RuleTable, every_rule_has_a_code_of_its_own_an_article_and_a_requirement) {
  std::set<std::string_view> codes;
  for (const Rule* rule : kRules) {
    EXPECT_TRUE(codes.insert(rule->code).second) << rule->code;
    EXPECT_TRUE(rule->article.starts_with("Art. ")) << rule->code;
    EXPECT_FALSE(rule->requirement.empty()) << rule->code;
    EXPECT_TRUE(rule->says.ends_with('.')) << rule->code;
  }
}

/// At the end of a whole run: no rule stands in the table that no test saw permit and deny.
class EveryRuleDecides : public ::testing::Environment {
  void TearDown() override {
    const auto* all = ::testing::UnitTest::GetInstance();
    if (GTEST_FLAG_GET(filter) != "*" || all->failed_test_count() > 0) {
      return;
    }
    for (const Rule* rule : kRules) {
      EXPECT_TRUE(rules_that_permitted().contains(rule->code)) << rule->code << " never permitted";
      EXPECT_TRUE(rule->code == kAlways.code || rules_that_denied().contains(rule->code))
          << rule->code << " never denied";
    }
  }
};

[[maybe_unused]] const auto* const kEnvironment =
    ::testing::AddGlobalTestEnvironment(new EveryRuleDecides);

}  // namespace
}  // namespace entente::rules::testing
