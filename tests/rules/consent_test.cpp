#include <gtest/gtest.h>

#include "world.h"

namespace entente::rules::testing {
namespace {

World with_consent() {
  World world = with_item(Stage::registered);
  world.add(kJp, request());
  world.add(kKr, grant());
  return world;
}

TEST(ConsentRules, permit_a_transfer_that_the_originating_party_approved_R6_1) {
  EXPECT_TRUE(permitted(with_consent().own(kJp, transfer())));
  EXPECT_TRUE(permitted(with_consent().arrived(kJp, transfer())));
}

TEST(ConsentRules, deny_a_transfer_without_a_consent_R6_1_I4) {
  World world = with_item(Stage::registered);
  EXPECT_TRUE(denied_by(kNoThirdParty, world.own(kJp, transfer())));
  act::ItemTransfer body = transfer();
  body.consent.reset();
  EXPECT_TRUE(denied_by(kNoThirdParty, world.own(kJp, body)));
  world.add(kJp, request());
  EXPECT_TRUE(denied_by(kNoThirdParty, world.own(kJp, transfer())));
}

TEST(ConsentRules, a_consent_serves_no_other_third_party_AB12) {
  act::ItemTransfer body = transfer();
  body.recipient = "EXERCISE Institute 2";
  EXPECT_TRUE(denied_by(kNoThirdParty, with_consent().own(kJp, body)));
}

TEST(ConsentRules, a_consent_serves_no_other_item_AB12) {
  World world = with_consent();
  world.add(kKr, release(2, 30)).add(kKr, dispatch(2, 31)).add(kJp, package_receipt(2, 32));
  world.add(kJp, content_receipt(2, 33)).add(kJp, registration(2, 34));
  EXPECT_TRUE(denied_by(kNoThirdParty, world.own(kJp, transfer(2))));
}

TEST(ConsentRules, a_consent_serves_no_other_purpose_AB12_AB15) {
  act::ItemTransfer body = transfer();
  body.purpose = name("maritime-security");
  EXPECT_TRUE(denied_by(kPurposeKept, with_consent().own(kJp, body)));
}

TEST(ConsentRules, a_consent_serves_to_the_end_of_its_last_day_AB12_AB48) {
  World world = with_item(Stage::registered);
  world.add(kJp, request());
  act::ConsentGrant until = grant();
  until.until = day("2017-03-31");
  world.add(kKr, until);
  EXPECT_TRUE(permitted(world.on("2017-03-31T23:59:59.999+09:00").own(kJp, transfer())));
  EXPECT_TRUE(denied_by(kNoThirdParty, world.on("2017-04-01T00:00:00+09:00").own(kJp, transfer())));
}

TEST(ConsentRules, a_consent_serves_no_more_after_its_revocation_AB12) {
  World world = with_consent();
  world.add(kKr, revocation());
  EXPECT_TRUE(denied_by(kNoThirdParty, world.own(kJp, transfer())));
}

TEST(ConsentRules, a_consent_serves_as_often_as_it_says_AB12) {
  World world = with_consent();
  world.add(kJp, transfer());
  EXPECT_TRUE(denied_by(kNoThirdParty, world.own(kJp, transfer(1, 8, 40))));
}

TEST(ConsentRules, a_consent_to_a_purpose_is_none_to_a_third_party_I4) {
  World world = with_item(Stage::registered);
  act::ConsentRequest asked = request();
  asked.kind = act::ConsentKind::purpose;
  asked.recipient.clear();
  world.add(kJp, asked).add(kKr, grant());
  act::ItemTransfer body = transfer();
  EXPECT_TRUE(denied_by(kNoThirdParty, world.own(kJp, body)));
  body.recipient.clear();
  EXPECT_TRUE(denied_by(kNoThirdParty, world.own(kJp, body)));
}

TEST(ConsentRules, deny_a_transfer_under_a_hold_and_after_the_lapse_R1_2_R21_3) {
  World held = with_consent();
  held.add(kJp, act::AgreementHold{act_id(60), item_id(1), "EXERCISE"});
  EXPECT_TRUE(denied_by(kNoHold, held.own(kJp, transfer())));
  World lapsed = after_lapse();
  lapsed.add(kJp, request()).add(kKr, grant());
  EXPECT_TRUE(denied_by(kInForce, lapsed.own(kJp, transfer())));
}

TEST(ConsentRules, a_person_of_the_register_hands_the_item_on_R6_5) {
  act::ItemTransfer body = transfer();
  body.by = person("nobody");
  EXPECT_TRUE(denied_by(kOnRegister, with_consent().own(kJp, body)));
}

TEST(ConsentRules, a_request_names_its_third_party_and_a_known_purpose_I4) {
  const World world = with_item(Stage::registered);
  EXPECT_TRUE(permitted(world.own(kJp, request())));
  act::ConsentRequest body = request();
  body.recipient.clear();
  EXPECT_TRUE(denied_by(kConsentAsked, world.own(kJp, body)));
  body = request();
  body.kind = act::ConsentKind::purpose;
  EXPECT_TRUE(denied_by(kConsentAsked, world.own(kJp, body)));
  body = request();
  body.purpose = name("trade");
  EXPECT_TRUE(denied_by(kPurposeNamed, world.own(kJp, body)));
}

TEST(ConsentRules, a_request_is_the_receiving_partys_about_an_item_it_holds_R2_3_AB22) {
  EXPECT_TRUE(denied_by(kRole, with_item(Stage::registered).own(kKr, request())));
  EXPECT_TRUE(denied_by(kActOrder, with_item(Stage::dispatched).own(kJp, request())));
  EXPECT_TRUE(denied_by(kKnown, ready_to_release().own(kJp, request())));
}

TEST(ConsentRules, nobody_grants_its_own_request_AB13) {
  World world = with_item(Stage::registered);
  world.add(kJp, request());
  EXPECT_TRUE(denied_by(kRole, world.own(kJp, grant())));
  EXPECT_TRUE(denied_by(kRole, world.arrived(kJp, grant())));
}

TEST(ConsentRules, an_officer_of_the_originating_party_approves_AB13) {
  World world = with_item(Stage::registered);
  world.add(kJp, request());
  EXPECT_TRUE(permitted(world.own(kKr, grant())));
  act::ConsentGrant body = grant();
  body.approved_by = person("ito.yui");
  EXPECT_TRUE(denied_by(kOwnDecision, world.own(kKr, body)));
}

TEST(ConsentRules, a_grant_answers_one_open_request_and_ends_on_a_day_to_come_I4_AB22) {
  World world = with_item(Stage::registered);
  EXPECT_TRUE(denied_by(kKnown, world.own(kKr, grant())));
  world.add(kJp, request());
  act::ConsentGrant body = grant();
  body.uses = 0;
  EXPECT_TRUE(denied_by(kConsentAsked, world.own(kKr, body)));
  body = grant();
  body.until = day("2017-01-31");
  EXPECT_TRUE(denied_by(kConsentAsked, world.own(kKr, body)));
  world.add(kKr, grant());
  EXPECT_TRUE(denied_by(kActOrder, world.own(kKr, grant(1, 8, 41))));
}

TEST(ConsentRules, a_grant_may_end_today_I4) {
  World world = with_item(Stage::registered);
  world.add(kJp, request()).on("2017-02-01");
  act::ConsentGrant today = grant();
  today.until = day("2017-02-01");
  EXPECT_TRUE(permitted(world.own(kKr, today)));
  today.until = day("2017-01-31");
  EXPECT_TRUE(denied_by(kConsentAsked, world.own(kKr, today)));
}

TEST(ConsentRules, a_revocation_is_the_originating_partys_once_I4) {
  World world = with_consent();
  EXPECT_TRUE(denied_by(kRole, world.own(kJp, revocation())));
  EXPECT_TRUE(permitted(world.own(kKr, revocation())));
  EXPECT_TRUE(denied_by(kKnown, world.own(kKr, revocation(1, 99))));
  world.add(kKr, revocation());
  EXPECT_TRUE(denied_by(kActOrder, world.own(kKr, revocation(1, 8, 42))));
}

}  // namespace
}  // namespace entente::rules::testing
