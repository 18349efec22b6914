#include <gtest/gtest.h>

#include <algorithm>

#include "agreement/builders.h"
#include "agreement/status.h"
#include "agreement/timeline.h"

/// Two times: `at`, when an instrument was given, and `known_at`, when this node learnt of it.
namespace entente::agreement::testing {
namespace {

using enum InstrumentKind;

Instrument learnt(Instrument made, std::string_view when) {
  made.known_at = at(when);
  return made;
}

std::vector<Instrument> force() { return in_force_since("2016-11-23T10:00:00+09:00"); }

TEST(LateInstruments, a_notice_learnt_after_its_lapse_changes_only_later_knowledge) {
  const auto all = force() + learnt(notice("2019-08-23"), "2019-12-01");
  const auto asked = [&](std::string_view when, std::string_view known) {
    return status(jp_kr(), all, at(when), at(known));
  };
  EXPECT_EQ(state(asked("2019-09-01", "2019-09-01"), "KR"), State::in_force);
  EXPECT_EQ(state(asked("2019-09-01", "2019-12-01"), "KR"), State::notice_given);
  EXPECT_TRUE(asked("2019-11-23", "2019-11-30").exchange_allowed);
  EXPECT_FALSE(asked("2019-11-23", "2019-12-01").exchange_allowed);
  EXPECT_EQ(asked("2019-11-23", "2019-12-01").protection_duty, ProtectionDuty::survival)
      << "what passed in good faith after the lapse stays protected";
}

TEST(LateInstruments, a_notice_in_time_and_learnt_after_the_window_still_ends_the_term_R21_2) {
  const auto in_time = force() + learnt(notice("2019-08-24T23:00:00+09:00"), "2019-08-26");
  EXPECT_EQ(state(standing(in_time, "2019-08-26"), "KR"), State::notice_given);
  const auto late = force() + learnt(notice("2019-08-25"), "2019-08-26");
  EXPECT_EQ(state(standing(late, "2019-08-26"), "KR"), State::in_force);
}

TEST(LateInstruments, a_withdrawal_given_in_time_undoes_the_lapse_when_it_becomes_known) {
  const auto all =
      force() + notice("2019-08-23") +
      learnt(instrument(notice_withdrawal, "KR", "2019-11-20", "W", "N1"), "2019-12-05");
  EXPECT_EQ(state(status(jp_kr(), all, at("2019-11-23"), at("2019-12-04")), "KR"), State::lapsed);
  EXPECT_EQ(status(jp_kr(), all, at("2019-12-01"), at("2019-12-04")).valid_until, at("2019-12-05"));
  const Standing now = status(jp_kr(), all, at("2019-11-23"), at("2019-12-05"));
  EXPECT_EQ(state(now, "KR"), State::in_force);
  EXPECT_EQ(now.readings[0].term, 4);
}

TEST(LateInstruments, with_later_knowledge_an_answer_holds_until_the_instrument_was_given) {
  const auto all =
      force() + notice("2019-08-23") +
      learnt(instrument(notice_withdrawal, "KR", "2019-11-20", "W", "N1"), "2019-12-05");
  const Standing asked = status(jp_kr(), all, at("2019-10-01"), at("2019-12-05"));
  EXPECT_EQ(asked.valid_until, at("2019-11-20"));
}

TEST(LateInstruments, one_learnt_late_can_take_the_ground_from_a_later_one_which_is_named) {
  const auto all =
      force() + notice("2019-08-01") + suspension("2019-08-10") +
      learnt(instrument(notice_withdrawal, "KR", "2019-08-05", "W", "N1"), "2019-09-01");
  EXPECT_EQ(state(status(jp_kr(), all, at("2019-08-20"), at("2019-08-20")), "KR"),
            State::in_force_conditional);
  const Standing now = status(jp_kr(), all, at("2019-08-20"), at("2019-09-01"));
  EXPECT_EQ(state(now, "KR"), State::in_force);
  EXPECT_EQ(now.why.back().article, "R21.1");
  EXPECT_NE(now.why.back().text.find("N2 has no effect"), std::string::npos);
}

TEST(LateInstruments, a_missing_signature_learnt_last_brings_all_into_force_from_the_notices_on) {
  auto all = force();
  all[1].known_at = at("2017-01-10");  // Japan's signature
  EXPECT_FALSE(status(jp_kr(), all, at("2016-12-01"), at("2016-12-01")).exchange_allowed);
  const Standing now = status(jp_kr(), all, at("2016-12-01"), at("2017-01-10"));
  EXPECT_TRUE(now.exchange_allowed);
  EXPECT_EQ(now.covered_since, at("2016-11-23T10:00:00+09:00"));
}

TEST(LateInstruments, the_order_of_learning_changes_no_answer_about_the_same_knowledge) {
  auto all = suspended_history() + instrument(notice_withdrawal, "KR", "2023-03-21", "W1", "N1") +
             instrument(suspension_withdrawal, "KR", "2023-03-21", "W2", "N2");
  for (std::size_t turn = 0; turn < all.size(); ++turn) {
    std::rotate(all.begin(), all.begin() + 1, all.end());
    for (std::size_t i = 0; i < all.size(); ++i) {
      all[i].known_at = at("2024-01-01").plus_ms(static_cast<std::int64_t>(i));
    }
    const Standing now = status(jp_kr(), all, at("2023-03-21"), at("2024-01-02"));
    EXPECT_EQ(state(now, "KR"), State::in_force);
    EXPECT_EQ(now.readings[0].next_notice_deadline, day("2023-08-24"));
    EXPECT_EQ(state(status(jp_kr(), all, at("2021-01-01"), at("2024-01-02")), "KR"),
              State::in_force_conditional);
  }
}

TEST(LateInstruments, a_clock_set_back_gives_the_earlier_answer_and_no_third_one_I14) {
  const auto all = suspended_history();
  const Standing first = standing(all, "2019-09-01");
  static_cast<void>(standing(all, "2019-11-23"));
  const Standing again = standing(all, "2019-09-01");
  EXPECT_EQ(first.readings, again.readings);
  EXPECT_EQ(first.why, again.why);
  EXPECT_EQ(state(again, "KR"), State::notice_given);
}

TEST(LateInstruments, given_by_a_clock_that_was_set_back_it_meets_the_state_of_that_earlier_time) {
  const auto all = suspended_history();
  const Status before_the_notice = admissible(
      jp_kr(), all, instrument(notice_withdrawal, "KR", "2019-08-22T23:59:59+09:00", "W", "N1"));
  EXPECT_FALSE(before_the_notice.ok()) << "there was no notice yet";
  const Instrument early = notice("2016-11-22", "N7", "JP");
  EXPECT_FALSE(admissible(jp_kr(), all, early).ok());
  EXPECT_EQ(standing(all + early, "2020-01-01").readings, standing(all, "2020-01-01").readings);
}

TEST(LateInstruments, the_timeline_is_that_of_what_was_known) {
  const auto all = force() + learnt(notice("2019-08-23"), "2019-12-01");
  const auto last_event = [&](std::string_view known) {
    return timeline(jp_kr(), all, at("2019-08-01"), at("2019-11-30"), at(known))
        .value()
        .back()
        .event;
  };
  EXPECT_EQ(last_event("2019-11-30"), "AUTO_RENEWED");
  EXPECT_EQ(last_event("2019-12-01"), "LAPSED");
}

}  // namespace
}  // namespace entente::agreement::testing
