#include "agreement/deadlines.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "agreement/course.h"

namespace entente::agreement {
namespace {

Deadline of_lapse(const Reading& reading) {
  Deadline deadline;
  deadline.kind = DeadlineKind::lapse;
  deadline.reading = reading.party;
  deadline.term = reading.term;
  deadline.zone = reading.zone;
  deadline.at = *reading.lapse_at;
  deadline.date = deadline.at.date_in(deadline.zone);
  deadline.how_counted =
      fmt::format("at the beginning of {} at {}", deadline.date.text(), deadline.zone.text());
  deadline.article = "Art. 21(3)";
  return deadline;
}

Deadline of_renewal(const Reading& reading, int term, CivilDate date) {
  Deadline deadline;
  deadline.kind = DeadlineKind::term_renews;
  deadline.reading = reading.party;
  deadline.term = term;
  deadline.date = date;
  deadline.zone = reading.zone;
  deadline.at = Instant::start_of(date, reading.zone);
  deadline.how_counted = fmt::format("the day after the last day of term {}", term - 1);
  deadline.article = "Art. 21(3)";
  return deadline;
}

Deadline of_window(const Reading& reading, const TermClause& clause, CountFrom count_from, int term,
                   CivilDate last_day, CivilDate day_after) {
  Deadline deadline;
  deadline.kind = DeadlineKind::notice_window_closes;
  deadline.reading = reading.party;
  deadline.term = term;
  deadline.date = last_day;
  deadline.zone = reading.zone;
  deadline.at = Instant::start_of(last_day.plus(Days{1}), reading.zone);
  const bool from_last = count_from == CountFrom::last_day_of_term;
  const CivilDate counted = from_last ? day_after.minus(Days{1}) : day_after;
  deadline.how_counted = fmt::format(
      "{} days back from {}, {} term {}, at {}; a notice on {} is {}", clause.notice.count,
      counted.text(), from_last ? "the last day of" : "the day after", term, reading.zone.text(),
      counted.minus(clause.notice).text(),
      clause.last_day_counts ? "still in time" : "already too late");
  deadline.article = "Art. 21(3)";
  return deadline;
}

void add_terms(const Profile& profile, const Course& course, const Reading& reading, Instant at,
               std::size_t count, std::vector<Deadline>& to) {
  const TermCalendar calendar = course.calendar();
  const CountFrom count_from = course.rule().count_from;
  for (int term = reading.term; to.size() < count; ++term) {
    const std::optional<CivilDate> end = calendar.day_after(term);
    if (!end || profile.term().renewal_years == 0) {
      return;
    }
    const auto last_day = calendar.notice_deadline(term, count_from);
    if (last_day && Instant::start_of(last_day->plus(Days{1}), reading.zone) > at) {
      to.push_back(of_window(reading, profile.term(), count_from, term, *last_day, *end));
    }
    to.push_back(of_renewal(reading, term + 1, *end));
  }
}

}  // namespace

std::vector<Deadline> next_deadlines(const Profile& profile,
                                     std::span<const Instrument> instruments, Instant at,
                                     Instant known_at, std::size_t count) {
  std::vector<Deadline> all;
  const std::vector<const Instrument*> counted = in_order(instruments, at, known_at);
  const Courses folded = fold(profile, counted);
  for (const Course& course : folded.courses) {
    std::vector<Deadline> own;
    const Reading reading = course.reading(at);
    if (exchange_in(reading.state) && reading.lapse_at) {
      own.push_back(of_lapse(reading));
    } else if (reading.state == State::in_force) {
      add_terms(profile, course, reading, at, count, own);
    }
    own.resize(std::min(own.size(), count));
    all.insert(all.end(), own.begin(), own.end());
  }
  std::sort(all.begin(), all.end(), [](const Deadline& a, const Deadline& b) {
    return std::tie(a.at, a.kind, a.reading) < std::tie(b.at, b.kind, b.reading);
  });
  return all;
}

}  // namespace entente::agreement
