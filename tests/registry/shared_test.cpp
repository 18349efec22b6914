#include "registry/shared.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "history.h"
#include "registry/errors.h"

namespace entente::registry::testing {
namespace {

Digest digest_after(const std::vector<Recorded>& acts) {
  return Folded().fold_all(acts).shared.digest();
}

RC_GTEST_PROP(Shared, is_the_same_on_both_sides_whatever_the_order_of_arrival_T7, ()) {
  const History history = any_history();
  RC_ASSERT(digest_after(history.acts()) == digest_after(shuffled(history.acts())));
}

RC_GTEST_PROP(Shared, folding_an_act_twice_changes_nothing_AB01, ()) {
  const History history = any_history();
  Folded node;
  node.fold_all(history.acts());
  const Digest once = node.shared.digest();
  const std::size_t written = node.changes.size();
  node.fold_all(shuffled(history.acts()));
  RC_ASSERT(node.shared.digest() == once);
  RC_ASSERT(node.changes.size() == written);
}

RC_GTEST_PROP(Shared, its_changes_alone_restore_it, ()) {
  const History history = any_history();
  Folded node;
  node.fold_all(history.acts());
  Shared restored;
  for (const Change& change : node.changes) {
    RC_ASSERT(restored.load(change.key, as_bytes(*change.json)).ok());
  }
  RC_ASSERT(restored.digest() == node.shared.digest());
  RC_ASSERT(restored.records() == node.shared.records());
}

RC_GTEST_PROP(Shared, folds_on_after_a_restart_as_if_there_had_been_none, ()) {
  const std::vector<Recorded> acts = shuffled(any_history().acts());
  const std::size_t half = acts.size() / 2;
  Folded node;
  node.fold_all({acts.begin(), acts.begin() + static_cast<std::ptrdiff_t>(half)});
  Folded restarted = node;
  restarted.shared = Shared();
  for (const auto& [key, json] : node.shared.records()) {
    RC_ASSERT(restarted.shared.load(key, as_bytes(json)).ok());
  }
  restarted.fold_all({acts.begin() + static_cast<std::ptrdiff_t>(half), acts.end()});
  RC_ASSERT(restarted.shared.digest() == digest_after(acts));
}

RC_GTEST_PROP(Shared, no_act_changes_an_original_marking_or_an_originator_I2, ()) {
  History history;
  history.issue(kKr, release());
  history.issue(kJp, act::AgreementNotice{act_id(70), ""});
  const auto count = *rc::gen::inRange<std::size_t>(1, 30);
  for (std::size_t i = 0; i < count; ++i) {
    const PartyCode& issuer = *rc::gen::arbitrary<bool>() ? kJp : kKr;
    act::Body body = any_body(history, issuer, 200 + i);
    if (std::holds_alternative<act::VerdictRefuse>(body)) {
      continue;  // An item that was refused never was.
    }
    history.issue(issuer, std::move(body));
  }
  const Folded node = Folded().fold_all(shuffled(history.acts()));
  RC_ASSERT(node.item().marking_text == release().marking_text);
  RC_ASSERT(node.item().marking == release().marking);
  RC_ASSERT(node.item().originating_party == kKr);
  RC_ASSERT(node.item().object->manifest == release().object->manifest);
}

TEST(Shared, a_refused_permissive_act_has_no_effect_on_either_side) {
  History history;
  const Recorded released = history.issue(kKr, release());
  history.issue(kJp, refusal(released));
  const Folded node = Folded().fold_all(history.acts());
  EXPECT_EQ(node.item().stage, Stage::unknown);
  std::vector<Recorded> reversed(history.acts().rbegin(), history.acts().rend());
  EXPECT_EQ(digest_after(reversed), node.shared.digest());
  const auto* entry = node.shared.items().entry(item_id(1).text());
  ASSERT_EQ(entry->refusals.size(), 1u);
  EXPECT_EQ(entry->refusals.front().by, kJp);
}

TEST(Shared, a_refusal_leaves_no_room_for_what_was_built_on_the_refused_act) {
  History history;
  const Recorded released = history.issue(kKr, release());
  history.issue(kKr, dispatch());
  history.issue(kJp, refusal(released));
  EXPECT_EQ(Folded().fold_all(history.acts()).item().stage, Stage::unknown);
}

TEST(Shared, a_restrictive_act_counts_whoever_refuses_it) {
  History history;
  const Recorded held = history.issue(kKr, act::AgreementHold{act_id(60), {}, "EXERCISE"});
  history.issue(kJp, refusal(held));
  const Folded node = Folded().fold_all(history.acts());
  EXPECT_NE(node.shared.active_hold(kKr, item_id(1)), nullptr);
}

TEST(Shared, nobody_refuses_its_own_act) {
  History history;
  const Recorded released = history.issue(kKr, release());
  history.issue(kKr, refusal(released));
  EXPECT_EQ(Folded().fold_all(history.acts()).item().stage, Stage::released);
}

TEST(Shared, a_verdict_about_a_record_of_no_kind_changes_nothing) {
  History history;
  act::VerdictRefuse verdict;
  verdict.id = act_id(1);
  verdict.record = "person/kim.minji";
  history.issue(kJp, verdict);
  verdict.record = "";
  history.issue(kJp, verdict);
  Folded node;
  node.fold_all(history.acts());
  EXPECT_TRUE(node.changes.empty());
  EXPECT_TRUE(node.shared.records().empty());
}

TEST(Shared, a_revocation_that_crosses_a_grant_wins) {
  History history = registered_item();
  history.issue(kJp, request());
  history.issue(kKr, grant());
  history.issue(kKr, revocation());
  history.issue(kJp, transfer(), 3);
  const Folded node = Folded().fold_all(history.acts());
  EXPECT_TRUE(node.item().consent(act_id(8))->revoked);
}

TEST(Shared, a_hold_is_for_its_own_party_and_its_own_item_R1_2) {
  History history;
  history.issue(kKr, act::AgreementHold{act_id(60), item_id(1), "EXERCISE"});
  Folded node;
  node.fold_all(history.acts());
  EXPECT_NE(node.shared.active_hold(kKr, item_id(1)), nullptr);
  EXPECT_EQ(node.shared.active_hold(kKr, item_id(2)), nullptr);
  EXPECT_EQ(node.shared.active_hold(kJp, item_id(1)), nullptr);
}

TEST(Shared, only_the_party_that_stopped_starts_again_R1_2) {
  History history;
  history.issue(kKr, act::AgreementHold{act_id(60), {}, "EXERCISE"});
  history.issue(kJp, act::AgreementUnhold{act_id(61), act_id(60)});
  Folded node;
  node.fold_all(history.acts());
  EXPECT_NE(node.shared.active_hold(kKr, item_id(1)), nullptr);
  node.fold(history.issue(kKr, act::AgreementUnhold{act_id(62), act_id(60)}));
  EXPECT_EQ(node.shared.active_hold(kKr, item_id(1)), nullptr);
}

TEST(Shared, one_hold_does_not_end_another_R1_2) {
  History history;
  history.issue(kKr, act::AgreementHold{act_id(60), {}, "EXERCISE"});
  history.issue(kKr, act::AgreementHold{act_id(61), {}, "EXERCISE"});
  history.issue(kKr, act::AgreementUnhold{act_id(62), act_id(60)});
  EXPECT_NE(Folded().fold_all(history.acts()).shared.active_hold(kKr, item_id(1)), nullptr);
}

TEST(Shared, a_party_speaks_only_for_its_own_authorities_and_systems_R2_2) {
  History history;
  history.issue(kKr,
                act::AuthorityNotify{act_id(1), name("MOD"), "EXERCISE", day("2016-11-23"), {}});
  history.issue(kKr, act::SystemAccredit{act_id(2), name("jp-system"), name("SECRET"), name("MOD"),
                                         day("2016-11-23"), day("2026-11-23")});
  const Folded node = Folded().fold_all(history.acts());
  EXPECT_EQ(node.shared.authority(kJp, name("MOD")), nullptr);
  EXPECT_EQ(node.shared.system(kJp, name("jp-system")), nullptr);
  EXPECT_NE(node.shared.authority(kKr, name("MOD")), nullptr);
  EXPECT_NE(node.shared.system(kKr, name("jp-system")), nullptr);
}

TEST(Shared, an_assurance_is_complete_with_all_three_statements_alone_R7_2) {
  for (int statements = 0; statements < 8; ++statements) {
    History history;
    history.issue(
        kJp, act::AssuranceGive{act_id(1), name("SECRET"), name("MOD"), (statements & 1) != 0,
                                (statements & 2) != 0, (statements & 4) != 0, day("2030-01-01")});
    const Folded node = Folded().fold_all(history.acts());
    EXPECT_EQ(node.shared.assurance(act_id(1))->complete, statements == 7) << statements;
  }
}

TEST(Shared, an_incident_is_acknowledged_by_the_other_party_once_R17_1) {
  History history;
  history.issue(kJp, act::IncidentReport{act_id(1), item_id(1), act::IncidentKind::loss,
                                         Instant::from_ms(5), "EXERCISE"});
  history.issue(kJp, act::IncidentAcknowledge{act_id(2), act_id(1)});
  Folded node;
  node.fold_all(history.acts());
  EXPECT_FALSE(node.shared.incident(act_id(1))->acknowledged_at.has_value());
  node.fold(history.issue(kKr, act::IncidentAcknowledge{act_id(3), act_id(1)}));
  const auto first = node.shared.incident(act_id(1))->acknowledged_at;
  ASSERT_TRUE(first.has_value());
  node.fold(history.issue(kKr, act::IncidentAcknowledge{act_id(4), act_id(1)}));
  EXPECT_EQ(node.shared.incident(act_id(1))->acknowledged_at, first);
}

TEST(Shared, instruments_are_kept_in_the_order_of_their_folding_R21_1) {
  History history;
  history.issue(kKr, act::AgreementSign{act_id(1), "EXERCISE"});
  history.issue(kJp, act::AgreementSign{act_id(2), "EXERCISE"});
  history.issue(kKr, act::AgreementNotify{act_id(3), "EXERCISE"});
  act::AgreementSuspendNotice suspension;
  suspension.id = act_id(5);
  suspension.refers_to = act_id(4);
  history.issue(kKr, act::AgreementNotice{act_id(4), "EXERCISE"});
  history.issue(kKr, suspension);
  const Folded node = Folded().fold_all(history.acts());
  const auto& list = node.shared.instruments();
  ASSERT_EQ(list.size(), 5u);
  EXPECT_EQ(list[0].by, kKr);
  EXPECT_EQ(list[3].kind, agreement::InstrumentKind::termination_notice);
  EXPECT_EQ(list[4].kind, agreement::InstrumentKind::notice_suspension);
  EXPECT_EQ(list[4].refers_to, act_id(4).text());
}

TEST(Shared, a_record_of_no_known_kind_is_not_loaded) {
  Shared shared;
  EXPECT_TRUE(shared.load("secret/1", as_bytes("{}")).error().is(kUnknownRecord));
  EXPECT_TRUE(shared.load("agreements", as_bytes("{}")).error().is(kUnknownRecord));
  EXPECT_FALSE(shared.load("item/" + item_id(1).text(), as_bytes("{}")).ok());
}

TEST(RecordKey, house_acts_have_none) {
  EXPECT_FALSE(record_key(kKr, act::PersonEnrol{}).has_value());
  EXPECT_FALSE(record_key(kKr, act::ItemAccess{}).has_value());
  EXPECT_EQ(record_key(kKr, release()), "item/" + item_id(1).text());
  EXPECT_EQ(record_key(kKr, act::AgreementSign{}), "agreement");
}

}  // namespace
}  // namespace entente::registry::testing
