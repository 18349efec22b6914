#include "node/errors.h"
#include "node/stand.h"

/// What `ledger verify` finds of what somebody changed in the store (AB26, T13, I11).
namespace entente::node::testing {
namespace {

class Verifying : public InForce {
 protected:
  void put(Space space, Bytes key, std::optional<Bytes> value) {
    stand.store().commit({{space, std::move(key), std::move(value)}},
                         [](const Status& status) { ASSERT_TRUE(status.ok()); });
    stand.run();
  }
  Bytes row_of(LogNumber log, std::uint64_t place) {
    return stand.store().get(Space::act, log_key(log, place)).value().value();
  }
  std::string code_of_a_hold() {
    return stand.code_of(act::AgreementHold{new_act_id(stand.random()), std::nullopt, "EXERCISE"});
  }
  LogReport own() { return stand.node().verify_log(stand.room().id).value(); }
  LogReport copy() { return stand.node().verify_copy(stand.room().id, kKr).value(); }
};

TEST_F(Verifying, finds_nothing_in_what_was_left_alone_I11) {
  EXPECT_TRUE(own().ok && copy().ok);
  EXPECT_TRUE(stand.node().records_match_acts(stand.room().id).value());
}

TEST_F(Verifying, names_the_first_own_act_that_was_changed_moved_or_deleted_AB26) {
  const LogNumber log = stand.room().log.number();
  const std::uint64_t size = own().size;
  ASSERT_GE(size, 3u);
  for (std::uint64_t place = 0; place < size; ++place) {
    const Bytes row = row_of(log, place);
    Bytes flipped = row;
    flipped[row.size() / 2] ^= 1;
    for (const std::optional<Bytes>& other :
         {std::optional(flipped), std::optional(row_of(log, (place + 1) % size)),
          std::optional(Bytes(row.begin(), row.end() - 1)), std::optional<Bytes>()}) {
      put(Space::act, log_key(log, place), other);
      EXPECT_EQ(own().first_bad, place);
      EXPECT_FALSE(own().ok);
      put(Space::act, log_key(log, place), row);
    }
  }
  EXPECT_TRUE(own().ok) << "what was put back is as it was";
}

TEST_F(Verifying, names_the_first_act_of_the_partners_that_was_changed_or_deleted_AB26) {
  const LogNumber log = stand.room().counterparts.at(kKr).number;
  const std::uint64_t last = stand.room().counterparts.at(kKr).received.sequence;
  ASSERT_GE(last, 2u);
  for (std::uint64_t place = 1; place <= last; ++place) {
    const Bytes row = row_of(log, place);
    Bytes flipped = row;
    flipped[row.size() / 2] ^= 1;
    for (const std::optional<Bytes>& other : {std::optional(flipped), std::optional<Bytes>()}) {
      put(Space::act, log_key(log, place), other);
      EXPECT_EQ(copy().first_bad, place);
      put(Space::act, log_key(log, place), row);
    }
  }
  EXPECT_TRUE(copy().ok);
}

TEST_F(Verifying, a_leaf_that_was_changed_or_taken_out_is_seen_before_anything_is_signed_AB26_T13) {
  const LogNumber log = stand.room().log.number();
  const Bytes leaf = stand.store().get(Space::leaf, log_key(log, 1)).value().value();
  Bytes other = leaf;
  other[0] ^= 1;
  put(Space::leaf, log_key(log, 1), other);
  stand.stop();
  stand.start();
  EXPECT_EQ(own().first_bad, 1u);
  EXPECT_EQ(code_of_a_hold(), kRolledBack.code);

  put(Space::leaf, log_key(log, 1), std::nullopt);
  stand.stop();
  const auto refused = stand.opening_error();
  EXPECT_TRUE(refused && refused->is(kRolledBack));
}

TEST_F(Verifying, a_log_whose_last_leaf_is_gone_is_not_gone_on_with_AB26_T14) {
  put(Space::leaf, log_key(stand.room().log.number(), own().size - 1), std::nullopt);
  stand.stop();
  const auto refused = stand.opening_error();
  EXPECT_TRUE(refused && refused->is(kRolledBack));
}

}  // namespace
}  // namespace entente::node::testing
