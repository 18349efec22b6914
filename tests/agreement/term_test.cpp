#include "agreement/term.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "agreement/builders.h"

namespace entente::agreement::testing {
namespace {

TermClause clause(int initial, int renewal) {
  TermClause made;
  made.initial_years = initial;
  made.renewal_years = renewal;
  return made;
}

TEST(TermCalendar, has_both_deadlines_of_2019_as_vectors_R21_2) {
  const TermClause yearly = clause(1, 1);
  const TermCalendar calendar(yearly, day("2016-11-23"));
  EXPECT_EQ(calendar.notice_deadline(3, CountFrom::last_day_of_term), day("2019-08-24"));
  EXPECT_EQ(calendar.notice_deadline(3, CountFrom::day_after_term), day("2019-08-25"));
  EXPECT_EQ(calendar.notice_deadline(1, CountFrom::last_day_of_term), day("2017-08-24"));
}

TEST(TermCalendar, five_years_and_then_one_year_each) {
  const TermClause longer = clause(5, 1);
  const TermCalendar calendar(longer, day("2023-02-02"));
  EXPECT_EQ(calendar.day_after(1), day("2028-02-02"));
  EXPECT_EQ(calendar.term_on(day("2028-02-01")), 1);
  EXPECT_EQ(calendar.term_on(day("2028-02-02")), 2);
  EXPECT_EQ(calendar.term_on(day("2029-02-02")), 3);
}

TEST(TermCalendar, a_term_without_end_has_no_deadline) {
  const TermClause open = clause(0, 0);
  const TermCalendar calendar(open, day("2016-11-23"));
  EXPECT_EQ(calendar.day_after(1), std::nullopt);
  EXPECT_EQ(calendar.notice_deadline(1, CountFrom::last_day_of_term), std::nullopt);
  EXPECT_EQ(calendar.term_on(day("9999-12-31")), 1);
}

TEST(TermCalendar, ends_where_the_calendar_ends) {
  const TermClause yearly = clause(1, 1);
  const TermCalendar calendar(yearly, day("9998-06-01"));
  EXPECT_EQ(calendar.day_after(1), day("9999-06-01"));
  EXPECT_EQ(calendar.day_after(2), std::nullopt);
}

RC_GTEST_PROP(TermCalendar, every_day_lies_in_exactly_one_term, ()) {
  const TermClause terms = clause(*rc::gen::inRange(1, 8), *rc::gen::inRange(1, 8));
  const CivilDate entry = day("1969-01-01").plus(Days{*rc::gen::inRange(0, 40'000)});
  const TermCalendar calendar(terms, entry);
  const CivilDate date = entry.plus(Days{*rc::gen::inRange(0, 40'000)});
  const int term = calendar.term_on(date);
  RC_ASSERT(calendar.first_day(term) <= date);
  RC_ASSERT(date < calendar.day_after(term).value());
  RC_ASSERT(calendar.day_after(term).value() == calendar.first_day(term + 1));
}

}  // namespace
}  // namespace entente::agreement::testing
