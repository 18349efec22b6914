#include "registry/facility.h"

#include <gtest/gtest.h>

#include "history.h"
#include "registry/house.h"

/// Facilities and their officers, day by day. EXERCISE throughout.
namespace entente::registry::testing {
namespace {

const Name kFacility = name("facility-1");

Instant at(std::string_view when) { return Instant::parse(when).value(); }

class FacilityTest : public ::testing::Test {
 protected:
  void fold(std::string_view when, const act::Body& body) {
    Trace trace;
    trace.effective_at = at(when);
    house_.fold(trace, body, changes_);
  }
  void enter(std::string_view from = "2020-01-01", std::string_view until = "2020-12-31") {
    fold("2020-01-01T00:00:00Z",
         act::FacilityEnter{
             act_id(1), kFacility, "EXERCISE", {name("SECRET")}, day(from), day(until), Zone{540}});
  }
  void appoint(std::string_view who, std::string_view from, std::string_view until) {
    fold("2020-01-02T00:00:00Z",
         act::FacilityAppoint{act_id(2), kFacility, person(who), day(from), day(until)});
  }
  [[nodiscard]] const Facility& facility() const { return *house_.facility(kFacility); }
  [[nodiscard]] bool open(std::string_view when) const {
    return facility().open_for(name("SECRET"), at(when));
  }
  static DaysBetween days(std::string_view from, std::string_view until) {
    return {day(from), day(until)};
  }

  House house_;
  Changes changes_;
};

TEST_F(FacilityTest, takes_in_the_named_levels_alone_R10_1) {
  enter();
  appoint("abe.ren", "2020-01-01", "2020-12-31");
  const Instant now = at("2020-06-01T00:00:00Z");
  EXPECT_TRUE(facility().open_for(name("SECRET"), now));
  EXPECT_FALSE(facility().open_for(name("CONFIDENTIAL"), now));
}

TEST_F(FacilityTest, an_accreditation_counts_from_midnight_to_midnight_in_its_zone_R10_1_AB48) {
  enter("2020-02-01", "2020-02-29");
  appoint("abe.ren", "2020-01-01", "2020-12-31");
  EXPECT_FALSE(open("2020-01-31T23:59:59.999+09:00"));
  EXPECT_TRUE(open("2020-02-01T00:00:00+09:00"));
  EXPECT_TRUE(open("2020-02-29T23:59:59.999+09:00"));
  EXPECT_FALSE(open("2020-03-01T00:00:00+09:00"));
}

TEST_F(FacilityTest, is_closed_on_days_without_an_officer_R10_1) {
  enter();
  EXPECT_FALSE(open("2020-03-01T00:00:00Z"));
  appoint("abe.ren", "2020-02-01", "2020-03-31");
  EXPECT_FALSE(open("2020-01-31T23:59:59.999+09:00"));
  EXPECT_TRUE(open("2020-02-01T00:00:00+09:00"));
  EXPECT_TRUE(open("2020-03-31T23:59:59.999+09:00"));
  EXPECT_FALSE(open("2020-04-01T00:00:00+09:00"));
}

TEST_F(FacilityTest, gaps_are_the_days_of_the_accreditation_that_nobody_covers_R10_1) {
  EXPECT_EQ(house_.facility(kFacility), nullptr);
  enter();
  EXPECT_EQ(facility().gaps(), std::vector{days("2020-01-01", "2020-12-31")});
  appoint("abe.ren", "2020-03-01", "2020-05-31");
  appoint("sato.hana", "2020-05-15", "2020-06-30");
  appoint("ito.yui", "2020-07-02", "2021-12-31");
  EXPECT_EQ(facility().gaps(),
            (std::vector{days("2020-01-01", "2020-02-29"), days("2020-07-01", "2020-07-01")}));
  appoint("abe.ren", "2019-01-01", "2020-02-29");
  appoint("abe.ren", "2020-07-01", "2020-07-01");
  EXPECT_TRUE(facility().gaps().empty());
}

TEST_F(FacilityTest, an_appointment_that_ends_before_the_other_closes_no_gap_after_it_R10_1) {
  enter();
  appoint("abe.ren", "2020-01-01", "2020-10-31");
  appoint("sato.hana", "2020-02-01", "2020-03-31");
  EXPECT_EQ(facility().gaps(), std::vector{days("2020-11-01", "2020-12-31")});
}

TEST_F(FacilityTest, an_appointment_outside_the_accreditation_leaves_it_whole_R10_1) {
  enter("2020-02-01", "2020-02-29");
  appoint("abe.ren", "2021-01-01", "2021-12-31");
  EXPECT_EQ(facility().gaps(), std::vector{days("2020-02-01", "2020-02-29")});
}

TEST_F(FacilityTest, a_relieved_officer_leaves_a_gap_from_that_day_R10_1) {
  enter();
  appoint("abe.ren", "2020-01-01", "2020-12-31");
  fold("2020-06-10T12:00:00+09:00",
       act::FacilityRelieve{act_id(3), kFacility, person("abe.ren"), "EXERCISE"});
  EXPECT_FALSE(open("2020-06-10T13:00:00+09:00"));
  EXPECT_EQ(facility().gaps(), std::vector{days("2020-06-10", "2020-12-31")});
}

TEST_F(FacilityTest, an_officer_who_leaves_the_register_answers_for_nothing_R10_1_R6_5) {
  enter();
  appoint("abe.ren", "2020-01-01", "2020-12-31");
  fold("2020-06-10T12:00:00+09:00", act::PersonLeave{act_id(4), person("abe.ren"), "EXERCISE"});
  EXPECT_FALSE(open("2020-06-11T00:00:00+09:00"));
}

TEST_F(FacilityTest, entered_again_the_newest_counts_and_the_older_stays_R10_1) {
  enter();
  appoint("abe.ren", "2020-01-01", "2021-12-31");
  EXPECT_FALSE(open("2021-06-01T00:00:00Z"));
  enter("2021-01-01", "2021-12-31");
  EXPECT_TRUE(open("2021-06-01T00:00:00Z"));
  EXPECT_EQ(facility().accreditations.size(), 2u);
}

TEST_F(FacilityTest, its_changes_alone_restore_it_R10_1) {
  appoint("abe.ren", "2020-01-01", "2020-12-31");  // of a facility that was never entered
  EXPECT_FALSE(facility().entered());
  EXPECT_TRUE(facility().gaps().empty());
  EXPECT_FALSE(open("2020-06-01T00:00:00Z"));
  enter();
  fold("2020-06-10T12:00:00+09:00",
       act::FacilityRelieve{act_id(3), kFacility, person("abe.ren"), "EXERCISE"});
  fold("2020-06-10T12:00:00+09:00",
       act::FacilityRelieve{act_id(3), name("other"), person("abe.ren"), "EXERCISE"});
  const House restored = restored_from(changes_);
  EXPECT_EQ(restored.digest(), house_.digest());
}

}  // namespace
}  // namespace entente::registry::testing
