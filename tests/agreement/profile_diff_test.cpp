#include "agreement/profile_diff.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

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

TEST(ProfileDiff, a_list_of_what_is_permitted_tightens_as_it_shrinks_R5_1) {
  const auto channels = [](std::string_view list) {
    return load(profile_text(
        "channels = [\"government-courier\", \"government-electronic\", \"in-person\"]",
        "channels = " + std::string(list)));
  };
  const auto effect = [](const Profile& before, const Profile& after) {
    const std::vector<Difference> found = diff(before, after);
    return found.size() == 1 ? found.front().effect : Effect::unknown;
  };
  const Profile one = channels("[\"in-person\"]");
  const Profile two = channels("[\"in-person\", \"diplomatic-bag\"]");
  const Profile other = channels("[\"diplomatic-bag\"]");
  EXPECT_EQ(effect(two, one), Effect::tightens);
  EXPECT_EQ(effect(one, two), Effect::loosens);
  EXPECT_EQ(effect(one, other), Effect::loosens) << "something new is permitted";
  EXPECT_TRUE(diff(two, channels("[\"diplomatic-bag\", \"in-person\"]")).empty() ||
              effect(two, channels("[\"diplomatic-bag\", \"in-person\"]")) == Effect::none)
      << "the order says nothing";
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

/// The effects of going from one text to the other and back, by path, without what is neutral.
using Effects = std::map<std::string, Effect>;
Effects effects(const Profile& before, const Profile& after) {
  Effects found;
  for (const Difference& each : diff(before, after)) {
    if (each.effect != Effect::none) {
      found[each.path] = each.effect;
    }
  }
  return found;
}
void expect_both_ways(const std::string& text, const Effects& there, const Effects& back) {
  const Profile other = load(text);
  EXPECT_EQ(effects(jp_kr(), other), there);
  EXPECT_EQ(effects(other, jp_kr()), back);
}

TEST(ProfileDiff, a_row_that_permits_loosens_and_its_words_do_neither_R5_1) {
  std::string text = profile_text();
  const std::size_t begin = text.find("[[destruction.method]]\ncode = \"crypto-erase\"");
  text.erase(begin, text.find("[copies]") - begin);
  const std::string row = "destruction.method[crypto-erase].";
  expect_both_ways(text, {{row + "code", Effect::tightens}, {row + "media", Effect::tightens}},
                   {{row + "code", Effect::loosens}, {row + "media", Effect::loosens}});
}

TEST(ProfileDiff, what_a_row_says_otherwise_is_not_guessed) {
  const std::string path = "destruction.method[pulping].media";
  expect_both_ways(profile_text("media = [\"paper\"]", "media = [\"paper\", \"flash\"]"),
                   {{path, Effect::unknown}}, {{path, Effect::unknown}});
}

TEST(ProfileDiff, a_row_that_demands_tightens_R5_1) {
  const std::string caveat =
      "[[caveat]]\ncode = \"NC\"\ntext = \"NO COPY\"\nmeaning = \"no-copy\"\n\n";
  Effects there;
  Effects back;
  for (const char* key : {"code", "meaning", "text"}) {
    there["caveat[NC]." + std::string(key)] = Effect::tightens;
    back["caveat[NC]." + std::string(key)] = Effect::loosens;
  }
  expect_both_ways(profile_text("# Art. 12 to 16 by level.", caveat + "# Art. 12 to 16 by level."),
                   there, back);
}

TEST(ProfileDiff, a_level_without_its_own_approval_has_that_of_article_12) {
  const std::string from = "level = \"SECRET\"\nsuites";
  const auto with_approval = [&](const std::string& approval) {
    return profile_text(from, "level = \"SECRET\"\ncrypto_approval = \"" + approval + "\"\nsuites");
  };
  const std::string path = "level[SECRET].crypto_approval";
  EXPECT_EQ(effects(jp_kr(), load(with_approval("own"))), Effects());
  EXPECT_EQ(effects(jp_kr(), load(with_approval("joint"))), (Effects{{path, Effect::tightens}}));
}

TEST(ProfileDiff, a_levels_own_approval_is_measured_by_that_of_article_12_R5_1) {
  const std::string joint =
      profile_text("crypto_approval = \"own\"", "crypto_approval = \"joint\"");
  std::string own = joint;
  const std::string row = "level = \"SECRET\"\nsuites";
  own.replace(own.find(row), row.size(), "level = \"SECRET\"\ncrypto_approval = \"own\"\nsuites");
  const std::vector<Difference> found = diff(load(joint), load(own));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].path, "level[SECRET].crypto_approval");
  EXPECT_EQ(found[0].effect, Effect::loosens);
}

TEST(ProfileDiff, a_lower_ceiling_tightens_R5_1) {
  const std::string path = "scheme[JP].electronic_ceiling";
  expect_both_ways(
      profile_text("electronic_ceiling = \"SECRET\"", "electronic_ceiling = \"CONFIDENTIAL\""),
      {{path, Effect::tightens}}, {{path, Effect::loosens}});
}

TEST(ProfileDiff, a_title_neither_tightens_nor_loosens) {
  EXPECT_EQ(only_difference("version = \"1\"", "version = \"2\"").effect, Effect::none);
}

TEST(ProfileDiff, does_not_guess_about_the_term) {
  EXPECT_EQ(only_difference("notice_days = 90", "notice_days = 60").effect, Effect::unknown);
}

}  // namespace
}  // namespace entente::agreement::testing
