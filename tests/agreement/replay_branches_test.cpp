#include <gtest/gtest.h>

#include <algorithm>

#include "agreement/builders.h"
#include "agreement/errors.h"
#include "agreement/event_rows.h"
#include "agreement/replay.h"

/// What would have become of the history if one thing had been otherwise.
namespace entente::agreement::testing {
namespace {

Result<std::vector<ReplayLine>> replayed(const std::string& rows,
                                         const Profile& profile = jp_kr()) {
  return replay(profile, std::string(kHeader) + rows, "events.tsv");
}

std::vector<ReplayLine> lines(const std::string& rows, const Profile& profile = jp_kr()) {
  auto all = replayed(rows, profile);
  if (!all) {
    ADD_FAILURE() << all.error().describe();
    return {};
  }
  return std::move(all).value();
}

const ReplayLine* line(const std::vector<ReplayLine>& all, std::string_view event) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const ReplayLine& each) { return each.event == event; });
  return found == all.end() ? nullptr : &*found;
}

std::string until(std::string_view date) {
  return "99\t" + std::string(date) + "\tstatement\tNOTHING\tKR\n";
}

TEST(Branch, without_the_suspension_of_2019_it_lapses_at_midnight_R21_3) {
  const auto all = lines(kBirth + kNotice + until("2026-01-01"));
  const ReplayLine* lapsed = line(all, "LAPSED");
  ASSERT_NE(lapsed, nullptr);
  EXPECT_EQ(lapsed->at, "2019-11-23T00:00:00+09:00");
  EXPECT_EQ(lapsed->standing.protection_duty, ProtectionDuty::survival);
  EXPECT_EQ(line(all, "AUTO_RENEWED(term 4)"), nullptr);
  EXPECT_EQ(all.back().standing.readings[0].term, 3);
  EXPECT_FALSE(all.back().standing.exchange_allowed);
}

TEST(Branch, a_suspension_one_second_after_midnight_comes_too_late) {
  const auto late = replayed(
      kBirth + kNotice +
      "4\t2019-11-23T00:00:00+09:00\tinstrument\tNOTICE_EFFECT_SUSPENDED(note N2)\tKR->JP\n");
  ASSERT_FALSE(late.ok());
  EXPECT_TRUE(late.error().is(kOutOfOrder));
}

TEST(Branch, a_revival_in_2021_parts_the_readings_and_a_withdrawal_cannot_mend_them_C1_I13) {
  const std::string revived =
      kBirth + kNotice + kSuspension + "5\t2021-02-01\tinstrument\tNOTICE_REVIVED(N1)\tKR->JP\n";
  const auto all = lines(revived + until("2023-04-01"));
  const Standing& last = all.back().standing;
  EXPECT_EQ(state(last, "KR"), State::lapsed);
  EXPECT_EQ(state(last, "JP"), State::in_force);
  EXPECT_EQ(last.reading_of(party("JP"))->term, 7);
  EXPECT_FALSE(last.exchange_allowed);
  EXPECT_TRUE(last.in_dispute);
  EXPECT_EQ(last.protection_duty, ProtectionDuty::full);
  const auto withdrawn = lines(revived + "6\t2023-03-21\tinstrument\tNOTE_N1_WITHDRAWN\tKR->JP\n");
  EXPECT_EQ(state(withdrawn.back().standing, "KR"), State::lapsed) << "a lapse is for ever";
  EXPECT_FALSE(withdrawn.back().standing.exchange_allowed);
}

TEST(Branch, a_notice_on_25_august_2019_is_one_day_late_and_the_term_renews_R21_2) {
  const auto all =
      lines(kBirth + "3\t2019-08-25\tinstrument\tTERMINATION_NOTICE_RECEIVED(N1)\tKR->JP\n" +
            until("2019-12-01"));
  EXPECT_NE(line(all, "AUTO_RENEWED(term 4)"), nullptr);
  EXPECT_EQ(line(all, "LAPSED"), nullptr);
  EXPECT_EQ(all.back().standing.readings[1].next_notice_deadline, day("2020-08-24"));
}

TEST(Branch, two_notices_of_one_party_are_one_too_many_and_of_two_parties_are_two_AB22) {
  const auto twice = replayed(
      kBirth + kNotice + "4\t2019-08-24\tinstrument\tTERMINATION_NOTICE_RECEIVED(N5)\tKR->JP\n");
  ASSERT_FALSE(twice.ok());
  EXPECT_TRUE(twice.error().is(kOutOfOrder));
  const auto both = lines(kBirth + kNotice +
                          "4\t2019-08-24\tinstrument\tTERMINATION_NOTICE_RECEIVED(N5)\tJP->KR\n"
                          "5\t2019-09-01\tinstrument\tNOTICE_WITHDRAWN(N1)\tKR->JP\n" +
                          until("2019-12-01"));
  EXPECT_NE(line(both, "LAPSED"), nullptr) << "Japan's notice still stands";
}

TEST(Branch, a_notice_is_withdrawn_once_and_may_then_be_given_anew_AB22) {
  const std::string once =
      kBirth + kNotice + "5\t2019-08-23T12:00+09:00\tinstrument\tNOTICE_WITHDRAWN(N1)\tKR->JP\n";
  const auto twice = replayed(once + "6\t2019-09-02\tinstrument\tNOTICE_WITHDRAWN(N1)\tKR->JP\n");
  ASSERT_FALSE(twice.ok());
  EXPECT_TRUE(twice.error().is(kOutOfOrder));
  const auto anew =
      lines(once + "6\t2019-08-24\tinstrument\tTERMINATION_NOTICE_RECEIVED(N6)\tKR->JP\n" +
            until("2019-12-01"));
  EXPECT_NE(line(anew, "LAPSED"), nullptr);
}

