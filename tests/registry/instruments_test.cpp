#include <gtest/gtest.h>

#include "registry/history.h"

/// What acts about the agreement become: instruments (R21.1).
namespace entente::registry::testing {
namespace {

using agreement::Instrument;
using agreement::InstrumentKind;

const Instrument& newest(const Folded& node) { return node.shared.instruments().back(); }

TEST(Instruments, of_texts_carry_the_digest_and_the_proposal_R21_4_R5_1) {
  History history;
  act::AgreementAmend proposal;
  proposal.id = act_id(1);
  proposal.text = digest_of("EXERCISE");
  history.issue(kKr, proposal);
  act::AgreementSupplement consent;
  consent.id = act_id(2);
  consent.refers_to = act_id(1);
  consent.text = digest_of("EXERCISE");
  history.issue(kJp, consent);
  const Folded node = Folded().fold_all(history.acts());
  const auto& all = node.shared.instruments();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].kind, InstrumentKind::amendment);
  EXPECT_EQ(all[0].text, digest_of("EXERCISE"));
  EXPECT_EQ(all[0].refers_to, "");
  EXPECT_EQ(all[1].kind, InstrumentKind::supplement);
  EXPECT_EQ(all[1].refers_to, act_id(1).text());
}

TEST(Instruments, of_each_type_are_of_their_kind_C2) {
  History history;
  const auto kind_of = [&](act::Body body) {
    history.issue(kKr, std::move(body));
    return newest(Folded().fold_all(history.acts())).kind;
  };
  EXPECT_EQ(kind_of(act::AgreementSuspend{act_id(1), ""}), InstrumentKind::agreement_suspension);
  act::AgreementResume resume;
  resume.id = act_id(2);
  resume.refers_to = act_id(1);
  EXPECT_EQ(kind_of(resume), InstrumentKind::agreement_resumption);
  EXPECT_EQ(kind_of(act::AgreementReplace{act_id(3), name("jp-kr-2030"), ""}),
            InstrumentKind::replacement);
  EXPECT_EQ(newest(Folded().fold_all(history.acts())).refers_to, "jp-kr-2030");
  EXPECT_EQ(kind_of(act::AgreementReview{act_id(4), ""}), InstrumentKind::review);
  act::AgreementConfirm confirm;
  confirm.id = act_id(5);
  confirm.refers_to = act_id(1);
  EXPECT_EQ(kind_of(confirm), InstrumentKind::confirmation);
  EXPECT_EQ(newest(Folded().fold_all(history.acts())).refers_to, act_id(1).text());
}

TEST(Instruments, that_were_recorded_late_count_from_their_recording_and_keep_the_claim_AB17) {
  History history;
  Recorded late = history.issue(kKr, act::AgreementNotice{act_id(1), "EXERCISE"});
  late.trace.effective_at = late.trace.recorded_at.plus_ms(-3 * kMsPerDay);
  Folded node;
  node.fold(late);
  EXPECT_EQ(newest(node).effective_at, late.trace.recorded_at);
  EXPECT_EQ(newest(node).claimed_at, late.trace.effective_at);
  Recorded in_time = history.issue(kKr, act::AgreementReview{act_id(2), "EXERCISE"});
  node.fold(in_time);
  EXPECT_FALSE(newest(node).claimed_at.has_value());
}

TEST(ItemRecord, keeps_the_original_marking_beside_every_change_of_classification_I2_R4_1) {
  History history = registered_item();
  history.issue(kKr, act::ItemReclassify{act_id(40), item_id(1), name("KR-3"), "군사 Ⅲ급 비밀",
                                         person("kim.minji"), "EXERCISE"});
  Folded node = Folded().fold_all(history.acts());
  EXPECT_EQ(node.item().marking, name("KR-2"));
  EXPECT_EQ(node.item().current_marking(), name("KR-3"));
  EXPECT_EQ(node.item().own_marking, name("JP-GOKUHI"));
  history.issue(kJp, act::ItemRemark{act_id(41), item_id(1), act_id(40), name("JP-HI"), "秘",
                                     person("sato.hana"), "EXERCISE"});
  node = Folded().fold_all(history.acts());
  EXPECT_EQ(node.item().marking_text, release().marking_text);
  EXPECT_EQ(node.item().own_marking, name("JP-HI"));
  EXPECT_TRUE(node.item().reclassifications.front().followed_at.has_value());
}

TEST(ItemRecord, only_its_own_party_changes_or_follows_a_classification_R6_7_AB22) {
  History history = registered_item();
  const act::ItemReclassify change{act_id(40),      item_id(1),          name("KR-3"),
                                   "군사 Ⅲ급 비밀", person("kim.minji"), "EXERCISE"};
  history.issue(kJp, change);
  EXPECT_TRUE(Folded().fold_all(history.acts()).item().reclassifications.empty());
  history.issue(kKr, change);
  act::ItemRemark remark{act_id(41), item_id(1),          act_id(40), name("JP-HI"),
                         "秘",       person("sato.hana"), "EXERCISE"};
  history.issue(kKr, remark);
  remark.id = act_id(42);
  remark.reclassification = act_id(99);
  history.issue(kJp, remark);
  EXPECT_EQ(Folded().fold_all(history.acts()).item().own_marking, name("JP-GOKUHI"));
}

TEST(IncidentRecord, keeps_the_results_of_the_party_that_reported_it_R17_1_R17_3) {
  History history = registered_item();
  history.issue(kJp, act::IncidentReport{act_id(70), item_id(1), act::IncidentKind::loss,
                                         Instant::from_ms(5), "EXERCISE"});
  history.issue(kKr, act::IncidentResults{act_id(71), act_id(70), "forged", "forged"});
  history.issue(kJp, act::IncidentResults{act_id(72), act_id(70), "found", "measures"});
  history.issue(kJp, act::IncidentResults{act_id(73), act_id(70), "again", "again"});
  const Folded node = Folded().fold_all(history.acts());
  const Incident* incident = node.shared.incident(act_id(70));
  ASSERT_NE(incident, nullptr);
  EXPECT_EQ(incident->findings, "found");
  EXPECT_EQ(incident->measures, "measures");
  EXPECT_EQ(node.item().stage, Stage::registered) << "the item stays registered";
}

}  // namespace
}  // namespace entente::registry::testing
