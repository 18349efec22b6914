#include "agreement/deadlines.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "agreement/course.h"

namespace entente::agreement {
namespace {

/// The deadlines of one reading.
class DueList {
 public:
  DueList(const Course& course, Instant at, std::size_t count)
      : clause_(course.clause()),
        course_(course),
        reading_(course.reading(at)),
        at_(at),
        count_(count) {}

  std::vector<Deadline> take() {
    if (reading_.state == State::lapsed) {
      return {};
    }
    add_beginnings();
    add_replies();
    if (reading_.term > 0) {
      add_end_or_terms();
    }
    // After the end nobody acts any more, and nothing begins.
    std::erase_if(due_, [&](const Deadline& each) {
      return reading_.lapse_at && each.at > *reading_.lapse_at;
    });
    std::sort(due_.begin(), due_.end(), [](const Deadline& a, const Deadline& b) {
      return std::tie(a.at, a.kind, a.date) < std::tie(b.at, b.kind, b.date);
    });
    const auto to_come =
        std::find_if(due_.begin(), due_.end(), [](const Deadline& each) { return !each.overdue; });
    const auto shown =
        std::min<std::ptrdiff_t>(due_.end() - to_come, static_cast<std::ptrdiff_t>(count_));
    due_.erase(to_come + shown, due_.end());
    return std::move(due_);
  }

 private:
  Zone zone() const { return clause_.zone; }

  Deadline make(DeadlineKind kind, Instant at, std::string how_counted, std::string article) const {
    Deadline deadline;
    deadline.kind = kind;
    deadline.reading = reading_.party;
    deadline.term = reading_.term;
    deadline.at = at;
    deadline.zone = zone();
    deadline.date = at.date_in(deadline.zone);
    deadline.how_counted = std::move(how_counted);
    deadline.article = std::move(article);
    deadline.overdue = at <= at_;
    return deadline;
  }

  std::vector<PartyCode> all_parties() const { return course_.missing_from({}); }

  std::string midnight(Instant at) const {
    return fmt::format("at the beginning of {} at {}", at.date_in(zone()).text(), zone().text());
  }

  void add_beginnings() {
    const auto ahead = [&](const std::optional<Instant>& when) { return when && *when > at_; };
    if (const auto start = course_.provisional_start(); ahead(start)) {
      due_.push_back(make(DeadlineKind::provisional_begins, *start, midnight(*start), "C4"));
    }
    const auto ends = course_.provisional_end();
    const bool matters = course_.provisional_start() && reading_.term == 0;
    if (matters && ahead(ends) && !(course_.entry() && *course_.entry() <= *ends)) {
      due_.push_back(make(DeadlineKind::provisional_ends, *ends, midnight(*ends), "C4"));
    }
    if (ahead(course_.entry())) {
      due_.push_back(make(DeadlineKind::entry_into_force, *course_.entry(),
                          midnight(*course_.entry()), "Art. 21(1)"));
    }
    if (ahead(reading_.suspended_at)) {
      const Instant when = *reading_.suspended_at;
      due_.push_back(make(DeadlineKind::suspension_begins, when, midnight(when), "C2"));
    }
  }

  void add_replies() {
    for (const Accord& accord : course_.accords()) {
      const bool open = !accord.complete_at && accord.kind != InstrumentKind::replacement;
      if (!open || !clause_.amendment_reply) {
        continue;
      }
      const Days within = *clause_.amendment_reply;
      const CivilDate from = accord.proposed_at.date_in(zone());
      const CivilDate last = from.plus(within);
      Deadline deadline =
          make(DeadlineKind::amendment_reply, Instant::start_of(last.plus(Days{1}), zone()),
               fmt::format(
                   "{} days from {}, the day of the proposal not counted, at {}; an answer on {} "
                   "is still in time",
                   within.count, from.text(), zone().text(), last.text()),
               std::string(article_of(accord.kind)));
      deadline.date = last;
      deadline.about = accord.name;
      deadline.by = course_.missing_consents(accord);
      due_.push_back(std::move(deadline));
    }
  }

  void add_end_or_terms() {
    if (reading_.lapse_at) {
      Deadline deadline =
          make(DeadlineKind::lapse, *reading_.lapse_at, midnight(*reading_.lapse_at), "Art. 21(3)");
      deadline.inclusive = false;
      due_.push_back(std::move(deadline));
    } else if (reading_.state == State::in_force || reading_.next_notice_deadline) {
      add_terms();
    }
    add_reviews();
  }

