#include "registry/person.h"

#include <gtest/gtest.h>

#include "history.h"
#include "registry/house.h"

/// The register of persons as it was at any time. EXERCISE throughout.
namespace entente::registry::testing {
namespace {

const PersonId kHana = person("sato.hana");

Instant at(std::string_view when) { return Instant::parse(when).value(); }

class PersonTest : public ::testing::Test {
 protected:
  void fold(std::string_view when, const act::Body& body) {
    Trace trace;
    trace.effective_at = at(when);
    house_.fold(trace, body, changes_);
  }
  void enrol(std::string_view when, std::string_view facility = "facility-1") {
    fold(when,
         act::PersonEnrol{act_id(1), kHana, "EXERCISE Sato", name(facility), {act::Role::analyst}});
  }
  void clear(std::string_view when, std::string_view level = "SECRET") {
    fold(when,
         act::ClearanceGrant{
             act_id(2), kHana, {name(level)}, day("2020-01-01"), day("2020-12-31"), Zone{540}});
  }
  void read(std::string_view when, std::uint64_t item) {
    act::ItemAccess access;
    access.item = item_id(item);
    access.person = kHana;
    fold(when, access);
  }
  void need(std::string_view when, std::uint64_t item) {
    fold(when, act::NeedToKnowGrant{act_id(3), kHana, item_id(item), name("exercise"),
                                    person("abe.ren"), at("2030-01-01T00:00:00Z")});
  }
  [[nodiscard]] const Person& hana() const { return *house_.person(kHana); }
  [[nodiscard]] std::string facility_at(std::string_view when) const {
    const RegisterEntry* entry = hana().entry_at(at(when));
    return entry == nullptr ? "" : entry->facility.text();
  }

