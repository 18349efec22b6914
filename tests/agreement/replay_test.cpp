#include "agreement/replay.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "agreement/builders.h"
#include "agreement/errors.h"
#include "agreement/event_rows.h"

namespace entente::agreement::testing {
namespace {

const std::string kEventsPath =
    std::string(ENTENTE_SOURCE_DIR) + "/agreements/jp-kr-2016/events.tsv";

std::string events(const std::string& rows) { return std::string(kHeader) + rows; }

std::vector<ReplayLine> lines(const std::string& tsv) {
  auto replayed = replay(jp_kr(), tsv, "events.tsv");
  if (!replayed) {
    ADD_FAILURE() << replayed.error().describe();
    return {};
  }
  return std::move(replayed).value();
}

Error refusal(const std::string& rows) {
  const auto replayed = replay(jp_kr(), events(rows), "events.tsv");
  EXPECT_FALSE(replayed.ok());
  return replayed.ok() ? Error(kBadEvents, "") : replayed.error();
}

const ReplayLine* line(const std::vector<ReplayLine>& all, std::string_view event) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const ReplayLine& each) { return each.event == event; });
  return found == all.end() ? nullptr : &*found;
}

const ReplayLine& row(const std::vector<ReplayLine>& all, std::string_view seq) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const ReplayLine& each) { return each.seq == seq; });
  EXPECT_NE(found, all.end()) << seq;
  return *found;
}

void expect_the_real_history(const std::string& tsv) {
  const auto all = lines(tsv);
  std::size_t rows = 0;
  for (const ReplayLine& each : all) {
    if (each.seq.empty()) {
      EXPECT_EQ(each.source, LineSource::computed);
      continue;
    }
    ++rows;
    EXPECT_TRUE(each.differs.empty()) << each.seq << ": " << each.differs.front();
    EXPECT_NE(each.source, LineSource::unpredicted) << each.seq << " " << each.event;
  }
  EXPECT_EQ(rows, 29u);
}

TEST(Replay, gives_all_29_rows_of_the_real_history) {
  expect_the_real_history(read_file(kEventsPath));
}

TEST(Replay, gives_all_29_rows_of_the_research_file) {
  const std::string shared = std::string(ENTENTE_SHARED_DATA) + "/lifecycle_jpkr.tsv";
  const std::string tsv = read_file(shared);
  if (tsv.empty()) {
    std::cout << "skipped: " << shared << " is absent\n";
    return;
  }
  expect_the_real_history(tsv);
}

TEST(Replay, computes_the_events_that_the_file_lacks_in_order_of_time) {
  const auto all = lines(read_file(kEventsPath));
  const std::vector<std::string> expected{"AUTO_RENEWED(term 4) [JP reading only]",
                                          "NOTICE_WINDOW_CLOSED(term 5) [JP reading only]",
                                          "NOTICE_WINDOW_CLOSED(term 6) [JP reading only]",
                                          "NOTICE_WINDOW_CLOSED(term 7)",
                                          "NOTICE_WINDOW_CLOSED(term 8)",
                                          "NOTICE_WINDOW_CLOSED(term 9)"};
  std::vector<std::string> computed;
  for (const ReplayLine& each : all) {
    if (each.source == LineSource::computed) {
      computed.push_back(each.event);
      EXPECT_FALSE(each.at.empty());
    }
  }
  EXPECT_EQ(computed, expected);
  EXPECT_EQ(line(all, "NOTICE_WINDOW_CLOSED(term 7)")->at, "2023-08-24");
}

TEST(Replay, assertion_1_refuses_the_day_before_and_allows_after_the_second_notice) {
  const auto all = lines(read_file(kEventsPath));
  EXPECT_FALSE(row(all, "06").standing.exchange_allowed);
  EXPECT_FALSE(row(all, "07").standing.exchange_allowed);
  EXPECT_TRUE(row(all, "08").standing.exchange_allowed);
}

TEST(Replay, assertion_2_dates_the_lapse_and_refuses_a_late_notice) {
  const auto all = lines(read_file(kEventsPath));
  EXPECT_EQ(row(all, "16").standing.readings[0].lapse_at, at("2019-11-23T00:00:00+09:00"));
  const auto late =
      lines(events(kBirth + "3\t2019-08-25\tinstrument\tTERMINATION_NOTICE_RECEIVED(N1)\tKR->JP\n" +
                   "4\t2019-12-01\tstatement\tNOTHING\tKR\n"));
  EXPECT_EQ(state(row(late, "3").standing, "KR"), State::in_force);
  EXPECT_NE(line(late, "AUTO_RENEWED(term 4)"), nullptr);
  const auto in_time = lines(
      events(kBirth + "3\t2019-08-24\tinstrument\tTERMINATION_NOTICE_RECEIVED(N1)\tKR->JP\n"));
  EXPECT_EQ(state(row(in_time, "3").standing, "KR"), State::notice_given);
}

