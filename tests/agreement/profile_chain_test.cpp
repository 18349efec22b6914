#include "agreement/profile_chain.h"

#include <gtest/gtest.h>

#include "agreement/builders.h"

namespace entente::agreement::testing {
namespace {

/// The shipped profile as an arrangement over another agreement: one leg joins its two parties.
const Profile& with_leg() {
  static const Profile profile =
      load(profile_text("[contains_statement]",
                        "[[leg]]\nparties = [\"JP\", \"KR\"]\nagreement = \"jp-kr-2016\"\n\n"
                        "[contains_statement]"));
  return profile;
}

TEST(ProfileChain, every_hop_marks_anew_by_its_own_rules) {
  const std::vector<Stop> stops{{party("KR"), day("2020-01-01")}, {party("JP"), day("2020-02-01")}};
  const Route route = pass_along(with_leg(), party("JP"), name("JP-HI"), stops);
  ASSERT_EQ(route.hops.size(), 2u);
  EXPECT_EQ(route.outcome, label::Outcome::mapped);
  EXPECT_EQ(route.hops[0].answer.targets[0]->code, name("KR-3"));
  EXPECT_EQ(route.hops[1].from, party("KR"));
  EXPECT_EQ(route.hops[1].answer.targets[0]->code, name("JP-HI"));
  ASSERT_NE(route.hops[0].leg, nullptr);
  EXPECT_EQ(route.hops[0].leg->agreement, name("jp-kr-2016"));
}

TEST(ProfileChain, stops_where_an_officer_must_choose_R4_2) {
  const std::vector<Stop> stops{{party("KR"), day("2020-01-01")},
                                {party("JP"), day("2020-02-01")},
                                {party("KR"), day("2020-03-01")}};
  const Route route = pass_along(with_leg(), party("JP"), name("JP-GOKUHI"), stops);
  EXPECT_EQ(route.hops.size(), 2u);
  EXPECT_EQ(route.outcome, label::Outcome::choice);
}

TEST(ProfileChain, waives_a_clearance_only_where_every_hop_does_I13) {
  LevelClause first = *jp_kr().level_clause(name("SECRET"));
  first.clearance_waived = first.facility_clearance_waived = true;
  LevelClause second = first;
  const std::vector<const LevelClause*> both{&first, &second};
  EXPECT_TRUE(intersection(both)->clearance_waived);
  EXPECT_TRUE(intersection(both)->facility_clearance_waived);
  second.clearance_waived = second.facility_clearance_waived = false;
  EXPECT_FALSE(intersection(both)->clearance_waived);
  EXPECT_FALSE(intersection(both)->facility_clearance_waived);
}

TEST(ProfileChain, without_an_agreement_between_two_parties_nothing_passes_E1) {
  const std::vector<Stop> stops{{party("US"), day("2020-01-01")}, {party("KR"), day("2020-02-01")}};
  const Route route = pass_along(with_leg(), party("JP"), name("JP-HI"), stops);
  EXPECT_EQ(route.hops.size(), 1u);
  EXPECT_EQ(route.hops[0].leg, nullptr);
  EXPECT_EQ(route.outcome, label::Outcome::no_mapping);
}

TEST(ProfileChain, what_a_hop_leaves_out_goes_no_further_R4_3) {
  const std::vector<Stop> stops{{party("JP"), day("2020-01-01")}};
  EXPECT_EQ(pass_along(with_leg(), party("KR"), name("KR-1"), stops).outcome,
            label::Outcome::no_mapping);
  const std::vector<Stop> early{{party("KR"), day("2016-11-22")}};
  EXPECT_EQ(pass_along(with_leg(), party("JP"), name("JP-HI"), early).outcome,
            label::Outcome::no_mapping)
      << "E5: by the day of marking";
}

TEST(ProfileChain, demands_the_consent_that_any_hop_demands_and_permits_what_all_permit_I13) {
  LevelClause first = *jp_kr().level_clause(name("SECRET"));
  LevelClause second = first;
  first.suites = {name("a"), name("b")};
  second.suites = {name("b"), name("c")};
  first.copy = Consent::required;
  second.translate = Consent::forbidden;
  second.contractor = Consent::required;
  first.package_receipt = ReceiptRule::on_request;
  second.content_receipt_within = Days{3};
  first.clearance_waived = true;
  second.crypto_approval = CryptoApproval::joint;
  const std::vector<const LevelClause*> hops{&first, &second};
  for (const auto& order : {hops, std::vector<const LevelClause*>{&second, &first}}) {
    const auto both = intersection(order);
    ASSERT_TRUE(both.has_value());
    EXPECT_EQ(both->suites, std::vector<Name>{name("b")});
    EXPECT_EQ(both->copy, Consent::required);
    EXPECT_EQ(both->translate, Consent::forbidden);
    EXPECT_EQ(both->contractor, Consent::required);
    EXPECT_EQ(both->destroy, Consent::free);
    EXPECT_EQ(both->package_receipt, ReceiptRule::always);
    EXPECT_EQ(both->content_receipt_within, Days{3});
    EXPECT_FALSE(both->clearance_waived);
    EXPECT_EQ(both->crypto_approval, CryptoApproval::joint);
  }
}

TEST(ProfileChain, a_hop_without_a_rule_denies_I14) {
  const LevelClause* known = jp_kr().level_clause(name("SECRET"));
  const std::vector<const LevelClause*> unknown{known, nullptr};
  EXPECT_EQ(intersection(unknown), std::nullopt);
  EXPECT_EQ(intersection({}), std::nullopt);
}

const Profile& hub(std::string_view id) {
  static const Profile real = load(shipped_text("tisa-2014"));
  static const Profile exercise = load(shipped_text("tisa-2014-exercise"));
  return id == "tisa-2014" ? real : exercise;
}

std::vector<Stop> by_way_of(std::string_view first, std::string_view second) {
  return {{party(first), day("2020-01-01")}, {party(second), day("2020-02-01")}};
}

TEST(ProfileChain, the_hub_of_2014_is_ambiguous_between_Japan_and_the_United_States_and_denies) {
  const Profile& tisa = hub("tisa-2014");
  ASSERT_EQ(tisa.legs().size(), 2u);
  for (const auto& marking : tisa.equivalence().scheme(party("JP"))->markings()) {
    const Route route = pass_along(tisa, party("JP"), marking.code, by_way_of("US", "KR"));
    EXPECT_EQ(route.outcome, label::Outcome::ambiguous) << marking.text;
    EXPECT_EQ(route.hops.size(), 1u) << "no guess, so no second hop: " << marking.text;
    EXPECT_EQ(route.hops[0].answer.level, nullptr);
    EXPECT_FALSE(route.hops[0].answer.handling.empty());
  }
  for (const char* korean : {"KR-1", "KR-2", "KR-3"}) {
    const Route route = pass_along(tisa, party("KR"), name(korean), by_way_of("US", "JP"));
    ASSERT_EQ(route.hops.size(), 2u) << korean;
    EXPECT_EQ(route.hops[0].answer.outcome, label::Outcome::mapped);
    EXPECT_EQ(route.outcome, label::Outcome::ambiguous) << korean;
  }
}

TEST(ProfileChain, nothing_passes_beside_the_hub_E1) {
  for (const char* id : {"tisa-2014", "tisa-2014-exercise"}) {
    const std::vector<Stop> direct{{party("KR"), day("2020-01-01")}};
    const Route route = pass_along(hub(id), party("JP"), name("JP-HI"), direct);
    EXPECT_EQ(route.hops[0].leg, nullptr);
    EXPECT_EQ(route.outcome, label::Outcome::no_mapping);
    EXPECT_EQ(
        hub(id).equivalence().lookup(party("JP"), "秘", party("KR"), day("2020-01-01"))->outcome,
        label::Outcome::no_mapping)
        << "never transitive";
  }
}

TEST(ProfileChain, the_exercise_marks_anew_at_each_hop) {
  const Profile& exercise = hub("tisa-2014-exercise");
  const Route there = pass_along(exercise, party("JP"), name("JP-TOKUTEI"), by_way_of("US", "KR"));
  ASSERT_EQ(there.hops.size(), 2u);
  EXPECT_EQ(there.outcome, label::Outcome::mapped);
  EXPECT_EQ(there.hops[0].answer.targets[0]->code, name("US-S"));
  EXPECT_EQ(there.hops[1].answer.targets[0]->code, name("KR-2"));
  EXPECT_EQ(there.hops[1].leg->agreement, name("us-kr-1987"));
  const Route back = pass_along(exercise, party("KR"), name("KR-2"), by_way_of("US", "JP"));
  EXPECT_EQ(back.outcome, label::Outcome::choice) << "R4.2: Gokuhi or Tokutei Himitsu";
  EXPECT_EQ(pass_along(exercise, party("KR"), name("KR-R"), by_way_of("US", "JP")).outcome,
            label::Outcome::no_mapping)
      << "R4.3";
}

TEST(ProfileChain, every_hop_of_the_hub_needs_the_originators_approval_R6_1) {
  for (const char* id : {"tisa-2014", "tisa-2014-exercise"}) {
    EXPECT_EQ(hub(id).clauses().protection.third_party, Consent::required);
    for (const Ceiling& each : {*hub(id).ceiling(party("JP")), *hub(id).ceiling(party("KR")),
                                *hub(id).ceiling(party("US"))}) {
      const auto* scheme = hub(id).equivalence().scheme(each.party);
      for (const auto& marking : scheme->markings()) {
        EXPECT_TRUE(!marking.covered || scheme->level_of(marking).rank >
                                            scheme->find_level(each.electronic_level)->rank)
            << "not stated, so not by electronic means: " << marking.text;
      }
    }
  }
}

}  // namespace
}  // namespace entente::agreement::testing
