#include "agreement/overlay.h"

#include <gtest/gtest.h>

#include "agreement/builders.h"

/// Art. 1: what a party's own law asks on top of an agreement. EXERCISE throughout.
namespace entente::agreement::testing {
namespace {

std::string overlay(std::string_view body = "", std::string_view party = "KR") {
  return "[profile]\nid = \"exercise-law\"\nversion = \"3\"\nextends = \"jp-kr-2016\"\nparty = \"" +
         std::string(party) + "\"\neffective_from = 2016-11-23\n" + std::string(body);
}

std::vector<std::string> faults(const std::string& text, const Profile& base = jp_kr()) {
  std::vector<std::string> found;
  for (const Fault& each : faults_in(base.with_overlay(text, "law.toml", party("KR")))) {
    found.push_back(std::to_string(each.line) + " " + each.code);
  }
  return found;
}
using Lines = std::vector<std::string>;

TEST(NationalOverlay, tightens_what_it_states_and_leaves_the_agreement_as_it_is_R1_1) {
  const auto both =
      overlaid(jp_kr(), overlay("[incidents]\nnotify_within_hours = 2\n"), party("KR"));
  ASSERT_TRUE(both);
  EXPECT_TRUE(both->adds);
  EXPECT_EQ(both->profile.clauses().incidents.notify_within_hours, 2);
  EXPECT_EQ(jp_kr().clauses().incidents.notify_within_hours, 24);
  EXPECT_EQ(both->profile.supplements().back().id, name("exercise-law"));
  EXPECT_NE(both->profile.digest(), jp_kr().digest());
}

TEST(NationalOverlay, that_loosens_is_a_fault_whatever_the_agreement_says_of_supplements_R1_1) {
  const std::string looser = overlay("[incidents]\nnotify_within_hours = 48\n");
  EXPECT_EQ(faults(looser), Lines{"8 loosened"});
  const Profile lax =
      load(profile_text("supplements_only_tighten = true", "supplements_only_tighten = false"));
  EXPECT_EQ(faults(looser, lax), Lines{"8 loosened"});
  EXPECT_FALSE(overlaid(lax, looser, party("KR")));
}

TEST(NationalOverlay, is_of_the_law_of_the_party_that_adopts_it_R1_1) {
  EXPECT_EQ(faults(overlay("", "JP")), Lines{"5 unknown-reference"});
  EXPECT_FALSE(overlaid(jp_kr(), overlay("", "JP"), party("KR")));
  EXPECT_TRUE(overlaid(jp_kr(), overlay("", "JP"), party("JP")));
  std::string without = overlay();
  without.erase(without.find("party = "),
                without.find("effective_from") - without.find("party = "));
  EXPECT_EQ(faults(without), Lines{"1 missing-key"});
}

TEST(NationalOverlay, names_no_authority_and_changes_neither_term_nor_equivalence_R2_2) {
  EXPECT_EQ(faults(overlay("[[authority]]\ncode = \"X\"\nparty = \"KR\"\n"
                           "name = { en = \"X\", ja = \"X\", ko = \"X\" }\n")),
            Lines{"7 unknown-key"});
  EXPECT_EQ(faults(overlay("[term]\nnotice_days = 180\n")), Lines{"7 unknown-key"});
}

TEST(NationalOverlay, that_adds_nothing_says_so) {
  const auto both = overlaid(jp_kr(), neutral_overlay(jp_kr(), party("JP")), party("JP"));
  ASSERT_TRUE(both);
  EXPECT_FALSE(both->adds);
  EXPECT_EQ(both->profile.supplements().back().id, name("exercise-neutral"));
}

TEST(NationalOverlay, may_ask_more_of_contractors_R16_1) {
  const auto both =
      overlaid(jp_kr(),
               overlay("[[contractor_condition]]\ncode = \"own-act\"\narticle = \"EXERCISE\"\n"
                       "name = { en = \"a\", ja = \"b\", ko = \"c\" }\n"),
               party("KR"));
  ASSERT_TRUE(both);
  EXPECT_TRUE(both->adds);
  EXPECT_EQ(both->profile.clauses().contractor_conditions.size(),
            jp_kr().clauses().contractor_conditions.size() + 1);
}

TEST(NationalOverlay, is_no_agreement_by_itself) {
  const auto found = faults_in(Profile::load(overlay(), "law.toml"));
  ASSERT_FALSE(found.empty());
  EXPECT_TRUE(std::any_of(found.begin(), found.end(),
                          [](const Fault& each) { return each.code == "needs-base"; }));
}

}  // namespace
}  // namespace entente::agreement::testing
