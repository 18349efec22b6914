#include <gtest/gtest.h>

#include "history.h"
#include "registry/house.h"

/// What each side tells of its law. EXERCISE throughout.
namespace entente::registry::testing {
namespace {

act::LawNotify notice(std::uint64_t id = 40) {
  return {act_id(id), name("secrets-act"), "EXERCISE", "EXERCISE text", day("2017-04-01"), true};
}
act::LawAcknowledge acknowledgement(std::uint64_t of = 40) { return {act_id(41), act_id(of)}; }

TEST(LawNotices, are_kept_as_they_were_told_and_taken_note_of_R3_1) {
  History history;
  history.issue(kKr, notice());
  history.issue(kJp, acknowledgement());
  Folded node;
  node.fold_all(history.acts());
  const LawNotice* told = node.shared.law_notice(act_id(40));
  ASSERT_NE(told, nullptr);
  EXPECT_EQ(told->by, kKr);
  EXPECT_EQ(told->from, day("2017-04-01"));
  EXPECT_TRUE(told->affects_protection);
  EXPECT_TRUE(told->acknowledged_by(kJp));
  EXPECT_FALSE(told->acknowledged_by(kKr));
}

TEST(LawNotices, every_version_of_a_rule_stays_in_the_catalogue_R3_1) {
  History history;
  history.issue(kKr, notice(40));
  history.issue(kKr, notice(42));
  Folded node;
  node.fold_all(history.acts());
  EXPECT_EQ(node.shared.laws().entries().size(), 2u);
}

TEST(LawNotices, a_party_takes_note_once_and_never_of_its_own_R3_1) {
  History history;
  history.issue(kKr, notice());
  history.issue(kKr, acknowledgement());
  act::LawAcknowledge again = acknowledgement();
  history.issue(kJp, acknowledgement());
  again.id = act_id(43);
  history.issue(kJp, again);
  Folded node;
  node.fold_all(history.acts());
  EXPECT_EQ(node.shared.law_notice(act_id(40))->acknowledged.size(), 1u);
}

TEST(LawNotices, come_to_the_same_in_any_order_and_from_their_records_R3_1_I11) {
  History history;
  history.issue(kKr, notice());
  history.issue(kJp, acknowledgement());
  Folded forward;
  forward.fold_all(history.acts());
  Folded backward;
  backward.fold(history.acts()[1]);
  backward.fold(history.acts()[0]);
  EXPECT_EQ(forward.shared.digest(), backward.shared.digest());
  Shared restored;
  for (const Change& change : forward.changes) {
    ASSERT_TRUE(restored.load(change.key, as_bytes(*change.json)).ok()) << *change.json;
  }
  EXPECT_EQ(restored.digest(), forward.shared.digest());
}

/// R3.1: what the house has heard is settled by what the other party tells afterwards.
TEST(KnownChanges, are_told_by_a_later_notice_of_that_very_rule_or_authority_R3_1_R2_2) {
  History history;
  history.issue(kKr, notice());
  history.issue(kKr,
                act::AuthorityNotify{act_id(45), name("MND"), "EXERCISE", day("2016-11-23"), {}});
  Folded node;
  node.fold_all(history.acts());
  const Instant told = *node.shared.law_notice(act_id(40))->notified_at;
  const auto since = [&](act::ChangeOf of, std::string_view code, Instant heard) {
    return node.shared.told_since(kKr, of, name(code), heard);
  };
  EXPECT_EQ(since(act::ChangeOf::law, "secrets-act", told), told);
  EXPECT_FALSE(since(act::ChangeOf::law, "secrets-act", told.plus_ms(1)))
      << "a notice of before says nothing of a change heard of later";
  EXPECT_FALSE(since(act::ChangeOf::law, "another-act", told));
  EXPECT_FALSE(node.shared.told_since(kJp, act::ChangeOf::law, name("secrets-act"), told));
  EXPECT_TRUE(since(act::ChangeOf::authority, "MND", told.plus_ms(-1)));
  EXPECT_FALSE(since(act::ChangeOf::authority, "MOD", told.plus_ms(-1)));
}

TEST(KnownChanges, stay_with_the_house_from_hearing_to_dismissal_R3_1) {
  House house;
  Changes changes;
  const AgreementId agreement = AgreementId::parse("jp-kr-2016/exercise").value();
  Trace trace;
  trace.effective_at = Instant::from_ms(5);
  house.fold(trace,
             act::ChangeLearn{act_id(50), agreement, kKr, act::ChangeOf::law, name("secrets-act"),
                              "EXERCISE text", "EXERCISE source"},
             changes);
  const KnownChange* heard = house.known_change(act_id(50));
  ASSERT_NE(heard, nullptr);
  EXPECT_EQ(heard->learned_at, Instant::from_ms(5));
  EXPECT_EQ(heard->party, kKr);
  trace.effective_at = Instant::from_ms(6);
  house.fold(trace, act::ChangeDismiss{act_id(51), act_id(50), "EXERCISE reason"}, changes);
  house.fold(trace, act::ChangeDismiss{act_id(52), act_id(50), "EXERCISE other"}, changes);
  EXPECT_EQ(house.known_change(act_id(50))->reason, "EXERCISE reason");
  House again;
  for (const Change& each : changes) {
    ASSERT_TRUE(again.load(each.key, as_bytes(*each.json)).ok()) << each.key;
  }
  EXPECT_EQ(again.digest(), house.digest());
}

TEST(Overlays, the_newest_one_governs_under_its_agreement_R1_1) {
  House house;
  Changes changes;
  const AgreementId agreement = AgreementId::parse("jp-kr-2016/exercise").value();
  Trace trace;
  trace.issuer = kJp;
  EXPECT_EQ(house.overlay(agreement), nullptr);
  house.fold(trace, act::OverlayAdopt{act_id(60), agreement, name("law"), "1", digest_of("1")},
             changes);
  house.fold(trace, act::OverlayAdopt{act_id(61), agreement, name("law"), "2", digest_of("2")},
             changes);
  ASSERT_NE(house.overlay(agreement), nullptr);
  EXPECT_EQ(house.overlay(agreement)->version, "2");
  EXPECT_EQ(house.overlay(agreement)->party, kJp);
  EXPECT_EQ(house.overlay(AgreementId::parse("other/exercise").value()), nullptr);
  House again;
  for (const Change& each : changes) {
    ASSERT_TRUE(again.load(each.key, as_bytes(*each.json)).ok()) << each.key;
  }
  EXPECT_EQ(again.digest(), house.digest());
}

}  // namespace
}  // namespace entente::registry::testing
