#include "agreement/profile_diff.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "agreement/builders.h"

namespace entente::agreement::testing {
namespace {

/// The one difference that replacing `from` by `to` in the shipped profile makes.
Difference only_difference(std::string_view from, std::string_view to) {
  const std::vector<Difference> found = diff(jp_kr(), load(profile_text(from, to)));
  EXPECT_EQ(found.size(), 1u) << from;
  return found.empty() ? Difference{} : found.front();
}

TEST(ProfileDiff, of_a_profile_and_itself_is_empty) {
  EXPECT_TRUE(diff(jp_kr(), jp_kr()).empty());
  EXPECT_TRUE(diff(jp_kr(), load(profile_text() + "# a comment\n")).empty());
}

TEST(ProfileDiff, names_the_path_and_both_values) {
  const Difference found = only_difference("notify_within_hours = 24", "notify_within_hours = 12");
  EXPECT_EQ(found.path, "incidents.notify_within_hours");
  ASSERT_TRUE(found.before && found.after);
  EXPECT_EQ(text_of(*found.before), "24");
  EXPECT_EQ(text_of(*found.after), "12");
  EXPECT_EQ(found.effect, Effect::tightens);
}

TEST(ProfileDiff, says_which_way_a_change_goes_R5_1) {
  EXPECT_EQ(only_difference("copy = \"free\"", "copy = \"required\"").effect, Effect::tightens);
  EXPECT_EQ(only_difference("copy = \"free\"", "copy = \"required\"").path, "level[SECRET].copy");
  EXPECT_EQ(only_difference("third_party = \"required\"", "third_party = \"free\"").effect,
            Effect::loosens);
  EXPECT_EQ(only_difference("emergency_allowed = false", "emergency_allowed = true").effect,
            Effect::loosens);
  EXPECT_EQ(only_difference("notify_within_hours = 24", "notify_within_hours = 48").effect,
            Effect::loosens);
  EXPECT_EQ(only_difference("own_costs = true", "own_costs = false").effect, Effect::none);
}

TEST(ProfileDiff, says_nothing_for_a_value_that_one_side_lacks) {
  const Difference added =
      only_difference("[visits]\n", "[visits]\nlead_days = 20  # for the test\n");
  EXPECT_EQ(added.path, "visits.lead_days");
  EXPECT_FALSE(added.before.has_value());
  EXPECT_EQ(added.effect, Effect::tightens);
  const std::vector<Difference> gone =
      diff(load(profile_text("[visits]\n", "[visits]\nlead_days = 20\n")), jp_kr());
  ASSERT_EQ(gone.size(), 1u);
  EXPECT_FALSE(gone[0].after.has_value());
  EXPECT_EQ(gone[0].effect, Effect::loosens);
}

TEST(ProfileDiff, a_title_neither_tightens_nor_loosens) {
  EXPECT_EQ(only_difference("version = \"1\"", "version = \"2\"").effect, Effect::none);
}

TEST(ProfileDiff, does_not_guess_about_the_term) {
  EXPECT_EQ(only_difference("notice_days = 90", "notice_days = 60").effect, Effect::unknown);
}

}  // namespace
}  // namespace entente::agreement::testing
