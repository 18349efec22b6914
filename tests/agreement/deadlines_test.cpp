#include "agreement/deadlines.h"

#include <gtest/gtest.h>

#include "agreement/builders.h"

namespace entente::agreement::testing {
namespace {

std::vector<Deadline> after(const std::vector<Instrument>& instruments, std::string_view when,
                            std::size_t count, const Profile& profile = jp_kr()) {
  return next_deadlines(profile, instruments, at(when), at(when), count);
}

TEST(Deadlines, the_window_of_2019_closes_on_24_august_R21_2) {
  const auto all = after(in_force_since("2016-11-23T10:00:00+09:00"), "2019-08-01", 2);
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].kind, DeadlineKind::notice_window_closes);
  EXPECT_EQ(all[0].date, day("2019-08-24"));
  EXPECT_EQ(all[0].at, at("2019-08-25"));
  EXPECT_EQ(all[0].zone, Zone{540});
  EXPECT_EQ(all[0].term, 3);
  EXPECT_EQ(all[0].how_counted,
            "90 days back from 2019-11-22, the last day of term 3, at +09:00; a notice on "
            "2019-08-24 is still in time");
  EXPECT_EQ(all[2].kind, DeadlineKind::term_renews);
  EXPECT_EQ(all[2].date, day("2019-11-23"));
  EXPECT_EQ(all[2].term, 4);
}

TEST(Deadlines, the_other_convention_gives_25_august_R21_2) {
  std::string text = profile_text();
  for (std::size_t i = 0;
       (i = text.find("count_from = \"last-day-of-term\"")) != std::string::npos;) {
    text.replace(i, 31, "count_from = \"day-after-term\"");
  }
  const Profile other = load(text);
  const auto all = after(in_force_since("2016-11-23T10:00:00+09:00"), "2019-08-01", 1, other);
  EXPECT_EQ(all[0].date, day("2019-08-25"));
  EXPECT_NE(all[0].how_counted.find("the day after term 3"), std::string::npos);
}

TEST(Deadlines, a_deadline_that_passed_is_not_shown_and_the_last_day_still_is) {
  const auto force = in_force_since("2016-11-23T10:00:00+09:00");
  EXPECT_EQ(after(force, "2019-08-24T23:59:59+09:00", 1)[0].date, day("2019-08-24"));
  EXPECT_EQ(after(force, "2019-08-25", 1)[0].kind, DeadlineKind::term_renews);
  EXPECT_EQ(after(force, "2019-08-25", 2).back().date, day("2020-08-24"));
}

TEST(Deadlines, under_notice_only_the_lapse_is_left) {
  const auto all = after(in_force_since("2016-11-23") + notice("2019-08-23"), "2019-09-01", 5);
  ASSERT_EQ(all.size(), 2u);
  for (const Deadline& each : all) {
    EXPECT_EQ(each.kind, DeadlineKind::lapse);
    EXPECT_EQ(each.at, at("2019-11-23"));
  }
}

TEST(Deadlines, a_dormant_notice_has_no_renewal_in_its_reading) {
  const auto all = after(suspended_history(), "2020-01-01", 3);
  ASSERT_EQ(all.size(), 3u);
  for (const Deadline& each : all) {
    EXPECT_EQ(each.reading, party("JP"));
  }
}

TEST(Deadlines, before_force_after_lapse_and_at_the_end_of_time_there_are_none) {
  EXPECT_TRUE(after({}, "2019-01-01", 5).empty());
  EXPECT_TRUE(after(in_force_since("2016-11-23") + notice("2019-08-23"), "2020-01-01", 5).empty());
  EXPECT_TRUE(after(in_force_since("9999-01-01"), "9999-06-01", 5).empty());
  EXPECT_TRUE(after(in_force_since("2016-11-23"), "2019-01-01", 0).empty());
}

