#include <gtest/gtest.h>

#include "agreement/builders.h"
#include "agreement/errors.h"
#include "agreement/timeline.h"

/// Instruments that were recorded late, and the day that they claim (R21.1, AB17).
namespace entente::agreement::testing {
namespace {

/// KR handed its notice over on 23 August 2019 and recorded it on the 26th, when it is too late.
Instrument late_notice() {
  Instrument made = notice("2019-08-26");
  made.claimed_at = at("2019-08-23");
  return made;
}

Instrument confirmation(std::string_view by, std::string_view when, std::string_view of = "N1",
                        std::string_view id = "c") {
  return instrument(InstrumentKind::confirmation, by, when, id, of);
}

TEST(Confirmation, a_claimed_day_counts_only_when_the_other_party_confirms_it_R21_1) {
  const auto claimed = in_force_since("2016-11-23") + late_notice();
  EXPECT_EQ(state(standing(claimed, "2019-09-01"), "KR"), State::in_force);
  const auto confirmed = claimed + confirmation("JP", "2019-09-02");
  EXPECT_EQ(state(standing(confirmed, "2019-09-01"), "KR"), State::in_force);
  EXPECT_EQ(state(standing(confirmed, "2019-09-02"), "KR"), State::notice_given);
  EXPECT_EQ(standing(confirmed, "2019-09-02").readings[0].lapse_at, at("2019-11-23"));
  EXPECT_EQ(state(standing(confirmed, "2019-11-23"), "JP"), State::lapsed);
}

TEST(Confirmation, what_was_known_before_it_stays_known_R21_1) {
  const auto all = in_force_since("2016-11-23") + late_notice() + confirmation("JP", "2019-12-01");
  const auto lapsed = [&](std::string_view known) {
    return status(jp_kr(), all, at("2019-11-25"), at(known)).readings[0].state == State::lapsed;
  };
  EXPECT_FALSE(lapsed("2019-11-25"));
  EXPECT_FALSE(lapsed("2019-11-30"));
  EXPECT_TRUE(lapsed("2019-12-01"));
}

TEST(Confirmation, moves_the_timeline_to_the_claimed_day_R21_1) {
  const auto all = in_force_since("2016-11-23") + late_notice() + confirmation("JP", "2019-09-02");
  const auto entries =
      timeline(jp_kr(), all, at("2019-08-01"), at("2019-09-01"), at("2019-09-03")).value();
  ASSERT_FALSE(entries.empty());
  EXPECT_EQ(entries[0].instrument, "N1");
  EXPECT_EQ(entries[0].at, at("2019-08-23"));
}

TEST(Confirmation, by_the_party_itself_or_of_nothing_claimed_is_refused_R21_1_AB22) {
  const auto claimed = in_force_since("2016-11-23") + late_notice();
  const auto code = [&](const std::vector<Instrument>& all, const Instrument& candidate) {
    const Status status = admissible(jp_kr(), all, candidate);
    return status.ok() ? std::string() : std::string(status.error().code());
  };
  EXPECT_EQ(code(claimed, confirmation("JP", "2019-09-02")), "");
  EXPECT_EQ(code(claimed, confirmation("KR", "2019-09-02")), "agreement.out-of-order");
  EXPECT_EQ(code(claimed, confirmation("JP", "2019-09-02", "unknown")), "agreement.out-of-order");
  EXPECT_EQ(code(claimed, confirmation("JP", "2019-09-02", "sign-kr")), "agreement.out-of-order");
  const auto confirmed = claimed + confirmation("JP", "2019-09-02");
  EXPECT_EQ(code(confirmed, confirmation("JP", "2019-09-03", "N1", "d")), "agreement.out-of-order");
}

TEST(Confirmation, of_three_parties_needs_both_others_R21_1) {
  const std::vector<PartyCode> three{party("JP"), party("KR"), party("US")};
  const std::vector<Instrument> one{late_notice(), confirmation("JP", "2019-09-02")};
  EXPECT_EQ(as_known(one, three, at("2019-10-01"))[0].effective_at, at("2019-08-26"));
  const auto both = one + confirmation("US", "2019-09-03", "N1", "d");
  EXPECT_EQ(as_known(both, three, at("2019-10-01"))[0].effective_at, at("2019-08-23"));
  EXPECT_EQ(as_known(both, three, at("2019-09-02"))[0].effective_at, at("2019-08-26"));
}

TEST(Confirmation, never_moves_an_instrument_to_a_later_day_R21_1) {
  Instrument made = notice("2019-08-23");
  made.claimed_at = at("2019-08-30");
  const std::vector<Instrument> all{made, confirmation("JP", "2019-09-02")};
  EXPECT_EQ(as_known(all, std::vector{party("JP"), party("KR")}, at("2019-10-01"))[0].effective_at,
            at("2019-08-23"));
}

}  // namespace
}  // namespace entente::agreement::testing
