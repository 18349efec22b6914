#include <gtest/gtest.h>

#include "rules/due.h"
#include "world.h"

/// Art. 10: items are taken in where somebody answers for the place. EXERCISE throughout.
namespace entente::rules::testing {
namespace {

const PersonId kOfficer = person("abe.ren");

act::FacilityRelieve relieved() { return {act_id(602), name("facility-1"), kOfficer, "EXERCISE"}; }
act::FacilityEnter facility_for(std::string_view level, std::string_view until = "2030-01-01") {
  act::FacilityEnter body = facility_1();
  body.levels = {name(level)};
  body.until = day(until);
  return body;
}

/// Each act by which JP takes in an item, at the stage at which it is due.
std::vector<std::pair<Stage, act::Body>> takings_in() {
  return {{Stage::dispatched, package_receipt()},
          {Stage::arrived, content_receipt()},
          {Stage::received, registration()}};
}

TEST(FacilityRules, take_nothing_in_without_an_officer_today_R10_1) {
  for (const auto& [stage, body] : takings_in()) {
    World world = with_item(stage);
    EXPECT_TRUE(permitted(world.own(kJp, body))) << act::type_of(body).name;
    world.keep(relieved());
    EXPECT_TRUE(denied_by(kFacility, world.own(kJp, body))) << act::type_of(body).name;
    world.keep(officer_of_facility_1());
    EXPECT_TRUE(permitted(world.own(kJp, body))) << act::type_of(body).name;
  }
}

TEST(FacilityRules, a_text_that_asks_for_no_officer_asks_for_the_accreditation_alone_R10_1) {
  const agreement::Profile without = agreement::testing::load(
      agreement::testing::profile_text("officer = true", "officer = false"));
  for (const auto& [stage, body] : takings_in()) {
    World world = with_item(stage);
    world.under(without).keep(relieved());
    EXPECT_TRUE(permitted(world.own(kJp, body))) << act::type_of(body).name;
    world.keep(facility_for("CONFIDENTIAL"));
    EXPECT_TRUE(denied_by(kFacility, world.own(kJp, body))) << act::type_of(body).name;
    world.keep(facility_for("SECRET", "2017-01-31"));
    EXPECT_TRUE(denied_by(kFacility, world.own(kJp, body))) << act::type_of(body).name;
  }
}

TEST(FacilityRules, take_nothing_in_after_the_accreditation_has_ended_R10_1) {
  for (const auto& [stage, body] : takings_in()) {
    World world = with_item(stage);
    world.keep(facility_for("SECRET", "2017-01-31"));
    EXPECT_TRUE(denied_by(kFacility, world.on("2017-02-01").own(kJp, body)));
    EXPECT_TRUE(permitted(world.on("2017-01-31T23:59:59+09:00").own(kJp, body)));
  }
}

TEST(FacilityRules, take_in_their_own_levels_alone_R10_1) {
  for (const auto& [stage, body] : takings_in()) {
    World world = with_item(stage);
    world.keep(facility_for("CONFIDENTIAL"));
    EXPECT_TRUE(denied_by(kFacility, world.own(kJp, body))) << act::type_of(body).name;
  }
}

TEST(FacilityRules, register_an_item_at_the_facility_of_who_registers_it_R10_1) {
  World world = with_item(Stage::received);
  act::FacilityEnter other = facility_1();
  other.facility = name("facility-2");
  world.keep(other);
  world.keep(act::PersonEnrol{act_id(603),
                              person("sato.hana"),
                              "EXERCISE",
                              name("facility-2"),
                              {act::Role::registry_officer}});
  EXPECT_TRUE(denied_by(kFacility, world.own(kJp, registration())));
  world.keep(act::FacilityAppoint{act_id(604), name("facility-2"), person("sato.hana"),
                                  day("2017-01-01"), day("2017-12-31")});
  EXPECT_TRUE(permitted(world.own(kJp, registration())));
}

TEST(FacilityRules, judge_the_own_places_alone_R10_1) {
  for (const auto& [stage, body] : takings_in()) {
    World world = with_item(stage);
    world.keep(relieved());
    EXPECT_TRUE(permitted(world.arrived(kJp, body))) << act::type_of(body).name;
  }
}

TEST(FacilityRules, what_is_held_can_be_read_and_given_back_whatever_the_place_R10_1_R6_8) {
  World world = with_item(Stage::registered);
  world.keep(relieved());
  EXPECT_TRUE(permitted(world.own(kJp, giving_back())));
  EXPECT_TRUE(permitted(world.own(kJp, destruction())));
}

TEST(FacilityRules, a_person_is_enrolled_at_a_facility_that_was_entered_R6_5_I14) {
  World world;
  const act::PersonEnrol body{act_id(605), person("ito.yui"), "EXERCISE", name("facility-9"), {}};
  EXPECT_TRUE(denied_by(kKnown, world.own(kJp, body)));
  act::FacilityEnter other = facility_1();
  other.facility = name("facility-9");
  EXPECT_TRUE(permitted(world.keep(other).own(kJp, body)));
}

TEST(FacilityRules, a_facility_names_its_levels_and_an_order_of_days_R10_1) {
  const World world;
  EXPECT_TRUE(permitted(world.own(kJp, facility_1())));
  EXPECT_TRUE(denied_by(kHouseOrder, world.arrived(kJp, facility_1())));
  act::FacilityEnter body = facility_1();
  body.levels.clear();
  EXPECT_TRUE(denied_by(kFacility, world.own(kJp, body)));
  EXPECT_TRUE(denied_by(kFacility, world.own(kJp, facility_for("SECRET", "2015-12-31"))));
  EXPECT_TRUE(permitted(world.own(kJp, facility_for("SECRET", "2016-01-01"))));
}

TEST(FacilityRules, its_officer_is_on_its_own_register_R10_1) {
  World world;
  const auto appointing = [](std::string_view who, std::string_view until = "2030-01-01") {
    return act::FacilityAppoint{act_id(606), name("facility-1"), person(who), day("2017-01-01"),
                                day(until)};
  };
  EXPECT_TRUE(permitted(world.own(kJp, appointing("ito.yui"))));
  EXPECT_TRUE(denied_by(kHouseOrder, world.arrived(kJp, appointing("ito.yui"))));
  EXPECT_TRUE(denied_by(kOnRegister, world.own(kJp, appointing("nobody"))));
  EXPECT_TRUE(denied_by(kFacility, world.own(kJp, appointing("ito.yui", "2016-12-31"))));
  act::FacilityEnter other = facility_1();
  other.facility = name("facility-2");
  world.keep(other);
  act::FacilityAppoint elsewhere = appointing("ito.yui");
  elsewhere.facility = name("facility-2");
  EXPECT_TRUE(denied_by(kOnRegister, world.own(kJp, elsewhere)));
  elsewhere.facility = name("facility-3");
  EXPECT_TRUE(denied_by(kKnown, world.own(kJp, elsewhere)));
}

TEST(FacilityRules, only_who_is_appointed_is_relieved_R10_1) {
  World world;
  EXPECT_TRUE(permitted(world.own(kJp, relieved())));
  world.keep(relieved());
  EXPECT_TRUE(denied_by(kActOrder, world.own(kJp, relieved())));
  act::FacilityRelieve unknown = relieved();
  unknown.facility = name("facility-3");
  EXPECT_TRUE(denied_by(kKnown, world.own(kJp, unknown)));
}

using agreement::Deadline;
using agreement::DeadlineKind;

std::vector<Deadline> house_due(World& world, std::string_view when, int ahead = 90) {
  return world.on(when).with_view(
      kJp, [&](const StateView& view) { return house_duties(view, Days{ahead}); });
}

TEST(HouseDueList, an_accreditation_and_the_last_officers_day_are_due_R10_1) {
  World world;
  EXPECT_TRUE(house_due(world, "2017-02-01").empty());
  world.keep(facility_for("SECRET", "2017-06-30"));
  const auto due = house_due(world, "2017-05-01");
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].kind, DeadlineKind::facility_accreditation);
  EXPECT_EQ(due[0].about, "facility-1");
  EXPECT_EQ(due[0].date, day("2017-06-30"));
  EXPECT_EQ(due[0].by, std::vector{kJp});
  EXPECT_FALSE(due[0].overdue);
  EXPECT_TRUE(house_due(world, "2017-07-01")[0].overdue);
}

TEST(HouseDueList, looks_so_many_days_ahead_R10_1) {
  World world;
  world.keep(facility_for("SECRET", "2017-06-30"));
  EXPECT_TRUE(house_due(world, "2017-06-19", 10).empty());
  EXPECT_EQ(house_due(world, "2017-06-20", 10).size(), 1u);
}

TEST(HouseDueList, a_facility_without_an_officer_is_overdue_R10_1) {
  World world;
  world.on("2017-03-10").keep(relieved());
  const auto due = house_due(world, "2017-03-20");
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].kind, DeadlineKind::facility_officer);
  EXPECT_TRUE(due[0].overdue);
  world.keep(officer_of_facility_1());
  EXPECT_TRUE(house_due(world, "2017-03-20").empty());
}

}  // namespace
}  // namespace entente::rules::testing
