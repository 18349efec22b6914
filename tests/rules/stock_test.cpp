#include <gtest/gtest.h>

#include "world.h"

/// What a party holds: inventories, the end of copies, documents of its own.
namespace entente::rules::testing {
namespace {

using act::Unit;

/// Item 1 in JP's register as 極秘, a reader who may copy it, and one copy.
World holding() {
  World world = with_item(Stage::registered);
  world.keep(cleared_for_secret(act_id(70), "ito.yui"));
  world.keep(act::NeedToKnowGrant{act_id(71), person("ito.yui"), item_id(1), name("exercise"),
                                  person("abe.ren"), agreement::testing::at("2030-01-01")});
  act::ItemCopy copy;
  copy.item = item_id(1);
  copy.number = 1;
  copy.requested_by = person("ito.yui");
  return world.keep(copy);
}

act::InventoryTake inventory(std::vector<Unit> seen, std::vector<Unit> missing = {}) {
  act::InventoryTake body;
  body.id = act_id(80);
  body.agreement = World::agreement_id();
  body.taken_by = person("sato.hana");
  body.reason = "EXERCISE";
  body.seen = std::move(seen);
  for (Unit& unit : missing) {
    body.missing.push_back({std::move(unit), act_id(81)});
  }
  return body;
}

const Unit kItem{item_id(1), 0};
const Unit kCopy{item_id(1), 1};

TEST(InventoryRules, account_once_for_each_thing_that_is_held_I10) {
  const World world = holding();
  EXPECT_TRUE(permitted(world.own(kJp, inventory({kItem, kCopy}))));
  EXPECT_TRUE(permitted(world.own(kJp, inventory({kItem}, {kCopy}))));
  EXPECT_TRUE(denied_by(kInventoryWhole, world.own(kJp, inventory({kItem}))));
  EXPECT_TRUE(denied_by(kInventoryWhole, world.own(kJp, inventory({kItem, kItem, kCopy}))));
  EXPECT_TRUE(denied_by(kInventoryWhole, world.own(kJp, inventory({kItem, kCopy}, {kCopy}))));
  EXPECT_TRUE(
      denied_by(kInventoryWhole, world.own(kJp, inventory({kItem, kCopy, {item_id(1), 2}}))));
}

TEST(InventoryRules, of_one_facility_name_only_what_is_held_R6_6) {
  const World world = holding();
  act::InventoryTake body = inventory({kCopy});
  body.facility = name("facility-1");
  EXPECT_TRUE(permitted(world.own(kJp, body)));
  body.seen.push_back({item_id(2), 0});
  EXPECT_TRUE(denied_by(kInventoryWhole, world.own(kJp, body)));
  body.facility = name("facility-9");
  EXPECT_TRUE(denied_by(kKnown, world.own(kJp, body)));
}

TEST(InventoryRules, are_taken_by_a_person_of_the_own_register_R6_6) {
  act::InventoryTake body = inventory({kItem, kCopy});
  body.taken_by = person("nobody");
  EXPECT_TRUE(denied_by(kOnRegister, holding().own(kJp, body)));
  EXPECT_TRUE(denied_by(kRole, holding().arrived(kJp, inventory({kItem, kCopy}))));
}

TEST(InventoryRules, go_on_after_the_agreement_has_ended_R21_3) {
  EXPECT_TRUE(permitted(after_lapse().own(kJp, inventory({}, {kItem}))));
}

act::CopyDestroy end_of_copy() {
  return {act_id(82),      World::agreement_id(), item_id(1),         1,
          name("burning"), person("abe.ren"),     person("sato.hana")};
}

TEST(CopyRules, a_copy_is_destroyed_by_two_persons_and_a_listed_method_R13_1) {
  const World world = holding();
  EXPECT_TRUE(permitted(world.own(kJp, end_of_copy())));
  act::CopyDestroy body = end_of_copy();
  body.witness = body.by;
  EXPECT_TRUE(denied_by(kTwoWitnesses, world.own(kJp, body)));
  body = end_of_copy();
  body.method = name("lost");
  EXPECT_TRUE(denied_by(kMethod, world.own(kJp, body)));
}

TEST(CopyRules, a_copy_is_destroyed_once_I10) {
  World world = holding();
  act::CopyDestroy other = end_of_copy();
  other.number = 2;
  EXPECT_TRUE(denied_by(kKnown, world.own(kJp, other)));
  EXPECT_TRUE(denied_by(kRole, world.own(kKr, end_of_copy())));
  world.keep(end_of_copy());
  EXPECT_TRUE(denied_by(kKnown, world.own(kJp, end_of_copy())));
}

act::ItemDerive derived() {
  act::ItemDerive body;
  body.id = act_id(83);
  body.agreement = World::agreement_id();
  body.register_number = name("JP-EX-0100");
  body.sources = {{item_id(1), kKr, "군사 Ⅱ급 비밀"}};
  body.marking = name("JP-GOKUHI");
  body.marking_text = "極秘";
  body.purpose = name("exercise");
  body.made_by = person("ito.yui");
  body.reason = "EXERCISE";
  return body;
}

TEST(DerivedRules, a_document_is_marked_no_lower_than_its_sources_R4_4_R6_7) {
  const World world = holding();
  EXPECT_TRUE(permitted(world.own(kJp, derived())));
  act::ItemDerive body = derived();
  body.marking = name("JP-HI");
  body.marking_text = "秘";
  EXPECT_TRUE(denied_by(kDerivedLevel, world.own(kJp, body)));
  body.marking_text = "極秘";
  EXPECT_TRUE(denied_by(kMarked, world.own(kJp, body)));
}

TEST(DerivedRules, a_document_names_each_source_and_whose_it_is_R4_4) {
  const World world = holding();
  act::ItemDerive body = derived();
  body.sources.front().originating_party = kJp;
  EXPECT_TRUE(denied_by(kDerivedSays, world.own(kJp, body)));
  body = derived();
  body.sources.front().marking_text = "군사 II급 비밀";
  EXPECT_TRUE(denied_by(kDerivedSays, world.own(kJp, body)));
  body = derived();
  body.sources.push_back(body.sources.front());
  EXPECT_TRUE(denied_by(kDerivedSays, world.own(kJp, body)));
  body.sources.clear();
  EXPECT_TRUE(denied_by(kKnown, world.own(kJp, body)));
  body = derived();
  body.sources.push_back({item_id(2), kKr, "EXERCISE"});
  EXPECT_TRUE(denied_by(kKnown, world.own(kJp, body)));
}

TEST(DerivedRules, who_makes_a_document_reads_its_sources_for_its_purpose_R6_3_R7_1) {
  act::ItemDerive body = derived();
  body.purpose = name("maritime-security");
  EXPECT_TRUE(denied_by(kPurposeKept, holding().own(kJp, body)));
  body = derived();
  body.made_by = person("sato.hana");
  EXPECT_TRUE(denied_by(kCleared, holding().own(kJp, body)));
  World held = holding();
  held.add(kJp, act::AgreementHold{act_id(73), item_id(1), "EXERCISE"});
  EXPECT_TRUE(denied_by(kNoHold, held.own(kJp, derived())));
}

TEST(DerivedRules, a_number_stands_for_one_thing_R6_6) {
  World world = holding();
  act::ItemDerive body = derived();
  body.register_number = registration().register_number;
  EXPECT_TRUE(denied_by(kNumberFree, world.own(kJp, body)));
  world.keep(derived());
  EXPECT_TRUE(denied_by(kNumberFree, world.own(kJp, derived())));
}

}  // namespace
}  // namespace entente::rules::testing
