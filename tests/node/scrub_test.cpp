#include "node/stand.h"

/// What was damaged at rest is found without anybody asking (AB26). EXERCISE.
namespace entente::node::testing {
namespace {

class Scrubbing : public InForce {
 protected:
  void put(LogNumber log, std::uint64_t place, std::optional<Bytes> row) {
    stand.store().commit({{Space::act, log_key(log, place), std::move(row)}},
                         [](const Status& status) { ASSERT_TRUE(status.ok()); });
    stand.run();
  }
  Bytes row_of(LogNumber log, std::uint64_t place) {
    return stand.store().get(Space::act, log_key(log, place)).value().value();
  }
  /// One row of a log, flipped, cut or taken out, is named within a pass.
  void finds(LogNumber log, std::uint64_t place, std::string origin) {
    const Bytes row = row_of(log, place);
    Bytes flipped = row;
    flipped[row.size() * 3 / 4] ^= 1;
    for (const std::optional<Bytes>& other :
         {std::optional(flipped), std::optional(Bytes(row.begin(), row.end() - 1)),
          std::optional<Bytes>()}) {
      put(log, place, other);
      stand.stop();
      stand.start();
      stand.run(kPassMs);
      ASSERT_TRUE(stand.node().scrubber().damage()) << origin << " " << place;
      EXPECT_EQ(stand.node().scrubber().damage()->origin, origin);
      EXPECT_EQ(stand.node().scrubber().damage()->place, place);
      put(log, place, row);
    }
  }

  static constexpr std::int64_t kPassMs = 200'000;
};

TEST_F(Scrubbing, finds_nothing_in_what_was_left_alone_and_begins_again_AB26) {
  stand.run(2 * kPassMs);
  EXPECT_FALSE(stand.node().scrubber().damage());
  EXPECT_GE(stand.node().scrubber().passes(), 2u);
}

TEST_F(Scrubbing, names_an_own_act_that_was_damaged_AB26) {
  finds(stand.room().log.number(), stand.room().log.durable() - 1, stand.room().log.origin());
}

TEST_F(Scrubbing, names_an_act_of_the_partner_that_was_damaged_AB26) {
  const Counterpart& from = stand.room().counterparts.at(kKr);
  finds(from.number, 2, from.mirror->origin());
}

TEST_F(Scrubbing, names_an_act_of_the_house_that_was_damaged_AB26) {
  finds(kHouseLog, 1, stand.node().core().house_log().origin());
}

}  // namespace
}  // namespace entente::node::testing
