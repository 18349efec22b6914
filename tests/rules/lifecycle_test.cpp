#include <gtest/gtest.h>

#include "world.h"

namespace entente::rules::testing {
namespace {

template <class T>
T about(std::uint64_t earlier) {
  T body;
  body.id = act_id(520);
  body.refers_to = act_id(earlier);
  return body;
}

World under_notice() {
  World world;
  world.add(kKr, act::AgreementNotice{act_id(510), "EXERCISE"});
  return world;
}

TEST(LifecycleRules, each_party_signs_once_and_then_completes_R21_1_AB22) {
  World world(Signed::no);
  EXPECT_TRUE(permitted(world.own(kKr, act::AgreementSign{act_id(1), "EXERCISE"})));
  const Decision early = world.own(kKr, act::AgreementNotify{act_id(2), "EXERCISE"});
  EXPECT_TRUE(denied_by(kInstrumentOrder, early));
  EXPECT_TRUE(early.out_of_order());
  EXPECT_FALSE(early.detail().empty());
  world.add(kKr, act::AgreementSign{act_id(1), "EXERCISE"});
  EXPECT_TRUE(
      denied_by(kInstrumentOrder, world.own(kKr, act::AgreementSign{act_id(3), "EXERCISE"})));
  world.add(kJp, act::AgreementSign{act_id(4), "EXERCISE"});
  EXPECT_TRUE(permitted(world.own(kKr, act::AgreementNotify{act_id(2), "EXERCISE"})));
}

TEST(LifecycleRules, a_party_gives_notice_once_R21_1_AB22) {
  const act::AgreementNotice notice{act_id(511), "EXERCISE"};
  EXPECT_TRUE(permitted(World().own(kKr, notice)));
  EXPECT_TRUE(denied_by(kInstrumentOrder, under_notice().own(kKr, notice)));
  EXPECT_TRUE(denied_by(kInstrumentOrder, World(Signed::no).own(kKr, notice)));
}

TEST(LifecycleRules, a_notice_is_suspended_and_withdrawn_by_the_party_that_gave_it_AB22) {
  const World world = under_notice();
  EXPECT_TRUE(permitted(world.own(kKr, about<act::AgreementSuspendNotice>(510))));
  EXPECT_TRUE(permitted(world.own(kKr, about<act::AgreementWithdrawNotice>(510))));
  EXPECT_TRUE(denied_by(kInstrumentOrder, world.own(kJp, about<act::AgreementSuspendNotice>(510))));
  EXPECT_TRUE(
      denied_by(kInstrumentOrder, world.arrived(kJp, about<act::AgreementWithdrawNotice>(510))));
}

TEST(LifecycleRules, nothing_is_withdrawn_or_revived_that_was_not_given_AB22) {
  EXPECT_TRUE(
      denied_by(kInstrumentOrder, World().own(kKr, about<act::AgreementWithdrawNotice>(510))));
  EXPECT_TRUE(
      denied_by(kInstrumentOrder, World().own(kKr, about<act::AgreementSuspendNotice>(510))));
  EXPECT_TRUE(
      denied_by(kInstrumentOrder, under_notice().own(kKr, about<act::AgreementReviveNotice>(510))));
  EXPECT_TRUE(denied_by(kInstrumentOrder,
                        under_notice().own(kKr, about<act::AgreementWithdrawSuspension>(510))));
}

TEST(LifecycleRules, a_suspended_notice_can_be_revived_and_its_suspension_withdrawn) {
  World world = under_notice();
  act::AgreementSuspendNotice suspension;
  suspension.id = act_id(512);
  suspension.refers_to = act_id(510);
  world.add(kKr, suspension);
  EXPECT_TRUE(permitted(world.own(kKr, about<act::AgreementReviveNotice>(510))));
  const bool by_suspension =
      world.own(kKr, about<act::AgreementWithdrawSuspension>(512)).permitted();
  const bool by_notice = world.own(kKr, about<act::AgreementWithdrawSuspension>(510)).permitted();
  EXPECT_TRUE(by_suspension || by_notice);
}

TEST(LifecycleRules, a_text_is_proposed_by_one_and_consented_to_by_the_other_once_R21_4_R5_1) {
  const auto consent = []<class Body>(Body body, std::uint64_t id,
                                      std::optional<std::uint64_t> to = {}) {
    body.id = act_id(id);
    body.text = digest_of("EXERCISE text");
    if (to) {
      body.refers_to = act_id(*to);
    }
    return body;
  };
  const auto check_both = [&](auto body) {
    World world;
    EXPECT_TRUE(denied_by(kTextHeld, world.own(kKr, consent(body, 520))));
    EXPECT_TRUE(permitted(world.arrived(kKr, consent(body, 520)))) << "it may come later";
    world.holding("EXERCISE text").holding("another text");
    EXPECT_TRUE(permitted(world.own(kKr, consent(body, 520))));
    EXPECT_TRUE(denied_by(kInstrumentOrder, World(Signed::no).own(kKr, consent(body, 520))));
    world.add(kKr, consent(body, 520));
    EXPECT_TRUE(denied_by(kInstrumentOrder, world.own(kKr, consent(body, 521, 520))));
    EXPECT_TRUE(permitted(world.own(kJp, consent(body, 521, 520))));
    auto other = consent(body, 521, 520);
    other.text = digest_of("another text");
    EXPECT_TRUE(denied_by(kInstrumentOrder, world.own(kJp, other)));
  };
  check_both(act::AgreementAmend{});
  check_both(act::AgreementSupplement{});
}

TEST(LifecycleRules, only_an_agreement_with_that_clause_is_suspended_and_resumed_by_the_same_C2) {
  const act::AgreementSuspend suspend{act_id(530), "EXERCISE"};
  EXPECT_TRUE(denied_by(kInstrumentOrder, World().own(kKr, suspend)));
  const agreement::Profile profile =
      agreement::testing::with_term("agreement_suspension = \"by-any-party\"");
  World world;
  world.under(profile);
  EXPECT_TRUE(permitted(world.own(kKr, suspend)));
  EXPECT_TRUE(denied_by(kInstrumentOrder, world.own(kKr, about<act::AgreementResume>(530))));
  world.add(kKr, suspend);
  EXPECT_TRUE(permitted(world.own(kKr, about<act::AgreementResume>(530))));
  EXPECT_TRUE(denied_by(kInstrumentOrder, world.own(kJp, about<act::AgreementResume>(530))));
}

TEST(LifecycleRules, a_newer_agreement_takes_the_place_with_both_consents_C4) {
  World world = ready_to_release();
  const act::AgreementReplace kr{act_id(520), name("jp-kr-2030"), "EXERCISE"};
  EXPECT_TRUE(permitted(world.own(kKr, kr)));
  EXPECT_TRUE(denied_by(kInstrumentOrder, World(Signed::no).own(kKr, kr)));
  world.add(kKr, kr);
  EXPECT_TRUE(permitted(world.own(kKr, release())));
  world.add(kJp, act::AgreementReplace{act_id(521), name("jp-kr-2030"), "EXERCISE"});
  EXPECT_TRUE(denied_by(kInForce, world.own(kKr, release())));
  EXPECT_TRUE(
      denied_by(kInstrumentOrder, world.own(kKr, act::AgreementNotice{act_id(522), "EXERCISE"})));
}

TEST(LifecycleRules, a_review_is_of_an_agreement_in_force_C4) {
  EXPECT_TRUE(permitted(World().own(kKr, act::AgreementReview{act_id(1), "EXERCISE"})));
  EXPECT_TRUE(denied_by(kInstrumentOrder,
                        World(Signed::no).own(kKr, act::AgreementReview{act_id(1), "EXERCISE"})));
}

TEST(LifecycleRules, nothing_is_confirmed_that_claims_no_earlier_day_R21_1) {
  EXPECT_TRUE(denied_by(kInstrumentOrder, World().own(kJp, about<act::AgreementConfirm>(500))));
  EXPECT_TRUE(denied_by(kInstrumentOrder, World().own(kJp, about<act::AgreementConfirm>(999))));
}

TEST(LifecycleRules, only_the_authority_that_the_text_names_gives_an_instrument_R21_1) {
  const auto row = [](std::string_view of) {
    return "\n[[authority]]\ncode = \"MOFA\"\nparty = \"" + std::string(of) +
           "\"\nname = { en = \"EXERCISE\", ja = \"EXERCISE\", ko = \"EXERCISE\" }\n"
           "gives = [\"termination-notice\", \"notice-withdrawal\", \"amendment\"]\n";
  };
  const agreement::Profile profile =
      agreement::testing::load(agreement::testing::profile_text() + row("JP") + row("KR"));
  World world;
  world.under(profile).holding("EXERCISE");
  const auto check_all = [&](auto body) {
    EXPECT_TRUE(denied_by(kInstrumentAuthority, world.own(kKr, body)));
    body.authority = name("MND");
    const Decision wrong = world.arrived(kKr, body);
    EXPECT_TRUE(denied_by(kInstrumentAuthority, wrong));
    EXPECT_FALSE(wrong.out_of_order());
    EXPECT_NE(wrong.detail().find("MND"), std::string::npos);
    body.authority = name("MOFA");
    EXPECT_TRUE(permitted(world.own(kKr, body)));
    EXPECT_TRUE(permitted(world.arrived(kKr, body)));
  };
  act::AgreementNotice notice{act_id(510), "EXERCISE"};
  check_all(notice);
  check_all(act::AgreementAmend{{act_id(520), std::nullopt, digest_of("EXERCISE"), "EXERCISE"}});
  notice.authority = name("MOFA");
  world.add(kKr, notice);
  check_all(about<act::AgreementWithdrawNotice>(510));
  EXPECT_TRUE(permitted(world.own(kKr, about<act::AgreementSuspendNotice>(510))))
      << "the text does not say who gives that";
}

TEST(LifecycleRules, who_is_no_party_moves_nothing_I14) {
  EXPECT_TRUE(denied_by(kInstrumentOrder,
                        World(Signed::no).own(party("US"), act::AgreementSign{act_id(1), ""})));
}

TEST(HoldRules, a_hold_is_open_at_any_time_and_ended_by_its_own_party_once_R1_2) {
  World world(Signed::no);
  EXPECT_TRUE(permitted(world.own(kKr, act::AgreementHold{act_id(60), {}, "EXERCISE"})));
  const act::AgreementUnhold unhold{act_id(61), act_id(60)};
  EXPECT_TRUE(denied_by(kKnown, world.own(kKr, unhold)));
  world.add(kKr, act::AgreementHold{act_id(60), {}, "EXERCISE"});
  EXPECT_TRUE(denied_by(kRole, world.own(kJp, unhold)));
  EXPECT_TRUE(permitted(world.own(kKr, unhold)));
  world.add(kKr, unhold);
  EXPECT_TRUE(denied_by(kActOrder, world.own(kKr, unhold)));
}

TEST(DeclarationRules, an_authority_is_a_partys_and_begins_before_it_ends_R2_2) {
  const World world;
  act::AuthorityNotify body{act_id(1), name("MOD"), "EXERCISE", day("2017-01-01"), {}};
  EXPECT_TRUE(permitted(world.own(kJp, body)));
  EXPECT_TRUE(denied_by(kRole, world.own(party("US"), body)));
  body.until = day("2016-12-31");
  EXPECT_TRUE(denied_by(kActOrder, world.own(kJp, body)));
}

TEST(DeclarationRules, a_system_is_accredited_for_a_level_of_its_own_scheme_R12_4) {
  const World world;
  act::SystemAccredit body{act_id(1),   name("jp-system"), name("SECRET"),
                           name("MOD"), day("2017-01-01"), day("2018-01-01")};
  EXPECT_TRUE(permitted(world.own(kJp, body)));
  body.level = name("RESTRICTED");
  EXPECT_TRUE(denied_by(kCovered, world.own(kJp, body)));
  body.level = name("SECRET");
  body.until = day("2016-12-31");
  EXPECT_TRUE(denied_by(kActOrder, world.own(kJp, body)));
}

TEST(DeclarationRules, what_holds_for_one_day_is_valid_R2_2_R12_4) {
  const World world;
  const CivilDate one = day("2017-01-01");
  EXPECT_TRUE(permitted(
      world.own(kJp, act::AuthorityNotify{act_id(1), name("MOD"), "EXERCISE", one, one})));
  EXPECT_TRUE(permitted(world.own(
      kJp, act::SystemAccredit{act_id(1), name("s"), name("SECRET"), name("MOD"), one, one})));
}

TEST(DeclarationRules, an_assurance_has_all_three_statements_R7_2) {
  const World world;
  act::AssuranceGive body{act_id(1), name("SECRET"), name("MOD"),      true,
                          true,      true,           day("2018-01-01")};
  EXPECT_TRUE(permitted(world.own(kJp, body)));
  body.official_need = false;
  EXPECT_TRUE(denied_by(kAssured, world.own(kJp, body)));
  body.level = name("COSMIC");
  EXPECT_TRUE(denied_by(kCovered, world.own(kJp, body)));
}

TEST(IncidentRules, a_report_is_open_at_any_time_and_acknowledged_by_the_other_once_R17_1) {
  World world = after_lapse();
  const act::IncidentReport report{act_id(70), item_id(1), act::IncidentKind::possible_loss,
                                   Instant::from_ms(5), "EXERCISE"};
  EXPECT_TRUE(permitted(world.own(kJp, report)));
  const act::IncidentAcknowledge answer{act_id(71), act_id(70)};
  EXPECT_TRUE(denied_by(kKnown, world.own(kKr, answer)));
  world.add(kJp, report);
  EXPECT_TRUE(denied_by(kRole, world.own(kJp, answer)));
  EXPECT_TRUE(permitted(world.own(kKr, answer)));
  world.add(kKr, answer);
  EXPECT_TRUE(denied_by(kActOrder, world.own(kKr, answer)));
}

TEST(Decisions, a_decision_that_asked_nothing_permits_nothing_I14) {
  const Decision nothing;
  EXPECT_FALSE(nothing.permitted());
  EXPECT_FALSE(nothing.out_of_order());
  EXPECT_EQ(nothing.deciding(), nullptr);
}

TEST(Decisions, the_same_view_gives_the_same_decision) {
  const World world = ready_to_release();
  const Decision once = world.own(kKr, release());
  const Decision again = world.own(kKr, release());
  ASSERT_EQ(once.asked().size(), again.asked().size());
  EXPECT_TRUE(std::equal(once.asked().begin(), once.asked().end(), again.asked().begin()));
}

}  // namespace
}  // namespace entente::rules::testing
