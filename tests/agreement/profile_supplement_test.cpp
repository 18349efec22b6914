#include <gtest/gtest.h>

#include <algorithm>

#include "agreement/builders.h"

namespace entente::agreement::testing {
namespace {

std::string supplement(std::string_view body, std::string_view id = "exercise-sop",
                       std::string_view from = "2021-04-01",
                       std::string_view extends = "jp-kr-2016") {
  return "[profile]\nid = \"" + std::string(id) + "\"\nversion = \"1\"\nextends = \"" +
         std::string(extends) + "\"\neffective_from = " + std::string(from) + "\n" +
         std::string(body);
}

std::vector<std::string> faults(const Profile& base, const std::string& text) {
  std::vector<std::string> found;
  for (const Fault& each : faults_in(base.with_supplement(text, "s.toml"))) {
    found.push_back(std::to_string(each.line) + " " + each.code);
  }
  return found;
}

Profile with(const Profile& base, const std::string& text) {
  Loaded loaded = base.with_supplement(text, "s.toml");
  EXPECT_TRUE(std::holds_alternative<Profile>(loaded)) << text;
  return std::holds_alternative<Profile>(loaded) ? std::get<Profile>(loaded) : base;
}

using Lines = std::vector<std::string>;

TEST(ProfileSupplement, tightens_what_it_states_and_leaves_the_rest_R5_1) {
  const Profile tighter =
      with(jp_kr(), supplement("[incidents]\nnotify_within_hours = 6\n"
                               "[[level]]\nlevel = \"SECRET\"\ncopy = \"required\"\n"
                               "[visits]\nlead_days = 20\n"));
  EXPECT_EQ(tighter.clauses().incidents.notify_within_hours, 6);
  EXPECT_EQ(tighter.clauses().incidents.report_within, Days{30});
  EXPECT_EQ(tighter.level_clause(name("SECRET"))->copy, Consent::required);
  EXPECT_EQ(tighter.level_clause(name("SECRET"))->translate, Consent::free);
  EXPECT_EQ(tighter.level_clause(name("CONFIDENTIAL"))->copy, Consent::free);
  EXPECT_EQ(tighter.clauses().visits.lead, Days{20});
  EXPECT_NE(tighter.digest(), jp_kr().digest());
  ASSERT_EQ(tighter.supplements().size(), 1u);
  EXPECT_EQ(tighter.supplements()[0].id, name("exercise-sop"));
}

TEST(ProfileSupplement, that_loosens_the_base_is_found_at_its_line_R5_1) {
  EXPECT_EQ(faults(jp_kr(), supplement("[incidents]\nnotify_within_hours = 48\n")),
            Lines{"7 loosened"});
  EXPECT_EQ(faults(jp_kr(), supplement("[protection]\nthird_party = \"free\"\n")),
            Lines{"7 loosened"});
  EXPECT_EQ(faults(jp_kr(), supplement("[destruction]\nemergency_allowed = true\n")),
            Lines{"7 loosened"});
  EXPECT_EQ(faults(jp_kr(), supplement("[transmission]\nchannels = [\"anybody\"]\n")),
            Lines{"7 loosened"});
}

TEST(ProfileSupplement, that_loosens_the_base_is_told_what_stands_there_R5_1) {
  const auto loaded =
      jp_kr().with_supplement(supplement("[incidents]\nnotify_within_hours = 48\n"), "s.toml");
  const auto found = faults_in(loaded);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NE(found[0].text.find("notify_within_hours is 24 in the base"), std::string::npos)
      << found[0].text;
}

TEST(ProfileSupplement, is_measured_against_the_supplement_before_it) {
  const Profile first = with(jp_kr(), supplement("[incidents]\nnotify_within_hours = 6\n"));
  EXPECT_EQ(faults(first, supplement("[incidents]\nnotify_within_hours = 12\n", "second")),
            Lines{"7 loosened"});
  EXPECT_EQ(faults(first, supplement("[incidents]\nnotify_within_hours = 3\n")),
            Lines{"2 duplicate"});
  EXPECT_EQ(
      faults(first, supplement("[incidents]\nnotify_within_hours = 3\n", "second", "2020-01-01")),
      Lines{"5 contradiction"});
}

TEST(ProfileSupplement, may_loosen_where_the_agreement_says_so) {
  const Profile base =
      load(profile_text("supplements_only_tighten = true", "supplements_only_tighten = false"));
  const Profile looser = with(base, supplement("[incidents]\nnotify_within_hours = 48\n"));
  EXPECT_EQ(looser.clauses().incidents.notify_within_hours, 48);
}

/// The base states the duty, and a supplement that lifts it is found.
void expect_kept(std::string_view section, std::string_view key) {
  const std::string path = std::string(section) + "." + std::string(key);
  EXPECT_TRUE(jp_kr().values().flag(path)) << path;
  const std::string lifted = "[" + std::string(section) + "]\n" + std::string(key) + " = false\n";
  EXPECT_EQ(faults(jp_kr(), supplement(lifted)), Lines{"7 loosened"}) << path;
}

TEST(ProfileSupplement, never_lifts_the_national_overlay_R1_1) {
  expect_kept("general", "national_overlay");
}
TEST(ProfileSupplement, never_lifts_the_duty_to_tell_changes_of_law_R3_1) {
  expect_kept("general", "tell_changes_of_law");
}
TEST(ProfileSupplement, never_lifts_the_respect_of_rights_R6_4) {
  expect_kept("protection", "keep_ownership_of_rights");
}
TEST(ProfileSupplement, never_lifts_the_original_markings_of_copies_R14_2) {
  expect_kept("copies", "original_markings");
}
TEST(ProfileSupplement, never_lifts_the_clearance_of_translators_R15_1) {
  expect_kept("translation", "cleared_translator");
}
TEST(ProfileSupplement, never_lifts_the_level_of_translations_R15_3) {
  expect_kept("translation", "level_of_source");
}

TEST(ProfileSupplement, changes_neither_parties_nor_term_nor_equivalence) {
  EXPECT_EQ(faults(jp_kr(), supplement("[term]\nnotice_days = 180\n")), Lines{"6 unknown-key"});
  EXPECT_EQ(faults(jp_kr(), supplement("[incidents]\nnotify_within_hours = 6\n", "s", "2021-04-01",
                                       "other")),
            Lines{"4 unknown-reference"});
}

TEST(ProfileSupplement, leaves_every_electronic_level_a_suite_R12_4) {
  const auto forbidding = [](std::string_view level) {
    return supplement("[[level]]\nlevel = \"" + std::string(level) +
                      "\"\ncrypto_approval = \"forbidden\"\n");
  };
  EXPECT_FALSE(faults(jp_kr(), forbidding("SECRET")).empty());
  EXPECT_FALSE(faults(jp_kr(), forbidding("CONFIDENTIAL")).empty());
  std::string text = profile_text();
  for (std::size_t at; (at = text.find("electronic_ceiling = \"SECRET\"")) != std::string::npos;) {
    text.replace(at, 29, "electronic_ceiling = \"CONFIDENTIAL\"");
  }
  EXPECT_TRUE(faults(load(text), forbidding("SECRET")).empty())
      << "it passes by no electronic means anyway";
}

TEST(ProfileSupplement, names_authorities_of_the_parties_alone_R2_2) {
  const auto of = [](std::string_view party) {
    return supplement("[[authority]]\ncode = \"NEW\"\nparty = \"" + std::string(party) +
                      "\"\nname = { en = \"E\", ja = \"E\", ko = \"E\" }\n");
  };
  EXPECT_TRUE(faults(jp_kr(), of("KR")).empty());
  EXPECT_FALSE(faults(jp_kr(), of("US")).empty());
}

TEST(ProfileSupplement, is_no_profile_of_its_own) {
  const Loaded loaded = Profile::load(supplement(""), "s.toml");
  const auto* all = std::get_if<std::vector<Fault>>(&loaded);
  ASSERT_NE(all, nullptr);
  EXPECT_TRUE(std::any_of(all->begin(), all->end(),
                          [](const Fault& each) { return each.code == "needs-base"; }));
}

}  // namespace
}  // namespace entente::agreement::testing
