#include "agreement/term.h"

namespace entente::agreement {
namespace {

constexpr int kLastYear = 9999;

}  // namespace

int TermCalendar::term_on(CivilDate date) const {
  if (clause_->initial_years == 0 || clause_->renewal_years == 0) {
    return 1;
  }
  const int years = date.year() - entry_.year() - clause_->initial_years;
  if (years < 0) {
    return 1;
  }
  // The anniversary in the year of `date` may still be to come.
  const int term = 2 + years / clause_->renewal_years;
  return date < first_day(term) ? term - 1 : term;
}

CivilDate TermCalendar::first_day(int term) const {
  if (term <= 1) {
    return entry_;
  }
  return entry_.plus_years(clause_->initial_years + (term - 2) * clause_->renewal_years);
}

std::optional<CivilDate> TermCalendar::day_after(int term) const {
  const bool ends = clause_->initial_years != 0 && (term == 1 || clause_->renewal_years != 0);
  const int years = clause_->initial_years + (term - 1) * clause_->renewal_years;
  if (!ends || entry_.year() + years > kLastYear) {
    return std::nullopt;
  }
  return entry_.plus_years(years);
}

std::optional<CivilDate> TermCalendar::notice_deadline(int term, CountFrom count_from) const {
  const std::optional<CivilDate> end = day_after(term);
  if (!end || clause_->anchor != NoticeAnchor::before_expiry) {
    return std::nullopt;
  }
  const int counted_day = count_from == CountFrom::last_day_of_term ? 1 : 0;
  const int excluded_day = clause_->last_day_counts ? 0 : 1;
  return end->minus(Days{counted_day + clause_->notice.count + excluded_day});
}

}  // namespace entente::agreement
