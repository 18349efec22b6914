#include <gtest/gtest.h>

#include "world.h"

/// Objects that were sealed outside the node (issue: one way to a key).
namespace entente::rules::testing {
namespace {

const PersonId kReader = person("ito.yui");
const ItemId kItem = item_id(7);

act::ObjectEnrol enrolment() {
  act::ObjectEnrol body;
  body.id = act_id(70);
  body.agreement = World::agreement_id();
  body.item = kItem;
  body.policy = "5ba1f1a8-0000-4000-8000-000000000001";
  body.object = act::ObjectRef{};
  body.title = "EXERCISE";
  body.marking = name("JP-HI");
  body.marking_text =
      agreement::testing::jp_kr().equivalence().scheme(kJp)->find(body.marking)->text;
  body.purpose = name("exercise");
  body.decided_by = person("sato.hana");
  return body;
}

act::ItemAccess reading() {
  act::ItemAccess body;
  body.id = act_id(71);
  body.agreement = World::agreement_id();
  body.item = kItem;
  body.person = kReader;
  body.purpose = name("exercise");
  return body;
}

act::NeedToKnowGrant need() {
  return {act_id(72),       kReader,           kItem,
          name("exercise"), person("abe.ren"), agreement::testing::at("2030-01-01")};
}

act::ClearanceGrant cleared() {
  act::ClearanceGrant grant = cleared_for_secret(act_id(73), "ito.yui");
  grant.levels.push_back(name("CONFIDENTIAL"));
  return grant;
}

/// The object is enrolled, and the reader cleared with a need.
World readable(const act::ObjectEnrol& body = enrolment()) {
  World world;
  world.keep(body).keep(cleared()).keep(need());
  return world;
}

TEST(EnrolledObjects, are_read_by_the_rules_of_every_item_R7_1) {
  EXPECT_TRUE(permitted(readable().own(kJp, reading())));
  World uncleared;
  uncleared.keep(enrolment()).keep(need());
  EXPECT_TRUE(denied_by(kCleared, uncleared.own(kJp, reading())));
  World no_need;
  no_need.keep(enrolment()).keep(cleared());
  EXPECT_TRUE(denied_by(kNeedToKnow, no_need.own(kJp, reading())));
}

TEST(EnrolledObjects, are_nobodys_before_they_are_enrolled_I14) {
  World world;
  world.keep(cleared()).keep(need());
  EXPECT_TRUE(denied_by(kKnown, world.own(kJp, reading())));
}

TEST(EnrolledObjects, are_not_read_past_a_hold_or_before_the_agreement_is_in_force) {
  World held = readable();
  held.add(kJp, act::AgreementHold{act_id(74), {}, "EXERCISE"});
  EXPECT_TRUE(denied_by(kNoHold, held.own(kJp, reading())));
  World unsigned_yet(Signed::no);
  unsigned_yet.keep(enrolment()).keep(cleared()).keep(need());
  EXPECT_TRUE(denied_by(kAccessAllowed, unsigned_yet.own(kJp, reading())));
}

TEST(EnrolledObjects, are_not_read_past_their_last_day) {
  act::ObjectEnrol until = enrolment();
  until.expires = day("2017-01-31");
  EXPECT_TRUE(denied_by(kNotExpired, readable(until).own(kJp, reading())));
  until.expires = day("2017-02-01");
  EXPECT_TRUE(permitted(readable(until).own(kJp, reading())));
}

TEST(EnrolledObjects, open_for_those_alone_whom_their_policy_names) {
  act::ObjectEnrol named = enrolment();
  named.readers = {"sato.hana"};
  EXPECT_TRUE(denied_by(kPolicyNames, readable(named).own(kJp, reading())));
  named.readers = {"sato.hana", "ito.yui"};
  EXPECT_TRUE(permitted(readable(named).own(kJp, reading())));
}

TEST(EnrolledObjects, need_every_level_that_their_policy_demands) {
  act::ObjectEnrol higher = enrolment();
  higher.levels = {name("SECRET"), name("TOP-SECRET")};
  EXPECT_TRUE(denied_by(kPolicyDemands, readable(higher).own(kJp, reading())));
  higher.levels = {name("SECRET")};
  EXPECT_TRUE(permitted(readable(higher).own(kJp, reading())));
}

TEST(EnrolledObjects, open_for_nobody_with_an_unknown_attribute_I14) {
  act::ObjectEnrol foreign = enrolment();
  foreign.unknown = {"https://other.example/attr/level/value/secret"};
  EXPECT_TRUE(denied_by(kPolicyDemands, readable(foreign).own(kJp, reading())));
}

TEST(EnrolledObjects, an_attribute_alone_opens_nothing) {
  // The reader has every attribute that there is; without an item there is no need to know.
  World world;
  world.keep(cleared());
  EXPECT_TRUE(denied_by(kKnown, world.own(kJp, reading())));
}

TEST(EnrolledObjects, are_read_under_their_own_agreement_alone) {
  act::ObjectEnrol elsewhere = enrolment();
  elsewhere.agreement = AgreementId::parse("other-1999/exercise").value();
  EXPECT_TRUE(denied_by(kKnown, readable(elsewhere).own(kJp, reading())));
}

TEST(EnrolledObjects, are_unknown_to_the_partner) {
  EXPECT_TRUE(denied_by(
      kKnown, readable().arrived(kJp, act::ItemReturn{act_id(75), kItem, kReader, "EXERCISE"})));
  // Nor does the own party do with them what is done with a partner's items.
  EXPECT_TRUE(denied_by(
      kKnown, readable().own(kJp, act::ItemReturn{act_id(75), kItem, kReader, "EXERCISE"})));
}

TEST(EnrolledObjects, are_entered_by_an_officer_with_a_marking_and_a_purpose) {
  World world;
  EXPECT_TRUE(permitted(world.own(kJp, enrolment())));
  act::ObjectEnrol body = enrolment();
  body.decided_by = kReader;
  EXPECT_TRUE(denied_by(kEnrolledByOfficer, world.own(kJp, body)));
  body = enrolment();
  body.marking_text = "EXERCISE";
  EXPECT_TRUE(denied_by(kMarked, world.own(kJp, body)));
  body = enrolment();
  body.purpose = name("other");
  EXPECT_TRUE(denied_by(kPurposeNamed, world.own(kJp, body)));
  body = enrolment();
  body.agreement = AgreementId::parse("other-1999/exercise").value();
  EXPECT_TRUE(denied_by(kRole, world.own(kJp, body)));
}

TEST(EnrolledObjects, one_policy_is_one_item_R6_6) {
  World world = readable();
  act::ObjectEnrol again = enrolment();
  EXPECT_TRUE(denied_by(kOneItem, world.own(kJp, again)));
  again.item = item_id(8);
  EXPECT_TRUE(denied_by(kOneItem, world.own(kJp, again)));
  again.policy = "another";
  EXPECT_TRUE(permitted(world.own(kJp, again)));
  again.policy = item_id(1).text();
  EXPECT_TRUE(denied_by(kOneItem, world.own(kJp, again))) << "the name of another item's object";
  again.policy = "";
  EXPECT_TRUE(denied_by(kOneItem, world.own(kJp, again)));
}

}  // namespace
}  // namespace entente::rules::testing