  void add_terms() {
    const TermCalendar calendar = course_.calendar();
    std::size_t added = 0;
    for (int term = reading_.term; added < count_; ++term) {
      const std::optional<CivilDate> end = calendar.day_after(term);
      if (!end) {
        return;
      }
      const auto last_day = calendar.notice_deadline(term, course_.rule().count_from);
      if (last_day && Instant::start_of(last_day->plus(Days{1}), zone()) > at_) {
        due_.push_back(window(term, *last_day, *end));
        ++added;
      }
      Deadline renewal =
          make(DeadlineKind::term_renews, Instant::start_of(*end, zone()),
               fmt::format("the day after the last day of term {}", term), "Art. 21(3)");
      renewal.term = term + 1;
      renewal.inclusive = false;
      due_.push_back(std::move(renewal));
      ++added;
    }
  }

  Deadline window(int term, CivilDate last_day, CivilDate day_after) const {
    const bool from_last = course_.rule().count_from == CountFrom::last_day_of_term;
    const CivilDate counted = from_last ? day_after.minus(Days{1}) : day_after;
    const CivilDate reached = clause_.last_day_counts ? last_day : last_day.plus(Days{1});
    Deadline deadline = make(
        DeadlineKind::notice_window_closes, Instant::start_of(last_day.plus(Days{1}), zone()),
        fmt::format("{} back from {}, {} term {}, at {}; a notice on {} is {}",
                    notice_length(clause_), counted.text(),
                    from_last ? "the last day of" : "the day after", term, zone().text(),
                    reached.text(), clause_.last_day_counts ? "still in time" : "already too late"),
        "Art. 21(3)");
    deadline.term = term;
    deadline.date = last_day;
    deadline.by = all_parties();
    deadline.inclusive = clause_.last_day_counts;
    return deadline;
  }

  /// On each n-th anniversary of the entry into force; none after the end. A review that some party
  /// has not made stays until the next one takes its place.
  void add_reviews() {
    if (clause_.review_years == 0) {
      return;
    }
    const CivilDate entry = course_.entry()->date_in(zone());
    const int passed = std::max(0, at_.date_in(zone()).year() - entry.year());
    int turn = std::max(1, passed / clause_.review_years - 1);
    std::size_t added = 0;
    for (; added < count_ && entry.year() + turn * clause_.review_years <= 9999; ++turn) {
      Deadline review = review_of(entry, turn);
      if (reading_.lapse_at && Instant::start_of(review.date, zone()) >= *reading_.lapse_at) {
        return;
      }
      if (review.overdue && review_of(entry, turn + 1).overdue) {
        continue;
      }
      added += review.overdue ? 0 : 1;
      if (!review.by.empty()) {
        due_.push_back(std::move(review));
      }
    }
  }

  Deadline review_of(CivilDate entry, int turn) const {
    const auto day_of = [&](int nth) { return entry.plus_years(nth * clause_.review_years); };
    const CivilDate date = day_of(turn);
    Deadline review =
        make(DeadlineKind::review, Instant::start_of(date.plus(Days{1}), zone()),
             fmt::format("{} years from {}, the entry into force; that day still counts",
                         turn * clause_.review_years, entry.text()),
             "C4");
    review.date = date;
    const Instant since = Instant::start_of(day_of(turn - 1).plus(Days{1}), zone());
    std::vector<PartyCode> made;
    for (const Reviewed& each : course_.reviews()) {
      if (each.at >= since) {
        made.push_back(each.by);
      }
    }
    review.by = course_.missing_from(made);
    return review;
  }

  const TermClause& clause_;
  const Course& course_;
  Reading reading_;
  Instant at_;
  std::size_t count_;
  std::vector<Deadline> due_;
};

}  // namespace

std::vector<Deadline> next_deadlines(const Editions& editions,
                                     std::span<const Instrument> instruments, Instant at,
                                     Instant known_at, std::size_t count) {
  std::vector<Deadline> all;
  const std::vector<Instrument> known = known_to(editions.signed_text(), instruments, known_at);
  const Courses folded = fold(editions, in_order(known, at, known_at));
  for (const Course& course : folded.courses) {
    if (!course.has_part()) {
      continue;
    }
    std::vector<Deadline> own = DueList(course, at, count).take();
    all.insert(all.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
  }
  std::sort(all.begin(), all.end(), [](const Deadline& a, const Deadline& b) {
    return std::tie(a.at, a.kind, a.reading, a.about) < std::tie(b.at, b.kind, b.reading, b.about);
  });
  return all;
}

}  // namespace entente::agreement
