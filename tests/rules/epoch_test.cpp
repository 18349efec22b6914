#include <gtest/gtest.h>

#include "world.h"

/// After a loss the epochs of a party's log are closed one after the other (T14). EXERCISE.
namespace entente::rules::testing {
namespace {

act::LedgerRecover recovery(std::uint64_t epoch) {
  return {act_id(800 + epoch), epoch, 10, {}, 7, {{9, 1}}, {}};
}
act::LedgerAcceptRecovery acceptance(const PartyCode& of, std::uint64_t epoch) {
  return {act_id(810 + epoch), of, {}, epoch, 10, {}};
}

TEST(EpochRules, the_present_epoch_is_closed_once_R17_2_T14) {
  World world;
  EXPECT_TRUE(permitted(world.own(kKr, recovery(1))));
  EXPECT_TRUE(denied_by(kEpochOrder, world.own(kKr, recovery(2))));
  world.add(kKr, recovery(1));
  EXPECT_TRUE(denied_by(kEpochOrder, world.own(kKr, recovery(1))));
  EXPECT_TRUE(permitted(world.own(kKr, recovery(2))));
  EXPECT_TRUE(permitted(world.own(kJp, recovery(1)))) << "each party's log has its own epochs";
}

TEST(EpochRules, the_other_party_accepts_it_once_R17_2_T14) {
  World world;
  EXPECT_TRUE(denied_by(kRole, world.own(kKr, acceptance(kKr, 1))));
  EXPECT_TRUE(denied_by(kRole, world.own(kJp, acceptance(PartyCode::parse("XX").value(), 1))));
  EXPECT_TRUE(permitted(world.own(kJp, acceptance(kKr, 1))));
  EXPECT_TRUE(denied_by(kEpochOrder, world.arrived(kJp, acceptance(kKr, 2))));
  world.add(kJp, acceptance(kKr, 1));
  EXPECT_TRUE(denied_by(kEpochOrder, world.own(kJp, acceptance(kKr, 1))));
  EXPECT_TRUE(permitted(world.own(kJp, acceptance(kKr, 2))));
}

}  // namespace
}  // namespace entente::rules::testing
