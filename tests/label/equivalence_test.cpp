#include "label/equivalence.h"

#include <gtest/gtest.h>

#include "label/builders.h"
#include "label/errors.h"

namespace entente::label::testing {
namespace {

std::vector<EquivalenceRule> article_4() {
  return {rule("JP", "JP-GOKUHI", "KR", {"KR-2"}, "SECRET"),
          rule("JP", "JP-TOKUTEI", "KR", {"KR-2"}, "SECRET"),
          rule("JP", "JP-HI", "KR", {"KR-3"}, "CONFIDENTIAL"),
          rule("KR", "KR-2", "JP", {"JP-GOKUHI", "JP-TOKUTEI"}, "SECRET"),
          rule("KR", "KR-3", "JP", {"JP-HI"}, "CONFIDENTIAL")};
}

Equivalence equivalence(std::vector<EquivalenceRule> rules = article_4()) {
  return Equivalence::make({japan(), korea()}, std::move(rules)).value();
}

EquivalenceAnswer ask(const Equivalence& all, std::string_view from, std::string_view text,
                      std::string_view to, std::string_view on = "2020-01-01") {
  return all.lookup(party(from), text, party(to), day(on)).value();
}

TEST(Equivalence, maps_two_japanese_markings_to_one_korean_E2) {
  const Equivalence all = equivalence();
  for (const char* text : {"極秘", "特定秘密"}) {
    const EquivalenceAnswer answer = ask(all, "JP", text, "KR");
    EXPECT_EQ(answer.outcome, Outcome::mapped);
    ASSERT_EQ(answer.targets.size(), 1u);
    EXPECT_EQ(answer.targets[0]->code, name("KR-2"));
    EXPECT_EQ(answer.level->code, name("SECRET"));
    EXPECT_EQ(answer.article, "Art. 4(1)");
  }
}

TEST(Equivalence, demands_a_choice_where_one_becomes_two_R4_2) {
  const Equivalence all = equivalence();
  const EquivalenceAnswer answer = ask(all, "KR", "KR-2", "JP");
  EXPECT_EQ(answer.outcome, Outcome::choice);
  ASSERT_EQ(answer.targets.size(), 2u);
  EXPECT_EQ(answer.targets[0]->text, "極秘");
  EXPECT_EQ(answer.targets[1]->text, "特定秘密");
  EXPECT_EQ(answer.level->gloss_en, "SECRET");
}

TEST(Equivalence, has_no_mapping_outside_the_agreement_never_the_nearest_R4_3) {
  const Equivalence all = equivalence();
  EXPECT_EQ(ask(all, "KR", "군사 Ⅰ급 비밀", "JP").outcome, Outcome::no_mapping);
  EXPECT_EQ(ask(all, "KR", "군사 대외비", "JP").outcome, Outcome::no_mapping);
  EXPECT_EQ(ask(all, "JP", "機密", "KR").outcome, Outcome::no_mapping);
  EXPECT_EQ(ask(all, "JP", "機密", "KR").level, nullptr);
}

TEST(Equivalence, a_text_in_no_scheme_is_invalid_input) {
  const Equivalence all = equivalence();
  const auto answer = all.lookup(party("KR"), "군사 Ⅳ급 비밀", party("JP"), day("2020-01-01"));
  ASSERT_FALSE(answer.ok());
  EXPECT_TRUE(answer.error().is(kUnknownMarking));
  const auto of_another = all.lookup(party("KR"), "極秘", party("JP"), day("2020-01-01"));
  ASSERT_FALSE(of_another.ok()) << "E6: the key is (issuer, marking, date), never the word";
}

TEST(Equivalence, knows_only_the_parties_of_the_agreement) {
  const Equivalence all = equivalence();
  EXPECT_TRUE(
      all.lookup(party("US"), "SECRET", party("JP"), day("2020-01-01")).error().is(kUnknownParty));
  EXPECT_TRUE(
      all.lookup(party("JP"), "極秘", party("US"), day("2020-01-01")).error().is(kUnknownParty));
}

TEST(Equivalence, looks_up_by_the_date_of_marking_both_ends_included_E5) {
  auto rules = article_4();
  rules[2].valid_to = day("2020-12-31");
  const Equivalence all = equivalence(rules);
  EXPECT_EQ(ask(all, "JP", "秘", "KR", "2016-11-22").outcome, Outcome::no_mapping);
  EXPECT_EQ(ask(all, "JP", "秘", "KR", "2016-11-23").outcome, Outcome::mapped);
  EXPECT_EQ(ask(all, "JP", "秘", "KR", "2020-12-31").outcome, Outcome::mapped);
  EXPECT_EQ(ask(all, "JP", "秘", "KR", "2021-01-01").outcome, Outcome::no_mapping);
}

TEST(Equivalence, is_directed_E1) {
  const Equivalence all = equivalence({rule("JP", "JP-HI", "KR", {"KR-3"}, "CONFIDENTIAL")});
  EXPECT_EQ(ask(all, "JP", "秘", "KR").outcome, Outcome::mapped);
  EXPECT_EQ(ask(all, "KR", "KR-3", "JP").outcome, Outcome::no_mapping);
}

TEST(Equivalence, answers_ambiguous_where_rules_lead_to_two_levels_E3) {
  const Equivalence all = equivalence({rule("KR", "KR-2", "JP", {"JP-GOKUHI"}, "SECRET"),
                                       rule("KR", "KR-2", "JP", {"JP-HI"}, "CONFIDENTIAL")});
  const EquivalenceAnswer answer = ask(all, "KR", "KR-2", "JP");
  EXPECT_EQ(answer.outcome, Outcome::ambiguous);
  EXPECT_EQ(answer.level, nullptr);
}

TEST(Equivalence, answers_a_handling_rule_without_a_level_E4) {
  EquivalenceRule handled = rule("KR", "KR-3", "JP", {}, "CONFIDENTIAL");
  handled.effect = RuleEffect::handling;
  handled.level = Name();
  handled.handling = "kept in a locked container";
  const Equivalence all = equivalence({handled});
  const EquivalenceAnswer answer = ask(all, "KR", "KR-3", "JP");
  EXPECT_EQ(answer.outcome, Outcome::handling_rule);
  EXPECT_EQ(answer.handling, "kept in a locked container");
  EXPECT_TRUE(answer.targets.empty());
}

TEST(Equivalence, answers_ambiguous_where_the_source_shows_nothing) {
  EquivalenceRule unknown = rule("KR", "KR-3", "JP", {}, "CONFIDENTIAL");
  unknown.effect = RuleEffect::unknown;
  unknown.level = Name();
  EXPECT_EQ(ask(equivalence({unknown}), "KR", "KR-3", "JP").outcome, Outcome::ambiguous);
}

TEST(Equivalence, never_maps_to_an_uncovered_marking) {
  EXPECT_FALSE(
      Equivalence::make({japan(), korea()}, {rule("JP", "JP-GOKUHI", "KR", {"KR-1"}, "TOP-SECRET")})
          .ok());
}

TEST(Equivalence, refuses_rules_that_name_nothing_known) {
  const auto refused = [](const EquivalenceRule& bad) {
    const auto made = Equivalence::make({japan(), korea()}, {bad});
    return !made.ok() && made.error().is(kBadScheme) && made.error().where() == "rule 1";
  };
  EXPECT_TRUE(refused(rule("JP", "JP-X", "KR", {"KR-2"}, "SECRET")));
  EXPECT_TRUE(refused(rule("JP", "JP-HI", "KR", {"KR-9"}, "SECRET")));
  EXPECT_TRUE(refused(rule("JP", "JP-HI", "KR", {"KR-3"}, "NOWHERE")));
  EXPECT_TRUE(refused(rule("JP", "JP-HI", "US", {"KR-3"}, "SECRET")));
  EXPECT_TRUE(refused(rule("JP", "JP-HI", "JP", {"JP-HI"}, "SECRET")));
  EXPECT_TRUE(refused(rule("JP", "JP-HI", "KR", {}, "SECRET")));
}

TEST(Equivalence, a_round_trip_never_lowers_AB09) {
  const Equivalence all = equivalence();
  for (const MarkingScheme& scheme : all.schemes()) {
    for (const Marking& sent : scheme.markings()) {
      const PartyCode other = scheme.party() == party("JP") ? party("KR") : party("JP");
      const auto there = all.lookup_code(scheme.party(), sent.code, other, day("2020-01-01"));
      for (const Marking* received : there.targets) {
        EXPECT_TRUE(received->covered);
        const auto back = all.lookup_code(other, received->code, scheme.party(), day("2020-01-01"));
        ASSERT_NE(back.level, nullptr);
        EXPECT_GE(back.level->rank, scheme.level_of(sent).rank);
      }
    }
  }
}

TEST(Equivalence, the_total_lookup_answers_no_mapping_for_what_is_unknown) {
  const Equivalence all = equivalence();
  EXPECT_EQ(all.lookup_code(party("US"), name("X"), party("KR"), day("2020-01-01")).outcome,
            Outcome::no_mapping);
}

}  // namespace
}  // namespace entente::label::testing
