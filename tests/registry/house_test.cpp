#include "registry/house.h"

#include <gtest/gtest.h>

#include "history.h"
#include "registry/errors.h"

namespace entente::registry::testing {
namespace {

const PersonId kHana = person("sato.hana");

act::PersonEnrol enrolment() {
  return {act_id(1), kHana, "EXERCISE Sato", name("facility-1"), {act::Role::analyst}};
}
act::ClearanceGrant clearance() {
  return {act_id(2), kHana, {name("SECRET")}, day("2020-01-01"), day("2020-12-31"), Zone{540}};
}
act::NeedToKnowGrant need() {
  return {act_id(3), kHana, item_id(1), name("exercise"), person("abe.ren"), Instant::from_ms(9)};
}

class HouseTest : public ::testing::Test {
 protected:
  void fold(const act::Body& body) { house_.fold({}, body, changes_); }
  House house_;
  Changes changes_;
};

TEST_F(HouseTest, a_person_is_cleared_for_the_named_levels_alone_R7_1) {
  fold(enrolment());
  const Instant now = Instant::parse("2020-06-01T00:00:00Z").value();
  EXPECT_FALSE(house_.person(kHana)->cleared_for(name("SECRET"), now));
  fold(clearance());
  EXPECT_TRUE(house_.person(kHana)->cleared_for(name("SECRET"), now));
  EXPECT_FALSE(house_.person(kHana)->cleared_for(name("CONFIDENTIAL"), now));
}

TEST_F(HouseTest, a_clearance_ends_at_midnight_of_its_own_zone_AB48) {
  fold(enrolment());
  fold(clearance());
  const auto cleared = [&](std::string_view when) {
    return house_.person(kHana)->cleared_for(name("SECRET"), Instant::parse(when).value());
  };
  EXPECT_FALSE(cleared("2019-12-31T23:59:59.999+09:00"));
  EXPECT_TRUE(cleared("2020-01-01T00:00:00+09:00"));
  EXPECT_TRUE(cleared("2020-12-31T23:59:59.999+09:00"));
  EXPECT_FALSE(cleared("2021-01-01T00:00:00+09:00"));
  EXPECT_FALSE(cleared("2020-12-31T23:59:59.999Z"));
}

TEST_F(HouseTest, a_revoked_clearance_counts_no_more) {
  fold(enrolment());
  fold(clearance());
  fold(act::ClearanceRevoke{act_id(4), kHana, "EXERCISE"});
  EXPECT_FALSE(house_.person(kHana)->clearance.has_value());
}

TEST_F(HouseTest, a_need_to_know_is_for_one_person_and_one_item_R7_1) {
  fold(need());
  ASSERT_NE(house_.need_to_know(kHana, item_id(1)), nullptr);
  EXPECT_TRUE(house_.need_to_know(kHana, item_id(1))->active);
  EXPECT_EQ(house_.need_to_know(kHana, item_id(2)), nullptr);
  EXPECT_EQ(house_.need_to_know(person("abe.ren"), item_id(1)), nullptr);
  fold(act::NeedToKnowRevoke{act_id(4), kHana, item_id(1)});
  EXPECT_FALSE(house_.need_to_know(kHana, item_id(1))->active);
}

TEST_F(HouseTest, copies_and_readings_are_counted_by_item_R14_1) {
  act::ItemCopy copy;
  copy.item = item_id(1);
  act::ItemAccess access;
  access.item = item_id(1);
  fold(copy);
  fold(copy);
  fold(access);
  EXPECT_EQ(house_.handling(item_id(1))->copies, 2u);
  EXPECT_EQ(house_.handling(item_id(1))->accesses, 1u);
  EXPECT_EQ(house_.handling(item_id(2)), nullptr);
}

TEST_F(HouseTest, a_revoked_peer_is_trusted_no_more) {
  fold(act::PeerAccept{act_id(1), kJp, digest_of("invite"), "EXERCISE"});
  EXPECT_TRUE(house_.peer(kJp)->trusted);
  fold(act::PeerRevoke{act_id(2), kJp, "EXERCISE"});
  EXPECT_FALSE(house_.peer(kJp)->trusted);
}

TEST_F(HouseTest, its_changes_alone_restore_it) {
  fold(enrolment());
  fold(clearance());
  fold(need());
  fold(act::PeerAccept{act_id(1), kJp, digest_of("invite"), "EXERCISE"});
  act::ItemCopy copy;
  copy.item = item_id(1);
  fold(copy);
  // An act about somebody who was never enrolled leaves a record too, and it must come back.
  fold(act::ClearanceRevoke{act_id(5), person("nobody"), "EXERCISE"});
  fold(act::NeedToKnowRevoke{act_id(6), person("nobody"), item_id(3)});
  fold(act::PeerRevoke{act_id(7), party("XX"), "EXERCISE"});
  const House restored = restored_from(changes_);
  EXPECT_EQ(restored.digest(), house_.digest());
  EXPECT_TRUE(restored.person(kHana)->clearance.has_value());
  EXPECT_EQ(restored.handling(item_id(1))->copies, 1u);
}

TEST_F(HouseTest, shared_acts_leave_it_as_it_is) {
  const Digest before = house_.digest();
  fold(release());
  fold(act::AgreementSign{act_id(1), "EXERCISE"});
  EXPECT_TRUE(changes_.empty());
  EXPECT_EQ(house_.digest(), before);
}

TEST_F(HouseTest, a_record_of_no_known_kind_is_not_loaded) {
  EXPECT_TRUE(house_.load("item/1", as_bytes("{}")).error().is(kUnknownRecord));
  EXPECT_FALSE(house_.load("person/sato.hana", as_bytes("{}")).ok());
}

}  // namespace
}  // namespace entente::registry::testing
