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

}  // namespace
}  // namespace entente::agreement::testing
