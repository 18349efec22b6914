#include <gtest/gtest.h>

#include "history.h"

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
    ASSERT_TRUE(restored.load(change.key, as_bytes(change.json)).ok()) << change.json;
  }
  EXPECT_EQ(restored.digest(), forward.shared.digest());
}

}  // namespace
}  // namespace entente::registry::testing