  House house_;
  Changes changes_;
};

TEST_F(PersonTest, an_entry_ends_and_is_never_deleted_R6_5) {
  enrol("2020-02-01T00:00:00Z");
  enrol("2020-03-01T00:00:00Z", "facility-2");
  fold("2020-04-01T00:00:00Z", act::PersonLeave{act_id(4), kHana, "EXERCISE"});
  enrol("2020-06-01T00:00:00Z", "facility-3");
  EXPECT_EQ(hana().entries.size(), 3u);
  EXPECT_EQ(facility_at("2020-01-31T23:59:59Z"), "");
  EXPECT_EQ(facility_at("2020-02-01T00:00:00Z"), "facility-1");
  EXPECT_EQ(facility_at("2020-02-29T23:59:59Z"), "facility-1");
  EXPECT_EQ(facility_at("2020-03-01T00:00:00Z"), "facility-2");
  EXPECT_EQ(facility_at("2020-04-01T00:00:00Z"), "");
  EXPECT_EQ(facility_at("2020-07-01T00:00:00Z"), "facility-3");
}

TEST_F(PersonTest, who_has_left_is_on_record_and_not_on_the_register_R6_5) {
  enrol("2020-02-01T00:00:00Z");
  EXPECT_NE(house_.registered(kHana), nullptr);
  fold("2020-04-01T00:00:00Z", act::PersonLeave{act_id(4), kHana, "EXERCISE"});
  EXPECT_EQ(house_.registered(kHana), nullptr);
  ASSERT_NE(house_.person(kHana), nullptr);
  EXPECT_EQ(hana().name, "EXERCISE Sato");
}

TEST_F(PersonTest, the_same_enrolment_again_is_no_new_entry_R6_5) {
  enrol("2020-02-01T00:00:00Z");
  enrol("2020-03-01T00:00:00Z");
  EXPECT_EQ(hana().entries.size(), 1u);
}

TEST_F(PersonTest, who_comes_back_is_cleared_and_needs_to_know_anew_R7_1) {
  enrol("2020-02-01T00:00:00Z");
  clear("2020-02-01T00:00:00Z");
  need("2020-02-02T00:00:00Z", 1);
  fold("2020-04-01T00:00:00Z", act::PersonLeave{act_id(4), kHana, "EXERCISE"});
  enrol("2020-05-01T00:00:00Z");
  EXPECT_FALSE(hana().cleared_for(name("SECRET"), at("2020-05-02T00:00:00Z")));
  EXPECT_FALSE(house_.need_to_know(kHana, item_id(1))->active);
}

TEST_F(PersonTest, a_suspended_clearance_counts_for_nothing_until_it_is_resumed_R7_3) {
  enrol("2020-02-01T00:00:00Z");
  clear("2020-02-01T00:00:00Z");
  const auto cleared = [&](std::string_view when) {
    return hana().cleared_for(name("SECRET"), at(when));
  };
  EXPECT_TRUE(cleared("2020-03-01T00:00:00Z"));
  fold("2020-03-02T00:00:00Z", act::ClearanceSuspend{act_id(5), kHana, "EXERCISE"});
  EXPECT_FALSE(cleared("2020-03-03T00:00:00Z"));
  fold("2020-03-04T00:00:00Z", act::ClearanceResume{act_id(6), kHana, "EXERCISE"});
  EXPECT_TRUE(cleared("2020-03-05T00:00:00Z"));
  // As of each of those days the record still says what counted then.
  EXPECT_NE(hana().clearance_at(at("2020-03-01T00:00:00Z")), nullptr);
  EXPECT_EQ(hana().clearance_at(at("2020-03-03T00:00:00Z")), nullptr);
  EXPECT_NE(hana().clearance_at(at("2020-03-04T00:00:00Z")), nullptr);
}

TEST_F(PersonTest, a_clearance_that_was_replaced_or_revoked_counts_as_of_its_time_R6_5_R7_3) {
  enrol("2020-02-01T00:00:00Z");
  clear("2020-02-01T00:00:00Z", "CONFIDENTIAL");
  clear("2020-03-01T00:00:00Z", "SECRET");
  fold("2020-04-01T00:00:00Z", act::ClearanceRevoke{act_id(7), kHana, "EXERCISE"});
  const auto level_at = [&](std::string_view when) {
    const ClearanceOf* clearance = hana().clearance_at(at(when));
    return clearance == nullptr ? "" : clearance->levels.front().text();
  };
  EXPECT_EQ(level_at("2020-01-15T00:00:00Z"), "");  // valid by its days, but not granted yet
  EXPECT_EQ(level_at("2020-02-15T00:00:00Z"), "CONFIDENTIAL");
  EXPECT_EQ(level_at("2020-03-15T00:00:00Z"), "SECRET");
  EXPECT_EQ(level_at("2020-04-15T00:00:00Z"), "");
}

TEST_F(PersonTest, a_clearance_as_of_a_time_ends_with_its_last_day_R6_5_AB48) {
  enrol("2020-02-01T00:00:00Z");
  clear("2020-02-01T00:00:00Z");
  EXPECT_NE(hana().clearance_at(at("2020-12-31T23:59:59.999+09:00")), nullptr);
  EXPECT_EQ(hana().clearance_at(at("2021-01-01T00:00:00+09:00")), nullptr);
}

TEST_F(PersonTest, suspending_and_resuming_what_is_not_there_changes_nothing_R7_3) {
  enrol("2020-02-01T00:00:00Z");
  fold("2020-03-01T00:00:00Z", act::ClearanceSuspend{act_id(5), kHana, "EXERCISE"});
  fold("2020-03-01T00:00:00Z", act::ClearanceResume{act_id(6), kHana, "EXERCISE"});
  EXPECT_FALSE(hana().clearance.has_value());
  clear("2020-03-02T00:00:00Z");
  fold("2020-03-03T00:00:00Z", act::ClearanceResume{act_id(6), kHana, "EXERCISE"});
  EXPECT_TRUE(hana().clearance->suspensions.empty());
  fold("2020-03-04T00:00:00Z", act::ClearanceSuspend{act_id(5), kHana, "EXERCISE"});
  fold("2020-03-05T00:00:00Z", act::ClearanceSuspend{act_id(5), kHana, "EXERCISE"});
  EXPECT_EQ(hana().clearance->suspensions.size(), 1u);
}

TEST_F(PersonTest, what_a_person_holds_is_what_was_read_copied_or_may_be_needed_R7_3) {
  enrol("2020-02-01T00:00:00Z");
  need("2020-02-02T00:00:00Z", 1);
  read("2020-02-03T00:00:00Z", 2);
  read("2020-02-04T00:00:00Z", 2);
  act::ItemCopy copy;
  copy.item = item_id(3);
  copy.number = 4;
  copy.requested_by = kHana;
  fold("2020-02-05T00:00:00Z", copy);
  need("2020-02-06T00:00:00Z", 4);
  fold("2020-02-07T00:00:00Z", act::NeedToKnowRevoke{act_id(8), kHana, item_id(4)});
  fold("2020-02-08T00:00:00Z", act::ClearanceRevoke{act_id(9), kHana, "EXERCISE"});
  std::map<ItemId, Held> held;
  for (const Held& line : house_.held_by(kHana)) {
    held.emplace(line.item, line);
  }
  ASSERT_EQ(held.size(), 3u);
  EXPECT_TRUE(held.at(item_id(1)).need_to_know);
  EXPECT_FALSE(held.at(item_id(1)).read_at.has_value());
  EXPECT_EQ(held.at(item_id(2)).read_at, at("2020-02-03T00:00:00Z"));
  EXPECT_FALSE(held.at(item_id(2)).need_to_know);
  EXPECT_EQ(held.at(item_id(3)).copies, std::vector<std::uint64_t>{4});
  EXPECT_TRUE(house_.held_by(person("abe.ren")).empty());
}

TEST_F(PersonTest, who_translates_has_read_the_item_and_holds_no_copy_of_it_R7_3_R15_1) {
  enrol("2020-02-01T00:00:00Z");
  act::ItemCopy copy;
  copy.item = item_id(3);
  copy.number = 1;
  copy.requested_by = person("abe.ren");
  copy.translation = act::Translation{"ja", kHana, "EXERCISE"};
  fold("2020-02-05T00:00:00Z", copy);
  const std::vector<Held> held = house_.held_by(kHana);
  ASSERT_EQ(held.size(), 1u);
  EXPECT_EQ(held.front().read_at, at("2020-02-05T00:00:00Z"));
  EXPECT_TRUE(held.front().copies.empty());
  EXPECT_EQ(house_.handling(item_id(3))->accesses, 0u);
}

TEST_F(PersonTest, a_second_reading_writes_no_second_holding_R7_3) {
  const auto holdings = [&] {
    return std::count_if(changes_.begin(), changes_.end(),
                         [](const Change& c) { return c.key.starts_with("holding/"); });
  };
  read("2020-02-03T00:00:00Z", 2);
  read("2020-02-04T00:00:00Z", 2);
  EXPECT_EQ(holdings(), 1);
}

TEST_F(PersonTest, a_set_of_needs_is_one_need_for_each_item_R7_1) {
  fold("2020-02-02T00:00:00Z", act::NeedToKnowGrantSet{act_id(3),
                                                       kHana,
                                                       {item_id(1), item_id(2)},
                                                       name("exercise"),
                                                       person("abe.ren"),
                                                       at("2030-01-01T00:00:00Z")});
  EXPECT_TRUE(house_.need_to_know(kHana, item_id(1))->active);
  EXPECT_TRUE(house_.need_to_know(kHana, item_id(2))->active);
  EXPECT_EQ(changes_.size(), 2u);
  fold("2020-02-03T00:00:00Z", act::NeedToKnowRevoke{act_id(8), kHana, item_id(1)});
  EXPECT_FALSE(house_.need_to_know(kHana, item_id(1))->active);
  EXPECT_TRUE(house_.need_to_know(kHana, item_id(2))->active);
}

TEST_F(PersonTest, its_changes_alone_restore_it_R6_5) {
  enrol("2020-02-01T00:00:00Z");
  clear("2020-02-01T00:00:00Z");
  fold("2020-03-01T00:00:00Z", act::ClearanceSuspend{act_id(5), kHana, "EXERCISE"});
  clear("2020-03-02T00:00:00Z");
  read("2020-03-03T00:00:00Z", 2);
  need("2020-03-04T00:00:00Z", 1);
  fold("2020-04-01T00:00:00Z", act::PersonLeave{act_id(4), kHana, "EXERCISE"});
  fold("2020-04-02T00:00:00Z", act::PersonLeave{act_id(4), person("nobody"), "EXERCISE"});
  const House restored = restored_from(changes_);
  EXPECT_EQ(restored.digest(), house_.digest());
  EXPECT_EQ(restored.person(kHana)->past_clearances.size(), 2u);
}

TEST(PersonRecord, has_no_place_for_a_rank_or_post_I8) {
  std::vector<std::string> names;
  Person::fields()([&](const auto& f) { names.emplace_back(f.name); });
  RegisterEntry::fields()([&](const auto& f) { names.emplace_back(f.name); });
  EXPECT_EQ(names, (std::vector<std::string>{"person", "name", "facility", "roles", "contractor",
                                             "clearance", "entries", "past_clearances", "left_by",
                                             "facility", "roles", "stay", "contractor"}));
}

}  // namespace
}  // namespace entente::registry::testing
