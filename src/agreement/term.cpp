#include "agreement/term.h"

#include <fmt/format.h>

namespace entente::agreement {
namespace {

constexpr int kLastYear = 9999;

CivilDate first_of_month(CivilDate date) { return date.minus(Days{date.day() - 1}); }

}  // namespace

Instant entry_after(const TermClause& clause, Instant completed) {
  const CivilDate date = completed.date_in(clause.zone);
  switch (clause.entry_day) {
    case EntryDay::at_once:
      return completed;
    case EntryDay::days_after:
      return Instant::start_of(date.plus(Days{clause.entry_count}), clause.zone);
    case EntryDay::months_after:
      return Instant::start_of(date.plus_months(clause.entry_count), clause.zone);
    case EntryDay::first_of_month:
      return Instant::start_of(first_of_month(date).plus_months(clause.entry_count), clause.zone);
  }
  return completed;
}

Instant end_after_receipt(const TermClause& clause, Instant received) {
  const CivilDate date = received.date_in(clause.zone);
  const CivilDate last =
      clause.notice_months > 0 ? date.plus_months(clause.notice_months) : date.plus(clause.notice);
  return Instant::start_of(last.plus(Days{1}), clause.zone);
}

std::string notice_length(const TermClause& clause) {
  const int count = clause.notice_months > 0 ? clause.notice_months : clause.notice.count;
  return fmt::format("{} {}{}", count, clause.notice_months > 0 ? "month" : "day",
                     count == 1 ? "" : "s");
}

/// A renewed term that was running when the clause was amended has the length of renewed ones.
int TermCalendar::years_of_first() const {
  const bool renewed = first_ > 1 && clause_->renewal_years != 0;
  return renewed ? clause_->renewal_years : clause_->initial_years;
}

TermCalendar TermCalendar::amended(const TermClause& clause, CivilDate date) const {
  const int running = term_on(date);
  TermCalendar after(clause, first_day(running), running);
  std::optional<CivilDate> end = after.day_after(running);
  while (end && *end <= date) {
    after.entry_ = *end;
    end = after.day_after(running);
  }
  return after;
}

int TermCalendar::term_on(CivilDate date) const {
  if (clause_->initial_years == 0 || clause_->renewal_years == 0) {
    return first_;
  }
  const int years = date.year() - entry_.year() - years_of_first();
  if (years < 0) {
    return first_;
  }
  // The anniversary in the year of `date` may still be to come.
  const int term = first_ + 1 + years / clause_->renewal_years;
  return date < first_day(term) ? term - 1 : term;
}

CivilDate TermCalendar::first_day(int term) const {
  if (term <= first_) {
    return entry_;
  }
  return entry_.plus_years(years_of_first() + (term - first_ - 1) * clause_->renewal_years);
}

std::optional<CivilDate> TermCalendar::day_after(int term) const {
  const bool ends = clause_->initial_years != 0 && (term == first_ || clause_->renewal_years != 0);
  const int years = years_of_first() + (term - first_) * clause_->renewal_years;
  if (!ends || entry_.year() + years > kLastYear) {
    return std::nullopt;
  }
  return entry_.plus_years(years);
}

std::optional<CivilDate> TermCalendar::expiry() const {
  return clause_->renewal_years == 0 ? day_after(first_) : std::nullopt;
}

std::optional<CivilDate> TermCalendar::notice_deadline(int term, CountFrom count_from) const {
  const std::optional<CivilDate> end = day_after(term);
  if (!end || clause_->anchor != NoticeAnchor::before_expiry) {
    return std::nullopt;
  }
  const CivilDate counted = count_from == CountFrom::last_day_of_term ? end->minus(Days{1}) : *end;
  const CivilDate deadline = clause_->notice_months > 0
                                 ? counted.plus_months(-clause_->notice_months)
                                 : counted.minus(clause_->notice);
  return clause_->last_day_counts ? deadline : deadline.minus(Days{1});
}

}  // namespace entente::agreement