TEST(Branch, an_amendment_during_notice_changes_the_text_and_not_the_end_Art21_2) {
  const auto all = lines(kBirth + kNotice + "4\t2019-09-10\tinstrument\tAMENDED(text 2)\tKR,JP\n" +
                         until("2019-12-01"));
  const auto amended =
      std::find_if(all.begin(), all.end(), [](const auto& each) { return each.seq == "4"; });
  ASSERT_NE(amended, all.end());
  ASSERT_EQ(amended->standing.texts.size(), 1u);
  EXPECT_EQ(amended->standing.texts[0].name, "text 2");
  EXPECT_EQ(state(amended->standing, "JP"), State::notice_given);
  EXPECT_NE(line(all, "LAPSED"), nullptr);
}

TEST(Branch, terms_from_a_leap_day_begin_on_28_february_in_other_years) {
  const auto all = lines(
      "1\t2020-02-29\tinstrument\tSIGNED\tKR,JP\n"
      "2\t2020-02-29\tinstrument\tNOTIFIED_COMPLETION(both)\tKR,JP\n" +
      until("2024-03-01"));
  EXPECT_EQ(line(all, "AUTO_RENEWED(term 2)")->at, "2021-02-28T00:00:00+09:00");
  EXPECT_EQ(line(all, "AUTO_RENEWED(term 5)")->at, "2024-02-29T00:00:00+09:00");
  // 90 days back from 28 February 2024, the last day of term 4.
  EXPECT_EQ(line(all, "NOTICE_WINDOW_CLOSED(term 4)")->at, "2023-11-30");
  const auto none = replayed("1\t2019-02-29\tinstrument\tSIGNED\tKR,JP\n");
  ASSERT_FALSE(none.ok()) << "a day that does not exist";
  EXPECT_TRUE(none.error().is(kBadEvents));
}

TEST(Branch, knows_the_years_1969_2038_and_9999) {
  const auto all = lines(
      "1\t1969-01-19\tinstrument\tSIGNED\tKR,JP\n"
      "2\t1969-01-19\tinstrument\tNOTIFIED_COMPLETION(both)\tKR,JP\n" +
      until("2038-01-20"));
  EXPECT_EQ(line(all, "AUTO_RENEWED(term 2)")->at, "1970-01-19T00:00:00+09:00");
  EXPECT_EQ(line(all, "AUTO_RENEWED(term 70)")->at, "2038-01-19T00:00:00+09:00");
  const auto last = lines(
      "1\t9998-06-01\tinstrument\tSIGNED\tKR,JP\n"
      "2\t9998-06-01\tinstrument\tNOTIFIED_COMPLETION(both)\tKR,JP\n" +
      until("9999-12-31"));
  EXPECT_EQ(line(last, "AUTO_RENEWED(term 2)")->at, "9999-06-01T00:00:00+09:00");
  EXPECT_EQ(line(last, "AUTO_RENEWED(term 3)"), nullptr);
  EXPECT_TRUE(last.back().standing.exchange_allowed) << "the calendar ends, the agreement does not";
}

TEST(Branch, days_are_those_of_the_profiles_zone_in_whatever_zone_a_time_is_written) {
  const auto given = [](std::string_view when, const Profile& profile) {
    const auto all =
        lines(kBirth + "3\t" + std::string(when) +
                  "\tinstrument\tTERMINATION_NOTICE_RECEIVED(N1)\tKR->JP\n" + until("2019-12-01"),
              profile);
    return line(all, "LAPSED") != nullptr;
  };
  EXPECT_TRUE(given("2019-08-24T14:59Z", jp_kr())) << "23:59 on 24 August in +09:00";
  EXPECT_FALSE(given("2019-08-24T15:00Z", jp_kr())) << "25 August there";
  EXPECT_TRUE(given("2019-08-25T03:59+13:00", jp_kr()));
  // Another zone in the profile moves the day's end, and nothing else decides.
  const Profile half_hour_west = load(profile_text("zone = \"+09:00\"                     # both",
                                                   "zone = \"+08:30\"                     # both"));
  EXPECT_TRUE(given("2019-08-25T00:29+09:00", half_hour_west));
  EXPECT_FALSE(given("2019-08-25T00:30+09:00", half_hour_west));
}

TEST(Branch, a_suspension_of_the_agreement_and_a_replacement_replay_C4) {
  const Profile clause = with_term("agreement_suspension = \"by-any-party\"");
  const auto all = lines(kBirth +
                             "3\t2018-01-01\tinstrument\tAGREEMENT_SUSPENDED\tJP->KR\n"
                             "4\t2018-03-01\tinstrument\tAGREEMENT_RESUMED\tJP->KR\n"
                             "5\t2018-06-01\tinstrument\tREPLACED(jp-kr-2018)\tKR,JP\n",
                         clause);
  const auto row = [&](std::string_view seq) -> const Standing& {
    return std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.seq == seq; })
        ->standing;
  };
  EXPECT_EQ(state(row("3"), "KR"), State::suspended);
  EXPECT_TRUE(row("4").exchange_allowed);
  EXPECT_EQ(state(row("5"), "KR"), State::lapsed);
  EXPECT_NE(line(all, "LAPSED"), nullptr);
  EXPECT_EQ(std::count_if(all.begin(), all.end(),
                          [](const auto& each) { return each.event == "ENTRY_INTO_FORCE"; }),
            1)
      << "a resumption is no entry into force";
}

}  // namespace
}  // namespace entente::agreement::testing