TEST(Deadlines, say_who_can_act_and_whether_the_counted_day_is_in_time_R21_2) {
  const auto force = in_force_since("2016-11-23");
  const Deadline window = after(force, "2019-08-01", 1)[0];
  EXPECT_EQ(window.by, (std::vector{party("JP"), party("KR")}));
  EXPECT_TRUE(window.inclusive);
  const Profile strict = load(profile_text("last_day_counts = true", "last_day_counts = false"));
  const Deadline earlier = after(force, "2019-08-01", 1, strict)[0];
  EXPECT_EQ(earlier.date, day("2019-08-23"));
  EXPECT_FALSE(earlier.inclusive);
  EXPECT_EQ(earlier.how_counted,
            "90 days back from 2019-11-22, the last day of term 3, at +09:00; a notice on "
            "2019-08-24 is already too late");
}

TEST(Deadlines, of_a_notice_in_months_say_so) {
  const Profile months = load(profile_text("notice_days = 90", "notice_months = 3"));
  EXPECT_EQ(after(in_force_since("2016-11-23"), "2019-08-01", 1, months)[0].how_counted,
            "3 months back from 2019-11-22, the last day of term 3, at +09:00; a notice on "
            "2019-08-22 is still in time");
}

TEST(Deadlines, list_provisional_application_and_an_entry_that_lies_ahead_C4) {
  const Profile profile = with_term(
      "provisional_application = \"from-date\"\nprovisional_from = 2021-01-01\n"
      "provisional_until = 2021-04-30\nentry_day = \"first-of-month\"\nentry_count = 1");
  const auto signed_only =
      std::vector{instrument(InstrumentKind::signature, "KR", "2020-12-30", "a"),
                  instrument(InstrumentKind::signature, "JP", "2020-12-30", "b")};
  const auto before = after(signed_only, "2020-12-31", 5, profile);
  ASSERT_EQ(before.size(), 4u);
  EXPECT_EQ(before[0].kind, DeadlineKind::provisional_begins);
  EXPECT_EQ(before[0].date, day("2021-01-01"));
  EXPECT_EQ(before[2].kind, DeadlineKind::provisional_ends);
  EXPECT_EQ(before[2].at, at("2021-05-01"));
  const auto notified =
      after(signed_and_notified("2020-12-30", "2021-02-10"), "2021-02-11", 5, profile);
  ASSERT_EQ(notified.size(), 2u);
  EXPECT_EQ(notified[0].kind, DeadlineKind::entry_into_force);
  EXPECT_EQ(notified[0].at, at("2021-03-01"));
}

TEST(Deadlines, list_a_suspension_that_was_declared) {
  const Profile profile =
      with_term("agreement_suspension = \"by-any-party\"\nsuspension_days = 30");
  const auto all = in_force_since("2016-11-23") +
                   instrument(InstrumentKind::agreement_suspension, "KR", "2018-01-01", "s");
  EXPECT_EQ(after(all, "2018-01-02", 1, profile)[0].kind, DeadlineKind::suspension_begins);
  EXPECT_EQ(after(all, "2018-01-02", 1, profile)[0].at, at("2018-02-01"));
  EXPECT_EQ(after(all, "2018-03-01", 1, profile)[0].kind, DeadlineKind::notice_window_closes)
      << "terms run while it is suspended";
}

TEST(Deadlines, list_the_reply_that_a_proposed_amendment_waits_for) {
  const Profile profile = with_term("amendment_reply_days = 30");
  const auto proposed =
      in_force_since("2016-11-23") + instrument(InstrumentKind::amendment, "KR", "2018-01-01", "A");
  const Deadline reply = after(proposed, "2018-01-31T23:59:59+09:00", 1, profile)[0];
  EXPECT_EQ(reply.kind, DeadlineKind::amendment_reply);
  EXPECT_EQ(reply.about, "A");
  EXPECT_EQ(reply.by, std::vector{party("JP")});
  EXPECT_EQ(reply.date, day("2018-01-31"));
  EXPECT_EQ(reply.article, "Art. 21(2)");
  EXPECT_FALSE(reply.overdue);
  const auto answered =
      proposed + instrument(InstrumentKind::amendment, "JP", "2018-01-05", "B", "A");
  EXPECT_NE(after(answered, "2018-01-06", 1, profile)[0].kind, DeadlineKind::amendment_reply);
}

