#include "node/stand.h"
#include "sim/declarations.h"

/// Art. 10: what a gap in the officers' days does to a running node. EXERCISE throughout.
namespace entente::node::testing {
namespace {

constexpr std::int64_t kRetryMs = Settings{}.retry_max_ms + 5'000;

class Facilities : public InForce {
 protected:
  [[nodiscard]] registry::Stage stage_of(const ItemId& item) {
    return stand.room().shared.item(item)->stage;
  }
};

TEST_F(Facilities, without_an_officer_take_nothing_in_and_with_one_what_waits_R10_1) {
  const act::FacilityRelieve relieve{new_act_id(stand.random()), name("F-1"), person("officer.one"),
                                     "EXERCISE"};
  ASSERT_EQ(stand.code_of(relieve), "");
  const act::ItemRelease release = oral_release(stand);
  ASSERT_EQ(kr->say(release).disposition(), Disposition::recorded);
  const Name channel = stand.room().profile.clauses().transmission.channels.front();
  const act::ItemDispatch dispatch{new_act_id(stand.random()), release.item, channel, name("R-1")};
  ASSERT_EQ(kr->say(dispatch).disposition(), Disposition::recorded);
  stand.run();
  EXPECT_EQ(stage_of(release.item), registry::Stage::dispatched);
  ASSERT_EQ(stand.code_of(sim::facility_officer(stand.random())), "");
  stand.run(kRetryMs);
  EXPECT_EQ(stage_of(release.item), registry::Stage::received);
}

}  // namespace
}  // namespace entente::node::testing
