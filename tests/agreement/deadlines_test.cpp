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

}  // namespace
}  // namespace entente::agreement::testing