TEST(Replay, assertion_3_lapses_without_the_suspension_and_keeps_protection) {
  const auto all = lines(events(kBirth + kNotice + "4\t2019-12-01\tstatement\tNOTHING\tKR\n"));
  const ReplayLine* lapsed = line(all, "LAPSED");
  ASSERT_NE(lapsed, nullptr);
  EXPECT_EQ(lapsed->at, "2019-11-23T00:00:00+09:00");
  EXPECT_FALSE(lapsed->standing.exchange_allowed);
  EXPECT_TRUE(lapsed->standing.access_allowed);
  EXPECT_EQ(lapsed->standing.protection_duty, ProtectionDuty::survival);
}

TEST(Replay, assertion_4_views_differ_in_label_and_agree_on_exchange) {
  const auto all = lines(read_file(kEventsPath));
  for (const char* seq : {"17", "18", "19", "20", "24"}) {
    const Standing& now = row(all, seq).standing;
    EXPECT_EQ(state(now, "KR"), State::in_force_conditional) << seq;
    EXPECT_EQ(state(now, "JP"), State::in_force) << seq;
    EXPECT_TRUE(now.exchange_allowed && now.in_dispute) << seq;
  }
}

TEST(Replay, assertion_5_a_revival_in_2021_stops_new_exchange_and_records_a_dispute) {
  const auto all = lines(events(kBirth + kNotice + kSuspension +
                                "5\t2021-02-01\tinstrument\tNOTICE_REVIVED(N1)\tKR->JP\n"));
  const Standing& now = row(all, "5").standing;
  EXPECT_EQ(state(now, "KR"), State::lapsed);
  EXPECT_EQ(state(now, "JP"), State::in_force);
  EXPECT_FALSE(now.exchange_allowed);
  EXPECT_TRUE(now.in_dispute);
  EXPECT_EQ(now.protection_duty, ProtectionDuty::full);
  EXPECT_NE(line(all, "LAPSED [KR reading only]"), nullptr);
}

TEST(Replay, assertion_6_withdrawing_both_notes_gives_one_state_and_the_next_window) {
  const auto all = lines(read_file(kEventsPath));
  const Standing& now = row(all, "25").standing;
  for (const Reading& reading : now.readings) {
    EXPECT_EQ(reading.state, State::in_force);
    EXPECT_EQ(reading.next_notice_deadline, day("2023-08-24"));
  }
  EXPECT_FALSE(now.in_dispute);
}

TEST(Replay, says_when_a_scheduled_lapse_did_not_occur) {
  const auto all =
      lines(events(kBirth + kNotice + kSuspension + "5\t2019-12-01\tstatement\tNOTHING\tKR\n"));
  const ReplayLine* kept = line(all, "SCHEDULED_LAPSE_DID_NOT_OCCUR");
  ASSERT_NE(kept, nullptr);
  EXPECT_EQ(kept->at, "2019-11-23T00:00:00+09:00");
}

TEST(Replay, says_the_entry_into_force_where_the_file_does_not) {
  const auto all = lines(events(kBirth));
  ASSERT_NE(line(all, "ENTRY_INTO_FORCE"), nullptr);
  EXPECT_TRUE(line(all, "ENTRY_INTO_FORCE")->standing.exchange_allowed);
}

TEST(Replay, orders_rows_by_time_and_then_by_number) {
  const auto all =
      lines(events("9\t2018-01-01\tstatement\tLATER\tKR\n"
                   "2\t2016-11-23T10:00+09:00\tinstrument\tNOTIFIED_COMPLETION(both)\tKR,JP\n"
                   "1\t2016-11-23T10:00+09:00\tinstrument\tSIGNED\tKR,JP\n"));
  EXPECT_EQ(all.front().seq, "1");
  EXPECT_EQ(all.back().seq, "9");
}

TEST(Replay, ends_with_the_day_of_the_last_row) {
  const auto renewed = [](const std::vector<ReplayLine>& all) {
    return std::any_of(all.begin(), all.end(), [](const ReplayLine& each) {
      return each.event.starts_with("AUTO_RENEWED");
    });
  };
  EXPECT_FALSE(renewed(lines(events(kBirth + "3\t2017-11-21\tstatement\tX\tKR\n"))));
  EXPECT_TRUE(renewed(lines(events(kBirth + "3\t2017-11-23\tstatement\tX\tKR\n"))));
}