TEST(Deadlines, keep_an_overdue_reply_until_it_is_given_beside_those_to_come) {
  const Profile profile = with_term("amendment_reply_days = 30");
  const auto proposed =
      in_force_since("2016-11-23") + instrument(InstrumentKind::amendment, "KR", "2018-01-01", "A");
  for (const auto* when : {"2018-02-01", "2018-08-01"}) {
    const auto all = after(proposed, when, 1, profile);
    ASSERT_EQ(all.size(), 4u) << when;
    EXPECT_EQ(all[0].kind, DeadlineKind::amendment_reply);
    EXPECT_TRUE(all[0].overdue);
    EXPECT_EQ(all[0].date, day("2018-01-31"));
    EXPECT_EQ(all[2].kind, DeadlineKind::notice_window_closes);
    EXPECT_FALSE(all[2].overdue);
  }
  const auto late = proposed + instrument(InstrumentKind::amendment, "JP", "2018-08-02", "B", "A");
  EXPECT_FALSE(after(late, "2018-08-03", 1, profile)[0].overdue);
}

TEST(Deadlines, list_no_reply_to_a_proposed_replacement) {
  const Profile profile = with_term("amendment_reply_days = 30");
  const auto all = in_force_since("2016-11-23") +
                   instrument(InstrumentKind::replacement, "KR", "2018-01-01", "r", "jp-kr-2030");
  EXPECT_EQ(after(all, "2018-01-02", 1, profile)[0].kind, DeadlineKind::notice_window_closes);
}

TEST(Deadlines, leave_out_what_the_lapse_comes_before_R21_3) {
  const Profile profile = with_term(
      "agreement_suspension = \"by-any-party\"\nsuspension_days = 30\n"
      "amendment_reply_days = 30");
  const auto all = in_force_since("2016-11-23") + notice("2019-08-01") +
                   instrument(InstrumentKind::agreement_suspension, "KR", "2019-11-01", "s") +
                   instrument(InstrumentKind::amendment, "KR", "2019-11-02", "A");
  const auto due = after(all, "2019-11-03", 5, profile);
  ASSERT_EQ(due.size(), 2u);
  EXPECT_EQ(due[0].kind, DeadlineKind::lapse);
  EXPECT_EQ(due[1].kind, DeadlineKind::lapse);
}

TEST(Deadlines, list_reviews_as_long_as_the_agreement_lasts) {
  const Profile profile = with_term("review_years = 2");
  const auto force = in_force_since("2016-11-23");
  const auto reviews = [&](const std::vector<Instrument>& all, std::string_view when) {
    std::vector<std::string> days;
    for (const Deadline& each : after(all, when, 6, profile)) {
      if (each.kind == DeadlineKind::review && each.reading == party("JP")) {
        days.push_back(each.date.text());
      }
    }
    return days;
  };
  EXPECT_EQ(reviews(force, "2018-11-23T23:00:00+09:00"),
            (std::vector<std::string>{"2018-11-23", "2020-11-23"}));
  EXPECT_EQ(reviews(force + notice("2019-08-23"), "2019-09-01"),
            std::vector<std::string>{"2018-11-23"})
      << "none after the end; the one that nobody made is still owed";
}

TEST(Deadlines, keep_an_overdue_review_until_each_party_has_made_it) {
  const Profile profile = with_term("review_years = 2");
  const auto review = [&](const std::vector<Instrument>& all, std::string_view when) {
    const auto due = after(all, when, 6, profile);
    const auto found = std::find_if(due.begin(), due.end(), [](const Deadline& each) {
      return each.kind == DeadlineKind::review;
    });
    return *found;
  };
  const auto force = in_force_since("2016-11-23");
  EXPECT_TRUE(review(force, "2018-11-24").overdue);
  EXPECT_EQ(review(force, "2018-11-24").date, day("2018-11-23"));
  EXPECT_EQ(review(force, "2020-11-24").date, day("2020-11-23")) << "the next takes its place";
  EXPECT_EQ(review(force, "2022-06-01").date, day("2020-11-23")) << "also in the next one's year";
  EXPECT_EQ(review(force, "2021-06-01").date, day("2020-11-23"));
  const auto at_once = force + instrument(InstrumentKind::review, "KR", "2018-11-24", "r0");
  EXPECT_EQ(review(at_once, "2020-06-01").by, std::vector{party("JP")})
      << "the two years begin with the day after the review";
  const auto one = force + instrument(InstrumentKind::review, "KR", "2018-06-01", "r1");
  EXPECT_EQ(review(one, "2018-06-02").by, std::vector{party("JP")});
  EXPECT_TRUE(review(one, "2018-11-24").overdue);
  const auto both = one + instrument(InstrumentKind::review, "JP", "2018-12-01", "r2");
  EXPECT_EQ(review(both, "2018-12-02").date, day("2020-11-23"));
  EXPECT_EQ(review(both, "2018-12-02").by, std::vector{party("KR")})
      << "what JP made late counts for the one that was due and for the next";
}

