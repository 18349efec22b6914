#include <gtest/gtest.h>

#include "world.h"

namespace entente::rules::testing {
namespace {

const PersonId kReader = person("ito.yui");

act::ItemAccess reading(std::string_view purpose = "exercise") {
  act::ItemAccess body;
  body.id = act_id(20);
  body.item = item_id(1);
  body.person = kReader;
  body.purpose = name(purpose);
  return body;
}

act::NeedToKnowGrant need(std::string_view purpose = "exercise",
                          std::string_view until = "2030-01-01") {
  return {act_id(21),    kReader,           item_id(1),
          name(purpose), person("abe.ren"), agreement::testing::at(until)};
}

act::ClearanceGrant clearance(std::string_view level = "SECRET",
                              std::string_view from = "2016-01-01",
                              std::string_view until = "2030-01-01") {
  return {act_id(22), kReader, {name(level)}, day(from), day(until), Zone{540}};
}

/// Item 1 in JP's register, and a reader who may read it.
World readable(Signed in_force = Signed::yes) {
  World world = with_item(Stage::registered, in_force);
  world.keep(clearance()).keep(need());
  return world;
}

TEST(AccessRules, permit_a_cleared_person_of_the_register_with_a_need_R7_1_I8) {
  EXPECT_TRUE(permitted(readable().own(kJp, reading())));
}

TEST(AccessRules, deny_a_person_who_is_on_no_register_R6_5_I14) {
  act::ItemAccess body = reading();
  body.person = person("nobody");
  EXPECT_TRUE(denied_by(kOnRegister, readable().own(kJp, body)));
}

TEST(AccessRules, deny_an_officer_without_clearance_whatever_the_office_R7_1_I8) {
  World world = readable();
  world.enrol("general", {act::Role::administrator, act::Role::security_officer,
                          act::Role::registry_officer, act::Role::auditor});
  act::ItemAccess body = reading();
  body.person = person("general");
  EXPECT_TRUE(denied_by(kCleared, world.own(kJp, body)));
}

TEST(AccessRules, nobody_administers_or_audits_what_they_take_part_in_AB46) {
  World world = readable();
  const auto enrolled = [&](std::vector<act::Role> roles) {
    return world.own(kJp, act::PersonEnrol{act_id(24), person("new.one"), "EXERCISE",
                                           name("facility-1"), std::move(roles)});
  };
  using enum act::Role;
  EXPECT_TRUE(permitted(enrolled({administrator})));
  EXPECT_TRUE(permitted(enrolled({auditor})));
  EXPECT_TRUE(permitted(enrolled({security_officer, registry_officer, analyst})));
  for (const act::Role other : {security_officer, registry_officer, analyst, auditor}) {
    EXPECT_TRUE(denied_by(kDutiesApart, enrolled({administrator, other})));
  }
  EXPECT_TRUE(denied_by(kDutiesApart, enrolled({analyst, auditor})));
}

TEST(AccessRules, nobody_who_administers_or_audits_reads_whatever_they_are_cleared_for_AB46) {
  for (const act::Role role : {act::Role::administrator, act::Role::auditor}) {
    World world = readable();
    world.enrol("ito.yui", {role}).keep(clearance()).keep(need());
    EXPECT_TRUE(denied_by(kDutiesApart, world.own(kJp, reading())));
  }
}

TEST(AccessRules, a_clearance_counts_for_its_levels_alone_R7_1) {
  World world = with_item(Stage::registered);
  world.keep(clearance("CONFIDENTIAL")).keep(need());
  EXPECT_TRUE(denied_by(kCleared, world.own(kJp, reading())));
}

TEST(AccessRules, a_clearance_counts_from_midnight_to_midnight_in_its_zone_AB48) {
  World world = readable();
  world.keep(clearance("SECRET", "2017-03-01", "2017-03-31"));
  const auto at = [&](std::string_view when) { return world.on(when).own(kJp, reading()); };
  EXPECT_TRUE(denied_by(kCleared, at("2017-02-28T23:59:59.999+09:00")));
  EXPECT_TRUE(permitted(at("2017-03-01T00:00:00+09:00")));
  EXPECT_TRUE(permitted(at("2017-03-31T23:59:59.999+09:00")));
  EXPECT_TRUE(denied_by(kCleared, at("2017-04-01T00:00:00+09:00")));
}

TEST(AccessRules, a_revoked_clearance_counts_at_once_no_more_R7_1_R7_3) {
  World world = readable();
  world.keep(act::ClearanceRevoke{act_id(23), kReader, "EXERCISE"});
  EXPECT_TRUE(denied_by(kCleared, world.own(kJp, reading())));
}

TEST(AccessRules, deny_who_has_left_the_register_R6_5) {
  World world = readable();
  world.keep(act::PersonLeave{act_id(23), kReader, "EXERCISE"});
  EXPECT_TRUE(denied_by(kOnRegister, world.own(kJp, reading())));
  world.enrol("ito.yui", {act::Role::analyst});
  EXPECT_TRUE(denied_by(kCleared, world.own(kJp, reading())));
  world.keep(clearance());
  EXPECT_TRUE(denied_by(kNeedToKnow, world.own(kJp, reading())));
  world.keep(need());
  EXPECT_TRUE(permitted(world.own(kJp, reading())));
}

TEST(AccessRules, a_suspended_clearance_counts_at_once_no_more_R7_3) {
  World world = readable();
  world.keep(act::ClearanceSuspend{act_id(23), kReader, "EXERCISE"});
  EXPECT_TRUE(denied_by(kCleared, world.own(kJp, reading())));
  world.keep(act::ClearanceResume{act_id(24), kReader, "EXERCISE"});
  EXPECT_TRUE(permitted(world.own(kJp, reading())));
}

TEST(AccessRules, deny_without_a_need_for_this_item_and_purpose_R7_1) {
  World none = with_item(Stage::registered);
  none.keep(clearance());
  EXPECT_TRUE(denied_by(kNeedToKnow, none.own(kJp, reading())));
  World other = none;
  other.keep(need("maritime-security"));
  EXPECT_TRUE(denied_by(kNeedToKnow, other.own(kJp, reading())));
  World revoked = readable();
  revoked.keep(act::NeedToKnowRevoke{act_id(24), kReader, item_id(1)});
  EXPECT_TRUE(denied_by(kNeedToKnow, revoked.own(kJp, reading())));
}

TEST(AccessRules, a_need_ends_at_its_instant_R7_1) {
  World world = readable();
  world.keep(need("exercise", "2017-03-01T00:00:00+09:00"));
  EXPECT_TRUE(permitted(world.on("2017-02-28T23:59:59.999+09:00").own(kJp, reading())));
  EXPECT_TRUE(denied_by(kNeedToKnow, world.on("2017-03-01T00:00:00+09:00").own(kJp, reading())));
}

TEST(AccessRules, deny_another_purpose_than_the_items_own_R6_3_AB15) {
  World world = readable();
  world.keep(need("maritime-security"));
  EXPECT_TRUE(denied_by(kPurposeKept, world.own(kJp, reading("maritime-security"))));
}

TEST(AccessRules, permit_another_purpose_that_the_originating_party_has_approved_R6_3) {
  World world = readable();
  world.keep(need("maritime-security"));
  act::ConsentRequest asked = request();
  asked.kind = act::ConsentKind::purpose;
  asked.recipient.clear();
  asked.purpose = name("maritime-security");
  world.add(kJp, asked);
  EXPECT_TRUE(denied_by(kPurposeKept, world.own(kJp, reading("maritime-security"))));
  world.add(kKr, grant());
  EXPECT_TRUE(permitted(world.own(kJp, reading("maritime-security"))));
  world.add(kKr, revocation());
  EXPECT_TRUE(denied_by(kPurposeKept, world.own(kJp, reading("maritime-security"))));
}

TEST(AccessRules, deny_after_the_originating_partys_time_limit_R6_3) {
  World world = ready_to_release();
  act::ItemRelease limited = release();
  limited.expires = day("2017-03-31");
  world.add(kKr, limited).add(kKr, dispatch()).add(kJp, package_receipt());
  world.add(kJp, content_receipt()).add(kJp, registration());
  world.keep(clearance()).keep(need());
  EXPECT_TRUE(permitted(world.on("2017-03-31T23:59:59.999+09:00").own(kJp, reading())));
  EXPECT_TRUE(denied_by(kNotExpired, world.on("2017-04-01T00:00:00+09:00").own(kJp, reading())));
}

TEST(AccessRules, deny_an_opening_past_the_number_that_the_originating_party_allows_R6_3) {
  World world = ready_to_release();
  act::ItemRelease limited = release();
  limited.max_openings = 2;
  world.add(kKr, limited).add(kKr, dispatch()).add(kJp, package_receipt());
  world.add(kJp, content_receipt()).add(kJp, registration());
  world.keep(clearance()).keep(need());
  for (int opening = 0; opening < 2; ++opening) {
    EXPECT_TRUE(permitted(world.own(kJp, reading())));
    world.keep(reading());
  }
  EXPECT_TRUE(denied_by(kOpeningsLeft, world.own(kJp, reading())));
}

TEST(AccessRules, deny_an_item_that_is_not_marked_by_both_sides_yet_R4_1) {
  World world = with_item(Stage::received);
  world.keep(clearance()).keep(need());
  EXPECT_TRUE(denied_by(kActOrder, world.own(kJp, reading())));
}

TEST(AccessRules, deny_under_the_readers_own_hold_R1_2) {
  World world = readable();
  world.add(kJp, act::AgreementHold{act_id(60), item_id(1), "EXERCISE"});
  EXPECT_TRUE(denied_by(kNoHold, world.own(kJp, reading())));
}

TEST(AccessRules, deny_where_no_agreement_ever_came_into_force_R21_3) {
  EXPECT_TRUE(denied_by(kAccessAllowed, readable(Signed::no).own(kJp, reading())));
}

TEST(AccessRules, permit_what_the_agreements_end_leaves_readable_R21_3_AB35) {
  World world = after_lapse();
  world.keep(clearance()).keep(need());
  EXPECT_TRUE(permitted(world.own(kJp, reading())));
}

TEST(AccessRules, deny_a_partners_readings_and_unknown_items_I14) {
  EXPECT_TRUE(denied_by(kRole, readable().arrived(kJp, reading())));
  EXPECT_TRUE(denied_by(kRole, readable().own(kKr, reading())));
  EXPECT_TRUE(denied_by(kKnown, ready_to_release().own(kJp, reading())));
}

TEST(NeedToKnowRules, an_officer_approves_for_another_person_R7_4) {
  const World world = with_item(Stage::registered);
  EXPECT_TRUE(permitted(world.own(kJp, need())));
  act::NeedToKnowGrant body = need();
  body.approver = kReader;
  EXPECT_TRUE(denied_by(kTwoPersons, world.own(kJp, body)));
  body.person = body.approver = person("abe.ren");
  EXPECT_TRUE(denied_by(kTwoPersons, world.own(kJp, body)));
  body = need();
  body.approver = person("nobody");
  EXPECT_TRUE(denied_by(kTwoPersons, world.own(kJp, body)));
}

TEST(NeedToKnowRules, a_need_is_for_the_items_purpose_and_for_a_time_to_come_R7_1_AB15) {
  const World world = with_item(Stage::registered);
  EXPECT_TRUE(denied_by(kPurposeKept, world.own(kJp, need("maritime-security"))));
  EXPECT_TRUE(denied_by(kNeedToKnow, world.own(kJp, need("exercise", "2017-01-01"))));
}

TEST(NeedToKnowRules, a_need_that_ends_now_has_ended_R7_1) {
  World world = readable();
  world.on("2017-02-01");
  EXPECT_TRUE(denied_by(kNeedToKnow, world.own(kJp, need("exercise", "2017-02-01"))));
}

act::NeedToKnowGrantSet needs(std::vector<ItemId> items) {
  return {act_id(21),       kReader,           std::move(items),
          name("exercise"), person("abe.ren"), agreement::testing::at("2030-01-01")};
}

TEST(NeedToKnowRules, a_set_is_asked_as_each_of_its_items_R7_1_R7_4) {
  World world = with_item(Stage::registered);
  world.add(kKr, release(2, 31));
  EXPECT_TRUE(permitted(world.own(kJp, needs({item_id(1), item_id(2)}))));
  EXPECT_TRUE(denied_by(kKnown, world.own(kJp, needs({item_id(1), item_id(3)}))));
  EXPECT_TRUE(denied_by(kKnown, world.own(kJp, needs({}))));
  EXPECT_TRUE(denied_by(kRole, world.own(kKr, needs({item_id(1), item_id(2)}))));
  act::NeedToKnowGrantSet body = needs({item_id(1), item_id(2)});
  body.approver = kReader;
  EXPECT_TRUE(denied_by(kTwoPersons, world.own(kJp, body)));
  body = needs({item_id(1), item_id(2)});
  body.purpose = name("maritime-security");
  EXPECT_TRUE(denied_by(kPurposeKept, world.own(kJp, body)));
  body = needs({item_id(1), item_id(2)});
  body.until = agreement::testing::at("2017-01-01");
  EXPECT_TRUE(denied_by(kNeedToKnow, world.own(kJp, body)));
}

TEST(NeedToKnowRules, a_set_of_very_many_items_is_asked_as_one_R7_1) {
  const World world = with_item(Stage::registered);
  EXPECT_TRUE(permitted(world.own(kJp, needs(std::vector<ItemId>(1000, item_id(1))))));
}

TEST(NeedToKnowRules, each_item_of_a_set_may_be_read_R7_1) {
  World world = with_item(Stage::registered);
  world.keep(clearance()).keep(needs({item_id(1), item_id(2)}));
  EXPECT_TRUE(permitted(world.own(kJp, reading())));
}

TEST(NeedToKnowRules, who_has_left_neither_approves_nor_receives_R7_4) {
  World approver = with_item(Stage::registered);
  approver.keep(act::PersonLeave{act_id(25), person("abe.ren"), "EXERCISE"});
  EXPECT_TRUE(denied_by(kTwoPersons, approver.own(kJp, need())));
  World recipient = with_item(Stage::registered);
  recipient.keep(act::PersonLeave{act_id(25), kReader, "EXERCISE"});
  EXPECT_TRUE(denied_by(kOnRegister, recipient.own(kJp, need())));
}

TEST(HouseRules, a_clearance_is_suspended_while_it_counts_and_resumed_while_it_is_not_R7_3) {
  World world;
  const act::ClearanceSuspend suspend{act_id(26), kReader, "EXERCISE"};
  const act::ClearanceResume resume{act_id(27), kReader, "EXERCISE"};
  EXPECT_TRUE(denied_by(kActOrder, world.own(kJp, suspend)));
  EXPECT_TRUE(denied_by(kActOrder, world.own(kJp, resume)));
  world.keep(clearance());
  EXPECT_TRUE(permitted(world.own(kJp, suspend)));
  EXPECT_TRUE(denied_by(kActOrder, world.own(kJp, resume)));
  world.keep(suspend);
  EXPECT_TRUE(denied_by(kActOrder, world.own(kJp, suspend)));
  EXPECT_TRUE(permitted(world.own(kJp, resume)));
}

TEST(HouseRules, a_new_grant_does_not_lift_a_suspension_unseen_R7_3) {
  World world;
  world.keep(clearance()).keep(act::ClearanceSuspend{act_id(26), kReader, "EXERCISE"});
  EXPECT_TRUE(denied_by(kActOrder, world.own(kJp, clearance())));
  world.keep(act::ClearanceRevoke{act_id(28), kReader, "EXERCISE"});
  EXPECT_TRUE(permitted(world.own(kJp, clearance())));
}

TEST(HouseRules, only_who_is_on_the_register_leaves_it_R6_5) {
  World world;
  const act::PersonLeave leave{act_id(29), kReader, "EXERCISE"};
  EXPECT_TRUE(permitted(world.own(kJp, leave)));
  EXPECT_TRUE(denied_by(kHouseOrder, world.arrived(kJp, leave)));
  world.keep(leave);
  EXPECT_TRUE(denied_by(kOnRegister, world.own(kJp, leave)));
  EXPECT_TRUE(denied_by(kOnRegister, world.own(kJp, clearance())));
}

TEST(HouseRules, one_who_has_left_and_holds_no_copy_is_erased_by_two_persons_R6_5) {
  World world;
  const ActId left = act_id(29);
  act::PersonErase order{act_id(30),         left, 0, {}, "EXERCISE Act 1", person("abe.ren"),
                         person("kim.minji")};
  EXPECT_TRUE(denied_by(kErasable, world.own(kJp, order))) << "nobody left by that act";
  world.keep(act::PersonLeave{left, kReader, "EXERCISE"});
  EXPECT_TRUE(permitted(world.own(kJp, order)));
  EXPECT_TRUE(denied_by(kHouseOrder, world.arrived(kJp, order)));
  for (const auto& [by, witness, ground] : {std::tuple("abe.ren", "abe.ren", "EXERCISE Act 1"),
                                            std::tuple("abe.ren", "nobody", "EXERCISE Act 1"),
                                            std::tuple("nobody", "kim.minji", "EXERCISE Act 1"),
                                            std::tuple("abe.ren", "kim.minji", "")}) {
    order.by = person(by);
    order.witness = person(witness);
    order.ground = ground;
    EXPECT_TRUE(denied_by(kErasedByTwo, world.own(kJp, order))) << by << witness << ground;
  }
  order.by = person("abe.ren");
  order.witness = person("kim.minji");
  order.ground = "EXERCISE Act 1";
  world.keep(order);
  EXPECT_TRUE(denied_by(kErasable, world.own(kJp, order))) << "it is done once";
  EXPECT_TRUE(denied_by(kErasable, world.own(kJp, act::PersonEnrol{act_id(31),
                                                                   registry::erased_person(left),
                                                                   "EXERCISE",
                                                                   name("facility-1"),
                                                                   {}})));
}

TEST(HouseRules, one_for_whom_a_copy_is_left_is_not_erased_I10) {
  World world;
  act::ItemCopy copy;
  copy.item = item_id(1);
  copy.number = 1;
  copy.requested_by = kReader;
  world.keep(copy).keep(act::PersonLeave{act_id(29), kReader, "EXERCISE"});
  const act::PersonErase order{act_id(30),        act_id(29),         0, {}, "EXERCISE Act 1",
                               person("abe.ren"), person("kim.minji")};
  EXPECT_TRUE(denied_by(kErasable, world.own(kJp, order)));
  act::CopyDestroy destroyed;
  destroyed.item = item_id(1);
  destroyed.number = 1;
  world.keep(destroyed);
  EXPECT_TRUE(permitted(world.own(kJp, order)));
}

TEST(HouseRules, a_clearance_of_one_day_is_one_R7_1) {
  EXPECT_TRUE(permitted(World().own(kJp, clearance("SECRET", "2017-01-01", "2017-01-01"))));
}

TEST(HouseRules, a_register_is_kept_by_its_own_party_R6_5) {
  const World world;
  const act::Body bodies[] = {
      act::PersonEnrol{act_id(1), kReader, "EXERCISE", name("facility-1"), {}}, clearance(),
      act::ClearanceRevoke{act_id(2), kReader, "EXERCISE"},
      act::NeedToKnowRevoke{act_id(3), kReader, item_id(1)},
      act::PeerAccept{act_id(4), kKr, digest_of("invite"), "EXERCISE"}};
  for (const act::Body& body : bodies) {
    EXPECT_TRUE(permitted(world.own(kJp, body))) << act::type_of(body).name;
    EXPECT_TRUE(denied_by(kHouseOrder, world.arrived(kJp, body))) << act::type_of(body).name;
  }
}

TEST(HouseRules, a_clearance_names_a_person_its_levels_and_an_order_of_days_R7_1) {
  const World world;
  act::ClearanceGrant body = clearance();
  body.levels.clear();
  EXPECT_TRUE(denied_by(kCleared, world.own(kJp, body)));
  EXPECT_TRUE(denied_by(kCleared, world.own(kJp, clearance("SECRET", "2017-02-02", "2017-02-01"))));
  body = clearance();
  body.person = person("nobody");
  EXPECT_TRUE(denied_by(kOnRegister, world.own(kJp, body)));
}

TEST(HouseRules, a_peer_that_was_never_accepted_cannot_be_revoked_I14) {
  World world;
  const act::PeerRevoke body{act_id(5), kKr, "EXERCISE"};
  EXPECT_TRUE(denied_by(kKnown, world.own(kJp, body)));
  world.keep(act::PeerAccept{act_id(4), kKr, digest_of("invite"), "EXERCISE"});
  EXPECT_TRUE(permitted(world.own(kJp, body)));
}

}  // namespace
}  // namespace entente::rules::testing