TEST(Replay, a_note_is_named_by_its_letter_and_a_number) {
  const auto withdrawn = [](const std::string& id) {
    return kBirth + "3\t2019-08-23\tinstrument\tTERMINATION_NOTICE_RECEIVED(note " + id +
           ")\tKR->JP\n4\t2019-09-01\tinstrument\tNOTE_" + id + "_WITHDRAWN\tKR->JP\n";
  };
  for (const char* id : {"N1", "N90", "N09"}) {
    const auto all = lines(events(withdrawn(id)));
    ASSERT_FALSE(all.empty()) << id;
    EXPECT_EQ(state(row(all, "4").standing, "JP"), State::in_force) << id;
  }
  for (const char* id : {"N", "NX1", "ZN1", "AN1", "aN1", "zN1"}) {
    EXPECT_TRUE(refusal(withdrawn(id)).is(kBadEvents)) << id;
  }
}

TEST(Replay, a_row_without_a_time_has_that_of_the_row_before) {
  const auto all = lines(events(kBirth + "3\t2018-01-01\tstatement\tX\tKR\n"
                                         "999999999\t\tstatement\tY\tKR\n"));
  EXPECT_EQ(row(all, "999999999").standing.valid_until, row(all, "3").standing.valid_until);
  EXPECT_TRUE(refusal("1\t\tstatement\tX\tKR\n").is(kBadEvents));
  EXPECT_TRUE(refusal("1000000000\t2018-01-01\tstatement\tX\tKR\n").is(kBadEvents));
}

TEST(Replay, a_row_that_the_engine_does_not_say_is_unpredicted) {
  const auto all = lines(events(kBirth + "3\t2018-03-03\tderived\tAUTO_RENEWED\t-\n"));
  EXPECT_EQ(row(all, "3").source, LineSource::unpredicted);
}

TEST(Replay, names_the_columns_that_say_something_else) {
  const auto all = lines(
      "seq\tat\tkind\tevent_type\tactor\tstate_kr\tstate_jp\texchange\tprotection_duty\n"
      "1\t2016-11-23\tinstrument\tSIGNED\tKR,JP\tSIGNED\tNONE\ttrue\tnone\n");
  EXPECT_EQ(all.front().differs, (std::vector<std::string>{"exchange", "state_jp"}));
}

TEST(Replay, refuses_instruments_out_of_order_AB22) {
  const Error twice = refusal(
      kBirth + kNotice + "4\t2019-08-24\tinstrument\tTERMINATION_NOTICE_RECEIVED(N5)\tKR->JP\n");
  EXPECT_TRUE(twice.is(kOutOfOrder));
  EXPECT_EQ(twice.where(), "events.tsv:5:25");
  const Error early = refusal("1\t2016-11-23\tinstrument\tNOTIFIED_COMPLETION(both)\tKR,JP\n");
  EXPECT_TRUE(early.is(kOutOfOrder));
  const Error again = refusal(kBirth + kNotice +
                              "4\t2019-09-01\tinstrument\tNOTICE_WITHDRAWN(N1)\tKR->JP\n"
                              "5\t2019-09-02\tinstrument\tNOTICE_WITHDRAWN(N1)\tKR->JP\n");
  EXPECT_TRUE(again.is(kOutOfOrder));
}

TEST(Replay, refuses_what_it_cannot_read_with_its_place) {
  const std::map<std::string, std::string> bad{
      {"1\t2019-02-29\tstatement\tX\tKR\n", "events.tsv:2:3"},
      {"1\t2019-13-01T00:00+09:00\tstatement\tX\tKR\n", "events.tsv:2:3"},
      {"x\t2019-01-01\tstatement\tX\tKR\n", "events.tsv:2:1"},
      {"1\t2019-01-01\tact\tX\tKR\n", "events.tsv:2:14"},
      {"1\t2019-01-01\tinstrument\tANNEXED\tKR\n", "events.tsv:2:25"},
      {"1\t2019-01-01\tinstrument\tNOTE_N7_WITHDRAWN\tKR->JP\n", "events.tsv:2:25"},
      {"1\t2019-01-01\tinstrument\tNOTES_WITHDRAWN\tKR->JP\n", "events.tsv:2:25"},
  };
  for (const auto& [rows, where] : bad) {
    const Error error = refusal(rows);
    EXPECT_TRUE(error.is(kBadEvents)) << rows << error.describe();
    EXPECT_EQ(error.where(), where) << rows;
  }
}

TEST(Replay, refuses_instruments_of_a_party_that_is_none) {
  for (const char* actor : {"US", "KR,US", "KR->US", "", "KR,", "->JP"}) {
    const Error error = refusal(std::string("1\t2019-01-01\tinstrument\tSIGNED\t") + actor + "\n");
    EXPECT_TRUE(error.is(kUnknownParty)) << actor;
  }
}

TEST(Replay, refuses_a_span_that_it_would_compute_for_ever) {
  const Error error = refusal(kBirth + "3\t9999-12-31\tstatement\tX\tKR\n");
  EXPECT_TRUE(error.is(kBadEvents));
}

TEST(Replay, of_no_rows_has_no_lines) { EXPECT_TRUE(lines(events("")).empty()); }

}  // namespace
}  // namespace entente::agreement::testing