TEST(Deadlines, a_review_counts_from_the_first_instant_after_the_day_of_the_one_before) {
  const Profile profile = with_term("review_years = 2");
  const auto owed_in_2020 = [&](std::string_view made) {
    const auto all =
        in_force_since("2016-11-23") + instrument(InstrumentKind::review, "KR", made, "r0");
    for (const Deadline& each : after(all, "2020-06-01", 6, profile)) {
      if (each.kind == DeadlineKind::review && each.date == day("2020-11-23")) {
        return each.by;
      }
    }
    return std::vector<PartyCode>();
  };
  EXPECT_EQ(owed_in_2020("2018-11-24"), std::vector{party("JP")});
  EXPECT_EQ(owed_in_2020("2018-11-23T23:59:59+09:00"), (std::vector{party("JP"), party("KR")}))
      << "that was still the review of 2018";
}

TEST(Deadlines, reviews_reach_the_last_year_of_the_calendar) {
  const Profile profile = with_term("review_years = 2");
  const auto due = after(in_force_since("9997-01-05"), "9998-02-01", 6, profile);
  const auto review = std::find_if(due.begin(), due.end(), [](const Deadline& each) {
    return each.kind == DeadlineKind::review;
  });
  ASSERT_NE(review, due.end());
  EXPECT_EQ(review->date, day("9999-01-05"));
}

TEST(Deadlines, an_entry_at_the_end_of_provisional_application_takes_its_place_C4) {
  const Profile profile = with_term(
      "provisional_application = \"from-date\"\nprovisional_from = 2021-01-01\n"
      "provisional_until = 2021-04-30\nentry_day = \"first-of-month\"\nentry_count = 1");
  const auto due = after(signed_and_notified("2020-12-30", "2021-04-10"), "2021-04-11", 5, profile);
  ASSERT_EQ(due.size(), 2u);
  for (const Deadline& each : due) {
    EXPECT_EQ(each.kind, DeadlineKind::entry_into_force);
    EXPECT_EQ(each.at, at("2021-05-01"));
  }
}

TEST(Deadlines, of_reviews_and_beginnings_end_with_their_instant) {
  const Profile reviewed = with_term("review_years = 2");
  EXPECT_TRUE(after({}, "2018-01-01", 3, reviewed).empty()) << "nothing is in force";
  const Profile later = with_term("entry_day = \"days-after\"\nentry_count = 10");
  const auto notified = in_force_since("2021-02-10");
  EXPECT_EQ(after(notified, "2021-02-19T23:59:59+09:00", 1, later)[0].kind,
            DeadlineKind::entry_into_force);
  EXPECT_NE(after(notified, "2021-02-20", 1, later)[0].kind, DeadlineKind::entry_into_force);
}

TEST(Deadlines, have_json_of_their_fields) {
  const Deadline lapse =
      after(in_force_since("2016-11-23") + notice("2019-08-23"), "2019-09-01", 1)[0];
  EXPECT_EQ(format::to_json(lapse),
            "{\"kind\":\"lapse\",\"reading\":\"JP\",\"by\":[],\"about\":\"\",\"term\":3,"
            "\"date\":\"2019-11-23\",\"at\":\"2019-11-22T15:00:00Z\",\"zone\":\"+09:00\","
            "\"inclusive\":false,\"how_counted\":\"at the beginning of 2019-11-23 at +09:00\","
            "\"article\":\"Art. 21(3)\",\"overdue\":false}");
}

}  // namespace
}  // namespace entente::agreement::testing
