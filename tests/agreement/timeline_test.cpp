#include "agreement/timeline.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "agreement/builders.h"
#include "agreement/simulate.h"
#include "base/errors.h"

namespace entente::agreement::testing {
namespace {

using enum InstrumentKind;

std::vector<TimelineEntry> between(const std::vector<Instrument>& instruments,
                                   std::string_view from, std::string_view to,
                                   const Profile& profile = jp_kr()) {
  auto entries = timeline(profile, instruments, at(from), at(to), latest_instant());
  EXPECT_TRUE(entries.ok());
  return entries.ok() ? std::move(entries).value() : std::vector<TimelineEntry>();
}

std::vector<std::string> events(const std::vector<TimelineEntry>& entries) {
  std::vector<std::string> names;
  for (const TimelineEntry& each : entries) {
    names.push_back(each.at.text(Zone{540}).substr(0, 10) + " " + each.event);
  }
  return names;
}

TEST(Timeline, tells_the_first_term_with_instruments_and_what_follows_by_itself) {
  const auto all = between(in_force_since("2016-11-23T10:00:00+09:00"), "2016-01-01", "2017-11-23");
  EXPECT_EQ(events(all),
            (std::vector<std::string>{
                "2016-11-23 signature", "2016-11-23 signature", "2016-11-23 completion-notice",
                "2016-11-23 completion-notice", "2016-11-23 ENTRY_INTO_FORCE",
                "2017-08-25 NOTICE_WINDOW_CLOSED", "2017-11-23 AUTO_RENEWED"}));
  EXPECT_EQ(all.back().article, "Art. 21(3)");
  EXPECT_EQ(all.back().readings[0].term, 2);
  EXPECT_TRUE(all.back().exchange_allowed);
  EXPECT_EQ(all[5].cause, "2017-08-24, the last day for a notice that ends term 1, has passed.");
}

TEST(Timeline, shows_states_before_and_after_under_each_reading_C1) {
  const auto all = between(suspended_history(), "2019-11-22", "2019-11-23");
  EXPECT_EQ(events(all),
            (std::vector<std::string>{"2019-11-22 notice-suspension", "2019-11-23 AUTO_RENEWED",
                                      "2019-11-23 SCHEDULED_LAPSE_DID_NOT_OCCUR"}));
  const TimelineEntry& suspended = all.front();
  EXPECT_EQ(suspended.instrument, "N2");
  EXPECT_EQ(suspended.article, "C2");
  EXPECT_TRUE(suspended.in_dispute);
  ASSERT_EQ(suspended.readings.size(), 2u);
  EXPECT_EQ(suspended.readings[0].party, party("JP"));
  EXPECT_EQ(suspended.readings[0].before, State::notice_given);
  EXPECT_EQ(suspended.readings[0].state, State::in_force);
  EXPECT_EQ(suspended.readings[1].state, State::in_force_conditional);
  EXPECT_NE(all[1].cause.find("So JP reads it."), std::string::npos);
}

TEST(Timeline, statements_and_what_does_not_fit_change_nothing_C3_I12) {
  const auto all =
      between(in_force_since("2016-11-23") + instrument(statement, "KR", "2018-01-01", "s") +
                  instrument(notice_withdrawal, "KR", "2018-01-02", "w", "N9"),
              "2018-01-01", "2018-01-03");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_FALSE(all[0].changed);
  EXPECT_EQ(all[0].article, "C3");
  EXPECT_FALSE(all[1].changed);
  EXPECT_EQ(all[1].article, "R21.1");
  EXPECT_NE(all[1].cause.find("It has no effect"), std::string::npos);
}

TEST(Timeline, a_renewal_in_one_reading_is_a_change_where_the_other_has_lapsed_C1) {
  const auto all =
      between(suspended_history() + instrument(notice_revival, "KR", "2021-02-01", "N3", "N1"),
              "2021-11-23", "2021-11-23");
  ASSERT_EQ(all.size(), 1u);
  EXPECT_TRUE(all[0].changed);
  EXPECT_EQ(all[0].readings[0].state, State::in_force);
  EXPECT_EQ(all[0].readings[1].state, State::lapsed);
}

TEST(Timeline, says_a_lapse_and_nothing_after_it_R21_3) {
  const auto all =
      between(in_force_since("2016-11-23") + notice("2019-08-23"), "2019-08-23", "2031-01-01");
  EXPECT_EQ(events(all),
            (std::vector<std::string>{"2019-08-23 termination-notice", "2019-11-23 LAPSED"}));
  EXPECT_FALSE(all.back().exchange_allowed);
  EXPECT_TRUE(all.back().access_allowed);
  EXPECT_EQ(all.back().protection_duty, ProtectionDuty::survival);
}

TEST(Timeline, tells_provisional_application_later_entry_and_a_suspension_with_notice_C4) {
  const Profile profile = with_term(
      "provisional_application = \"from-signature\"\nentry_day = \"days-after\"\n"
      "entry_count = 10\nagreement_suspension = \"by-any-party\"\nsuspension_days = 5");
  const auto all = between(signed_and_notified("2020-01-01", "2020-02-01") +
                               instrument(agreement_suspension, "KR", "2020-03-01", "s") +
                               instrument(agreement_resumption, "KR", "2020-04-01", "r", "s"),
                           "2020-01-01", "2020-05-01", profile);
  EXPECT_EQ(events(all),
            (std::vector<std::string>{
                "2020-01-01 signature", "2020-01-01 signature", "2020-01-01 PROVISIONALLY_APPLIED",
                "2020-02-01 completion-notice", "2020-02-01 completion-notice",
                "2020-02-11 ENTRY_INTO_FORCE", "2020-03-01 agreement-suspension",
                "2020-03-07 AGREEMENT_SUSPENDED", "2020-04-01 agreement-resumption"}));
  EXPECT_EQ(all[7].readings[0].before, State::in_force);
  EXPECT_EQ(all[7].readings[0].state, State::suspended);
  EXPECT_EQ(all[8].readings[0].state, State::in_force);
}

TEST(Timeline, tells_the_end_of_a_provisional_application) {
  const Profile profile = with_term(
      "provisional_application = \"from-date\"\nprovisional_from = 2021-01-01\n"
      "provisional_until = 2021-04-30");
  const auto all = between(std::vector{instrument(signature, "KR", "2020-12-30", "a"),
                                       instrument(signature, "JP", "2020-12-30", "b")},
                           "2021-01-01", "2021-12-31", profile);
  EXPECT_EQ(events(all), (std::vector<std::string>{"2021-01-01 PROVISIONALLY_APPLIED",
                                                   "2021-05-01 PROVISIONAL_APPLICATION_ENDED"}));
  EXPECT_EQ(all.back().protection_duty, ProtectionDuty::survival);
}

TEST(Timeline, agrees_with_the_status_at_each_of_its_instants) {
  const auto history =
      suspended_history() + instrument(notice_revival, "KR", "2021-02-01", "N3", "N1");
  for (const TimelineEntry& each : between(history, "2016-01-01", "2025-01-01")) {
    const Standing now = status(jp_kr(), history, each.at, latest_instant());
    if (each.at == at("2016-11-23T10:00:00+09:00")) {
      continue;  // four instruments at one instant: the status is that after the last
    }
    EXPECT_EQ(each.exchange_allowed, now.exchange_allowed) << each.event;
    EXPECT_EQ(each.protection_duty, now.protection_duty) << each.event;
    EXPECT_EQ(each.in_dispute, now.in_dispute) << each.event;
    for (std::size_t i = 0; i < now.readings.size(); ++i) {
      EXPECT_EQ(each.readings[i].state, now.readings[i].state) << each.event;
      EXPECT_EQ(each.readings[i].term, now.readings[i].term) << each.event;
    }
  }
}

TEST(Timeline, refuses_a_span_with_more_changes_than_it_shows) {
  const auto far = timeline(jp_kr(), in_force_since("2016-11-23"), at("2016-01-01"),
                            latest_instant(), latest_instant());
  ASSERT_FALSE(far.ok());
  EXPECT_TRUE(far.error().is(kTooLarge));
}

TEST(Timeline, has_json_of_its_fields) {
  const auto all = between(in_force_since("2016-11-23"), "2017-11-23", "2017-11-23");
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(format::to_json(all[0]),
            "{\"at\":\"2017-11-22T15:00:00Z\",\"event\":\"AUTO_RENEWED\",\"instrument\":\"\","
            "\"cause\":\"Term 2 began, because nobody had given notice in time.\","
            "\"article\":\"Art. 21(3)\",\"changed\":true,\"exchange_allowed\":true,"
            "\"access_allowed\":true,\"protection_duty\":\"full\",\"in_dispute\":false,"
            "\"zone\":\"+09:00\",\"readings\":[{\"party\":\"JP\",\"before\":\"IN_FORCE\","
            "\"state\":\"IN_FORCE\",\"term\":2,\"next_notice_deadline\":\"2018-08-24\"},"
            "{\"party\":\"KR\",\"before\":\"IN_FORCE\",\"state\":\"IN_FORCE\",\"term\":2,"
            "\"next_notice_deadline\":\"2018-08-24\"}]}");
}

Simulation what_if(const std::vector<Instrument>& instruments, const Instrument& candidate,
                   std::string_view horizon) {
  return simulate(jp_kr(), instruments, candidate, at(horizon), latest_instant()).value();
}

TEST(Simulate, says_what_a_notice_would_change_and_records_nothing) {
  const auto force = in_force_since("2016-11-23");
  const Simulation told = what_if(force, notice("2019-08-23"), "2020-01-01");
  EXPECT_TRUE(told.admitted);
  EXPECT_TRUE(told.refusal.empty());
  EXPECT_TRUE(told.before.exchange_allowed && told.after.exchange_allowed);
  EXPECT_EQ(told.readings[0].before, State::in_force);
  EXPECT_EQ(told.readings[0].state, State::notice_given);
  EXPECT_EQ(told.readings[0].lapse_at, at("2019-11-23"));
  EXPECT_EQ(events(told.gained),
            (std::vector<std::string>{"2019-08-23 termination-notice", "2019-11-23 LAPSED"}));
  EXPECT_EQ(events(told.lost), (std::vector<std::string>{"2019-08-25 NOTICE_WINDOW_CLOSED",
                                                         "2019-11-23 AUTO_RENEWED"}));
  ASSERT_FALSE(told.due.empty());
  EXPECT_EQ(told.due.front().kind, DeadlineKind::lapse);
  EXPECT_EQ(standing(force, "2019-12-01").readings[0].state, State::in_force);
}

TEST(Simulate, shows_that_a_revival_in_2021_would_part_the_readings_I13) {
  const Simulation told =
      what_if(suspended_history(), instrument(notice_revival, "KR", "2021-02-01", "N3", "N1"),
              "2021-03-01");
  EXPECT_TRUE(told.before.exchange_allowed);
  EXPECT_FALSE(told.after.exchange_allowed);
  EXPECT_EQ(told.after.protection_duty, ProtectionDuty::full);
  EXPECT_EQ(told.readings[0].state, State::in_force);
  EXPECT_EQ(told.readings[1].state, State::lapsed);
}

TEST(Simulate, shows_that_a_late_notice_changes_nothing) {
  const Simulation told = what_if(in_force_since("2016-11-23"), notice("2019-08-25"), "2020-01-01");
  EXPECT_TRUE(told.admitted);
  EXPECT_EQ(told.readings[0].before, told.readings[0].state);
  EXPECT_EQ(events(told.gained), std::vector<std::string>{"2019-08-25 termination-notice"});
  EXPECT_FALSE(told.gained[0].changed);
  EXPECT_TRUE(told.lost.empty());
}

TEST(Simulate, says_why_an_instrument_would_not_fit_AB22) {
  const Simulation told =
      what_if(in_force_since("2016-11-23"),
              instrument(notice_withdrawal, "KR", "2019-08-25", "w", "N1"), "2020-01-01");
  EXPECT_FALSE(told.admitted);
  EXPECT_FALSE(told.refusal.empty());
  EXPECT_EQ(told.before, told.after);
  EXPECT_TRUE(told.gained.empty() && told.lost.empty());
}

TEST(Simulate, leaves_out_what_was_not_known) {
  auto all = in_force_since("2016-11-23") + notice("2019-08-01");
  all.back().known_at = at("2019-09-01");
  const Instrument again = notice("2019-08-20", "N2");
  EXPECT_TRUE(simulate(jp_kr(), all, again, at("2019-12-01"), at("2019-08-20")).value().admitted);
  EXPECT_FALSE(simulate(jp_kr(), all, again, at("2019-12-01"), at("2019-09-01")).value().admitted);
}

TEST(Simulate, has_json_of_its_fields) {
  const std::string json =
      format::to_json(what_if(in_force_since("2016-11-23"), notice("2019-08-23"), "2020-01-01"));
  for (const char* key : {"\"admitted\":true", "\"before\":{", "\"after\":{", "\"gained\":[",
                          "\"lost\":[", "\"due\":[{\"kind\":\"lapse\""}) {
    EXPECT_NE(json.find(key), std::string::npos) << key;
  }
}

}  // namespace
}  // namespace entente::agreement::testing
