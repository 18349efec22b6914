#include <gtest/gtest.h>

#include <algorithm>

#include "registry/history.h"

/// docs/reference/crossing-acts.md, row by row: what becomes of two acts neither of which had seen
/// the other. Both orders of arrival give the same records.
namespace entente::registry::testing {
namespace {

struct Crossing {
  const char* name;
  History before;
  Recorded first;  ///< of KR
  Recorded other;  ///< of JP, concurrent
};

/// `kr` and `jp` are issued with nothing of each other seen since `before`.
Crossing crossing(const char* name, History before, act::Body kr, act::Body jp) {
  History after = before;
  const std::size_t seen_by_kr = before.seen_of(kJp).size();
  const std::size_t seen_by_jp = before.seen_of(kKr).size();
  const Recorded first = after.issue(kKr, std::move(kr), seen_by_kr);
  const Recorded other = after.issue(kJp, std::move(jp), seen_by_jp);
  return {name, std::move(before), first, other};
}

/// The records after both, which must not depend on which arrived first.
Folded outcome(const Crossing& c) {
  Folded one;
  one.fold_all(c.before.acts());
  one.fold(c.first);
  one.fold(c.other);
  Folded two;
  two.fold_all(c.before.acts());
  two.fold(c.other);
  two.fold(c.first);
  EXPECT_EQ(one.shared.digest(), two.shared.digest()) << c.name;
  return one;
}

History consented() {
  History history = registered_item();
  history.issue(kJp, request());
  history.issue(kKr, grant());
  history.issue(kJp, act::IncidentReport{act_id(60), std::nullopt, act::IncidentKind::possible_loss,
                                         Instant::from_ms(1), "EXERCISE"});
  return history;
}

TEST(CrossingActs, a_release_and_the_partners_hold_both_count_R1_2) {
  const Folded after = outcome(crossing("release x hold", {}, release(),
                                        act::AgreementHold{act_id(40), std::nullopt, "EXERCISE"}));
  EXPECT_EQ(after.item().stage, Stage::released);
  EXPECT_NE(after.shared.active_hold(kJp, item_id(1)), nullptr);
  EXPECT_EQ(after.shared.active_hold(kKr, item_id(1)), nullptr);
}

TEST(CrossingActs, a_release_and_a_notice_of_termination_both_count_R21_1) {
  const Folded after = outcome(
      crossing("release x notice", {}, release(), act::AgreementNotice{act_id(41), "EXERCISE"}));
  EXPECT_EQ(after.item().stage, Stage::released);
  EXPECT_EQ(after.shared.instruments().size(), 1U);
}

TEST(CrossingActs, a_transfer_that_crosses_a_revocation_stays_on_record_as_made_R6_1_T9) {
  const Folded after =
      outcome(crossing("revocation x transfer", consented(), revocation(), transfer()));
  const Consent* consent = after.item().consent(act_id(8));
  ASSERT_NE(consent, nullptr);
  EXPECT_TRUE(consent->revoked);
  EXPECT_EQ(consent->uses, 1U);
  EXPECT_EQ(after.item().transferred_to.size(), 1U);
}

TEST(CrossingActs, a_grant_that_crosses_the_end_of_custody_opens_nothing_I4) {
  History before = registered_item();
  before.issue(kJp, request());
  before.issue(kKr, act::IncidentReport{act_id(61), std::nullopt, act::IncidentKind::possible_loss,
                                        Instant::from_ms(1), "EXERCISE"});
  const Folded after = outcome(crossing("grant x destruction", before, grant(), destruction()));
  EXPECT_EQ(after.item().stage, Stage::destroyed);
  EXPECT_FALSE(after.item().held());
}

TEST(CrossingActs, a_revocation_and_a_return_both_count_R6_1) {
  const Folded after =
      outcome(crossing("revocation x return", consented(), revocation(), giving_back()));
  EXPECT_EQ(after.item().stage, Stage::returned);
  EXPECT_TRUE(after.item().consent(act_id(8))->revoked);
}

TEST(CrossingActs, two_notices_of_termination_stand_side_by_side_R21_1) {
  const Folded after =
      outcome(crossing("notice x notice", {}, act::AgreementNotice{act_id(42), "EXERCISE"},
                       act::AgreementNotice{act_id(43), "EXERCISE"}));
  EXPECT_EQ(after.shared.instruments().size(), 2U);
}

TEST(CrossingActs, a_notice_and_the_partners_withdrawal_of_its_own_both_count_R21_1) {
  History before;
  before.issue(kJp, act::AgreementNotice{act_id(44), "EXERCISE"});
  before.issue(kKr, act::IncidentReport{act_id(62), std::nullopt, act::IncidentKind::possible_loss,
                                        Instant::from_ms(1), "EXERCISE"});
  const Folded after =
      outcome(crossing("notice x withdrawal", before, act::AgreementNotice{act_id(45), "EXERCISE"},
                       act::AgreementWithdrawNotice{act_id(46), act_id(44), "EXERCISE"}));
  const auto& instruments = after.shared.instruments();
  ASSERT_EQ(instruments.size(), 3U);
  EXPECT_TRUE(std::any_of(instruments.begin(), instruments.end(),
                          [](const auto& i) { return i.id == act_id(45).text(); }));
}

act::AgreementAmend proposal(std::uint64_t id, std::string_view text) {
  act::AgreementAmend body;
  body.id = act_id(id);
  body.text = digest_of(text);
  return body;
}

TEST(CrossingActs, two_proposals_of_a_text_both_stand_R21_4) {
  const Folded after = outcome(
      crossing("amend x amend", {}, proposal(42, "EXERCISE 1"), proposal(43, "EXERCISE 2")));
  EXPECT_EQ(after.shared.instruments().size(), 2U);
}

act::ItemReclassify change(std::uint64_t id, std::string_view code, std::string_view text) {
  return {act_id(id), item_id(1), name(code), std::string(text), person("kim.minji"), "EXERCISE"};
}
act::ItemRemark following(std::uint64_t id, std::uint64_t of) {
  return {act_id(id), item_id(1), act_id(of), name("JP-HI"), "秘", person("sato.hana"), "EXERCISE"};
}

TEST(CrossingActs, a_newer_change_of_classification_stays_to_be_followed_R6_7) {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {  // either of the two may have the smaller digest
    History before = registered_item();
    before.salt(std::to_string(seed));
    before.issue(kKr, change(50, "KR-3", "군사 Ⅲ급 비밀"));
    before.issue(kJp,
                 act::IncidentReport{act_id(60), std::nullopt, act::IncidentKind::possible_loss,
                                     Instant::from_ms(1), "EXERCISE"});
    const Folded after = outcome(crossing("change x following", before,
                                          change(51, "KR-2", "군사 Ⅱ급 비밀"), following(52, 50)));
    const auto& changes = after.item().reclassifications;
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_TRUE(changes[0].followed_at.has_value());
    EXPECT_FALSE(changes[1].followed_at.has_value());
    EXPECT_EQ(after.item().own_marking, name("JP-HI"));
  }
}

TEST(CrossingActs, a_change_of_classification_of_what_is_given_back_is_owed_no_more_R6_7) {
  const Folded after = outcome(crossing("change x return", registered_item(),
                                        change(50, "KR-3", "군사 Ⅲ급 비밀"), giving_back()));
  EXPECT_EQ(after.item().stage, Stage::returned);
  EXPECT_EQ(after.item().reclassifications.size(), 1U);
}

}  // namespace
}  // namespace entente::registry::testing
