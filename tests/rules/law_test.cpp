#include <gtest/gtest.h>

#include "world.h"

/// Art. 3: each side tells of its law. EXERCISE throughout.
namespace entente::rules::testing {
namespace {

act::LawNotify notice() {
  return {act_id(800), name("secrets-act"), "EXERCISE", "EXERCISE text", day("2017-04-01"), true};
}
act::LawAcknowledge acknowledgement() { return {act_id(801), act_id(800)}; }

TEST(LawRules, a_party_tells_of_its_law_at_any_time_R3_1) {
  EXPECT_TRUE(permitted(World().own(kKr, notice())));
  EXPECT_TRUE(permitted(World(Signed::no).own(kKr, notice())));
  EXPECT_TRUE(permitted(after_lapse().arrived(kKr, notice())));
}

TEST(LawRules, a_notice_says_what_it_is_about_R3_1) {
  act::LawNotify body = notice();
  body.title.clear();
  EXPECT_TRUE(denied_by(kLawTold, World().own(kKr, body)));
  body = notice();
  body.text.clear();
  EXPECT_TRUE(denied_by(kLawTold, World().own(kKr, body)));
}

TEST(LawRules, the_other_party_takes_note_once_R3_1_I14) {
  World world;
  EXPECT_TRUE(denied_by(kKnown, world.own(kJp, acknowledgement())));
  world.add(kKr, notice());
  EXPECT_TRUE(denied_by(kRole, world.own(kKr, acknowledgement())));
  EXPECT_TRUE(permitted(world.own(kJp, acknowledgement())));
  world.add(kJp, acknowledgement());
  EXPECT_TRUE(denied_by(kActOrder, world.own(kJp, acknowledgement())));
}

}  // namespace
}  // namespace entente::rules::testing
