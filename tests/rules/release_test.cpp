#include <gtest/gtest.h>

#include "world.h"

namespace entente::rules::testing {
namespace {

Decision decided(const World& world, const act::ItemRelease& body) {
  const Decision own = world.own(kKr, body);
  const Decision arrived = world.arrived(kKr, body);
  EXPECT_EQ(own.permitted(), arrived.permitted()) << "both nodes decide alike";
  return own;
}

TEST(ReleaseRules, permit_what_an_officer_decided_and_both_sides_are_ready_for_I1) {
  EXPECT_TRUE(permitted(decided(ready_to_release(), release())));
}

TEST(ReleaseRules, permit_on_the_first_and_the_last_day_of_all_that_it_needs_R12_4_R7_2) {
  World last = ready_to_release();
  EXPECT_TRUE(permitted(last.on("2026-11-22T12:00:00+09:00").own(kKr, release())));
  World first = ready_to_release();
  first.add(kJp, act::SystemAccredit{act_id(85), name("jp-system"), name("SECRET"), name("MOD"),
                                     day("2017-02-01"), day("2017-02-01")});
  EXPECT_TRUE(permitted(first.on("2017-02-01T12:00:00+09:00").own(kKr, release())));
  EXPECT_TRUE(denied_by(kSystems, first.on("2017-02-02T12:00:00+09:00").own(kKr, release())));
}

TEST(ReleaseRules, permit_a_marking_with_one_equivalent_as_well_as_a_choice_R4_2) {
  act::ItemRelease one = release();
  one.marking = name("KR-3");
  one.marking_text = "군사 Ⅲ급 비밀";
  EXPECT_TRUE(permitted(ready_to_release().own(kKr, one)));
}

TEST(ReleaseRules, deny_a_release_without_a_decision_of_its_own_R1_2) {
  act::ItemRelease body = release();
  body.reason.clear();
  EXPECT_TRUE(denied_by(kOwnDecision, decided(ready_to_release(), body)));
  body = release();
  body.decided_by = {};
  EXPECT_TRUE(denied_by(kOwnDecision, decided(ready_to_release(), body)));
}

TEST(ReleaseRules, deny_a_release_that_no_officer_of_the_register_decided_R1_2) {
  for (const std::string_view who : {"ito.yui", "nobody"}) {
    act::ItemRelease body = release();
    body.decided_by = person(who);
    EXPECT_TRUE(denied_by(kOwnDecision, ready_to_release().own(kKr, body))) << who;
  }
}

TEST(ReleaseRules, deny_a_release_that_the_own_hold_covers_R1_2) {
  World world = ready_to_release();
  world.add(kKr, act::AgreementHold{act_id(60), item_id(2), "EXERCISE"});
  world.add(kJp, act::AgreementHold{act_id(61), {}, "EXERCISE"});
  EXPECT_TRUE(permitted(decided(world, release(1))));
  EXPECT_TRUE(denied_by(kNoHold, decided(world, release(2))));
  world.add(kKr, act::AgreementHold{act_id(62), {}, "EXERCISE"});
  EXPECT_TRUE(denied_by(kNoHold, decided(world, release(1))));
  world.add(kKr, act::AgreementUnhold{act_id(63), act_id(62)});
  EXPECT_TRUE(permitted(decided(world, release(1))));
}

TEST(ReleaseRules, deny_content_that_does_not_fit_the_form_R2_1) {
  act::ItemRelease body = release();
  body.form = act::Form::oral;
  EXPECT_TRUE(denied_by(kForm, decided(ready_to_release(), body)));
  body.object.reset();
  EXPECT_TRUE(permitted(decided(ready_to_release(), body)));
  body.form = act::Form::document;
  EXPECT_TRUE(denied_by(kForm, decided(ready_to_release(), body)));
}

TEST(ReleaseRules, deny_an_authority_that_the_other_party_has_not_named_R2_2_I14) {
  act::ItemRelease body = release();
  body.recipient_authority = name("MOFA");
  EXPECT_TRUE(denied_by(kAuthority, decided(ready_to_release(), body)));
}

TEST(ReleaseRules, an_authority_is_one_from_its_first_to_its_last_day_R2_2_AB48) {
  World world = ready_to_release();
  world.add(kJp, act::AuthorityNotify{act_id(83), name("MOD"), "EXERCISE", day("2017-03-01"),
                                      day("2017-03-31")});
  EXPECT_TRUE(denied_by(kAuthority, decided(world.on("2017-02-28T23:59:59.999+09:00"), release())));
  EXPECT_TRUE(permitted(decided(world.on("2017-03-01T00:00:00+09:00"), release())));
  EXPECT_TRUE(permitted(decided(world.on("2017-03-31T23:59:59.999+09:00"), release())));
  EXPECT_TRUE(denied_by(kAuthority, decided(world.on("2017-04-01T00:00:00+09:00"), release())));
}

TEST(ReleaseRules, deny_a_marking_that_is_not_the_originating_partys_own_R4_5) {
  act::ItemRelease body = release();
  body.marking_text = "군사 Ⅲ급 비밀";
  EXPECT_TRUE(denied_by(kMarked, decided(ready_to_release(), body)));
  body.marking_text = "";
  EXPECT_TRUE(denied_by(kMarked, decided(ready_to_release(), body)));
  body = release();
  body.marking = name("KR-4");
  EXPECT_TRUE(denied_by(kMarked, decided(ready_to_release(), body)));
  body.marking = name("JP-GOKUHI");
  body.marking_text = "極秘";
  EXPECT_TRUE(denied_by(kMarked, decided(ready_to_release(), body)));
}

TEST(ReleaseRules, deny_a_level_that_the_agreement_leaves_out_R4_3_AB09) {
  act::ItemRelease body = release();
  body.marking = name("KR-1");
  body.marking_text = "군사 Ⅰ급 비밀";
  EXPECT_TRUE(denied_by(kCovered, decided(ready_to_release(), body)));
  body.marking = name("KR-R");
  body.marking_text = "군사 대외비";
  EXPECT_TRUE(denied_by(kCovered, decided(ready_to_release(), body)));
}

TEST(ReleaseRules, deny_a_recipient_that_is_no_other_party_R6_1) {
  act::ItemRelease body = release();
  for (const std::string_view who : {"US", "KR"}) {
    body.recipient = party(who);
    EXPECT_TRUE(denied_by(kNoThirdParty, decided(ready_to_release(), body))) << who;
  }
}

TEST(ReleaseRules, deny_a_purpose_that_the_agreement_does_not_know_R6_3) {
  act::ItemRelease body = release();
  body.purpose = name("trade");
  EXPECT_TRUE(denied_by(kPurposeNamed, decided(ready_to_release(), body)));
}

TEST(ReleaseRules, deny_a_time_limit_that_has_passed_R6_3) {
  act::ItemRelease body = release();
  body.expires = day("2017-02-01");
  World world = ready_to_release();
  EXPECT_TRUE(permitted(decided(world.on("2017-02-01T23:59:59.999+09:00"), body)));
  EXPECT_TRUE(denied_by(kNotExpired, decided(world.on("2017-02-02T00:00:00+09:00"), body)));
}

TEST(ReleaseRules, deny_an_item_that_nobody_may_ever_open_R6_3) {
  act::ItemRelease body = release();
  body.max_openings = 0;
  EXPECT_TRUE(denied_by(kOpeningsLeft, decided(ready_to_release(), body)));
  body.max_openings = 1;
  EXPECT_TRUE(permitted(decided(ready_to_release(), body)));
}

TEST(ReleaseRules, deny_without_an_assurance_that_fits_R7_2) {
  const auto with = [](const PartyCode& by, std::string_view level, std::string_view authority,
                       bool complete) {
    World world = ready_to_release();
    world.add(by, act::AssuranceGive{act_id(91), name(level), name(authority), true, true, complete,
                                     day("2026-11-22")});
    act::ItemRelease body = release();
    body.assurance = act_id(91);
    return decided(world, body);
  };
  EXPECT_TRUE(permitted(with(kJp, "SECRET", "MOD", true)));
  EXPECT_TRUE(permitted(with(kJp, "TOP-SECRET", "MOD", true)));
  EXPECT_TRUE(denied_by(kAssured, with(kJp, "CONFIDENTIAL", "MOD", true)));
  EXPECT_TRUE(denied_by(kAssured, with(kJp, "SECRET", "MOFA", true)));
  EXPECT_TRUE(denied_by(kAssured, with(kJp, "SECRET", "MOD", false)));
  EXPECT_TRUE(denied_by(kAssured, with(kKr, "SECRET", "MOD", true)));
  act::ItemRelease unknown = release();
  unknown.assurance = act_id(99);
  EXPECT_TRUE(denied_by(kAssured, decided(ready_to_release(), unknown)));
}

TEST(ReleaseRules, deny_systems_that_are_not_accredited_for_the_level_R12_4_I14) {
  act::ItemRelease body = release();
  body.sending_system = name("jp-system");
  EXPECT_TRUE(denied_by(kSystems, decided(ready_to_release(), body)));
  body = release();
  body.receiving_system = name("unknown");
  EXPECT_TRUE(denied_by(kSystems, decided(ready_to_release(), body)));
  World lower = ready_to_release();
  lower.add(kJp, act::SystemAccredit{act_id(84), name("jp-system"), name("CONFIDENTIAL"),
                                     name("MOD"), day("2016-11-23"), day("2026-11-22")});
  EXPECT_TRUE(denied_by(kSystems, decided(lower, release())));
  World ending = ready_to_release();
  ending.add(kKr, act::SystemAccredit{act_id(85), name("kr-system"), name("SECRET"), name("MND"),
                                      day("2016-11-23"), day("2017-02-01")});
  EXPECT_TRUE(permitted(decided(ending.on("2017-02-01T23:59:59.999+09:00"), release())));
  EXPECT_TRUE(denied_by(kSystems, decided(ending.on("2017-02-02T00:00:00+09:00"), release())));
}

TEST(ReleaseRules, deny_before_entry_into_force_and_after_the_lapse_R21_1_R21_3_AB35) {
  EXPECT_TRUE(denied_by(kInForce, decided(ready_to_release(Signed::no), release())));
  EXPECT_TRUE(denied_by(kInForce, decided(after_lapse(), release(2))));
}

TEST(ReleaseRules, deny_an_id_that_is_there_already_AB02) {
  EXPECT_TRUE(denied_by(kActOrder, decided(with_item(Stage::released), release())));
}

TEST(DispatchRules, permit_a_listed_channel_alone_R9_1) {
  const World world = with_item(Stage::released);
  EXPECT_TRUE(permitted(world.own(kKr, dispatch())));
  act::ItemDispatch body = dispatch();
  body.channel = name("parcel-service");
  EXPECT_TRUE(denied_by(kChannel, world.own(kKr, body)));
  EXPECT_TRUE(denied_by(kChannel, world.arrived(kKr, body)));
}

TEST(DispatchRules, deny_the_wrong_party_an_unknown_item_and_a_second_time_R2_3_I14) {
  EXPECT_TRUE(denied_by(kRole, with_item(Stage::released).own(kJp, dispatch())));
  EXPECT_TRUE(denied_by(kKnown, ready_to_release().own(kKr, dispatch())));
  const Decision twice = with_item(Stage::dispatched).own(kKr, dispatch());
  EXPECT_TRUE(denied_by(kActOrder, twice));
  EXPECT_TRUE(twice.out_of_order());
}

TEST(DispatchRules, deny_under_a_hold_and_after_the_lapse_R1_2_R21_3) {
  World held = with_item(Stage::released);
  held.add(kKr, act::AgreementHold{act_id(60), item_id(1), "EXERCISE"});
  EXPECT_TRUE(denied_by(kNoHold, held.own(kKr, dispatch())));
  EXPECT_TRUE(denied_by(kInForce, after_lapse(Stage::released).own(kKr, dispatch())));
}

}  // namespace
}  // namespace entente::rules::testing
