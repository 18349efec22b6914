#include <gtest/gtest.h>

#include "world.h"

/// Art. 1 and 3: what a party's own law adds, and what its house has heard of others'. EXERCISE
/// throughout.
namespace entente::rules::testing {
namespace {

act::OverlayAdopt overlay() {
  return {act_id(820), World::agreement_id(), name("exercise-law"), "1", digest_of("law")};
}
act::ChangeLearn heard() {
  return {act_id(821),     World::agreement_id(), kKr, act::ChangeOf::law, name("secrets-act"),
          "EXERCISE text", "EXERCISE source"};
}
act::ItemAccess reading() {
  return {act_id(76), World::agreement_id(), item_id(1), person("ito.yui"), name("exercise")};
}
World with_reader() {
  World world = with_item(Stage::registered);
  world.keep(cleared_for_secret(act_id(70), "ito.yui"));
  world.keep(act::NeedToKnowGrant{act_id(71), person("ito.yui"), item_id(1), name("exercise"),
                                  person("sato.hana"), agreement::testing::at("2030-01-01")});
  return world;
}

TEST(OverlayRules, nothing_is_handed_out_or_opened_before_the_own_law_is_known_R1_1_I14) {
  World world = with_reader().without_overlay();
  EXPECT_TRUE(denied_by(kNationalOverlay, world.own(kJp, reading())));
  EXPECT_TRUE(
      denied_by(kNationalOverlay, ready_to_release().without_overlay().own(kKr, release())));
  EXPECT_TRUE(denied_by(kNationalOverlay,
                        with_item(Stage::released).without_overlay().own(kKr, dispatch())));
  EXPECT_TRUE(permitted(with_reader().own(kJp, reading())));
}

TEST(OverlayRules, what_restricts_reports_and_receives_waits_for_no_overlay_R1_1_R20_1) {
  World world = with_item(Stage::dispatched).without_overlay();
  EXPECT_TRUE(permitted(world.own(kJp, package_receipt())));
  EXPECT_TRUE(permitted(world.own(kJp, act::AgreementHold{act_id(60), item_id(1), "EXERCISE"})));
  EXPECT_TRUE(permitted(world.own(kJp, act::AgreementNotice{act_id(61), "EXERCISE"})));
  EXPECT_TRUE(permitted(world.own(kJp, overlay())));
}

TEST(OverlayRules, the_partner_need_not_hold_it_R1_1) {
  EXPECT_TRUE(permitted(ready_to_release().without_overlay().arrived(kKr, release())));
}

TEST(OverlayRules, a_text_that_demands_none_is_decided_without_R1_1) {
  const agreement::Profile without = agreement::testing::load(
      agreement::testing::profile_text("national_overlay = true", "national_overlay = false"));
  EXPECT_TRUE(permitted(ready_to_release().under(without).without_overlay().own(kKr, release())));
}

TEST(OverlayRules, the_overlay_that_denies_is_named_with_its_rule_R1_1) {
  const std::string text =
      "[profile]\nid = \"exercise-law\"\nversion = \"1\"\nextends = \"jp-kr-2016\"\n"
      "party = \"KR\"\neffective_from = 2016-11-23\n"
      "[transmission]\nchannels = [\"government-courier\"]\n";
  const auto loaded = agreement::testing::jp_kr().with_overlay(text, "law.toml", kKr);
  ASSERT_TRUE(std::holds_alternative<agreement::Profile>(loaded));
  const auto& law = std::get<agreement::Profile>(loaded);
  World world = with_item(Stage::released).under_law(law);
  const Decision denied = world.own(kKr, dispatch());
  EXPECT_TRUE(denied_by(kNationalOverlay, denied));
  EXPECT_EQ(denied.detail(), "exercise-law: channel-listed");
}

TEST(OverlayRules, an_overlay_has_a_name_and_is_for_this_agreement_R1_1) {
  act::OverlayAdopt body = overlay();
  body.version.clear();
  EXPECT_TRUE(denied_by(kOverlayNamed, World().own(kJp, body)));
  body = overlay();
  body.agreement = AgreementId::parse("other/exercise").value();
  EXPECT_TRUE(denied_by(kOverlayNamed, World().own(kJp, body)));
  EXPECT_TRUE(denied_by(kRole, World().arrived(kKr, overlay())));
}

TEST(TextRules, nothing_is_handed_out_while_a_text_in_effect_is_missing_here_R21_4_I14) {
  World world = with_reader().without_a_text();
  EXPECT_TRUE(denied_by(kWholeText, world.own(kJp, reading())));
  EXPECT_TRUE(permitted(world.own(kJp, act::AgreementNotice{act_id(61), "EXERCISE"})));
}

TEST(ChangeRules, what_is_heard_says_whose_change_it_is_and_where_it_was_heard_R3_1) {
  EXPECT_TRUE(permitted(World().own(kJp, heard())));
  EXPECT_TRUE(denied_by(kHeard, World().own(kKr, heard()))) << "one's own is told, not heard";
  for (const auto clear : {&act::ChangeLearn::text, &act::ChangeLearn::source}) {
    act::ChangeLearn body = heard();
    (body.*clear).clear();
    EXPECT_TRUE(denied_by(kHeard, World().own(kJp, body)));
  }
  act::ChangeLearn body = heard();
  body.party = party("US");
  EXPECT_TRUE(denied_by(kHeard, World().own(kJp, body)));
}

TEST(ChangeRules, it_is_dismissed_once_and_for_a_reason_R3_1) {
  const act::ChangeDismiss dismissal{act_id(822), act_id(821), "EXERCISE"};
  World world;
  EXPECT_TRUE(denied_by(kKnown, world.own(kJp, dismissal)));
  world.keep(heard());
  EXPECT_TRUE(denied_by(kHeard, world.own(kJp, act::ChangeDismiss{act_id(822), act_id(821), ""})));
  EXPECT_TRUE(permitted(world.own(kJp, dismissal)));
  world.keep(dismissal);
  EXPECT_TRUE(denied_by(kActOrder, world.own(kJp, dismissal)));
}

/// R3.1: kept apart from what was told: no decision rests on it.
TEST(ChangeRules, no_decision_rests_on_what_was_only_heard_R2_2_R3_1) {
  World world;
  world.add(kJp, act::SystemAccredit{act_id(81), name("jp-system"), name("SECRET"), name("MOD"),
                                     day("2016-11-23"), day("2026-11-22")});
  world.add(kKr, act::SystemAccredit{act_id(82), name("kr-system"), name("SECRET"), name("MND"),
                                     day("2016-11-23"), day("2026-11-22")});
  world.add(kJp, act::AssuranceGive{act_id(90), name("SECRET"), name("MOD"), true, true, true,
                                    day("2026-11-22")});
  act::ChangeLearn authority = heard();
  authority.party = kJp;
  authority.of = act::ChangeOf::authority;
  authority.code = name("MOD");
  world.keep_of(kKr, authority);
  EXPECT_TRUE(denied_by(kAuthority, world.own(kKr, release())));
  world.add(kJp, act::AuthorityNotify{act_id(80), name("MOD"), "EXERCISE", day("2016-11-23"), {}});
  EXPECT_TRUE(permitted(world.own(kKr, release())));
}

}  // namespace
}  // namespace entente::rules::testing
