#pragma once

#include <cstddef>
#include <vector>

#include "agreement/deadlines.h"
#include "rules/view.h"

/// What is owed under an agreement by when: its calendar and the duties of its acts in one list.
namespace entente::rules {

/// Sorts by instant, then kind, reading and what it is about: the order of every list here.
void sort_due(std::vector<agreement::Deadline>& due);

/// The duties that acts have left open: the receipt of a dispatched item's content (R12.2), the
/// following of a changed classification (R6.7), the results of an investigation (R17.1). Each
/// stays, overdue, until the act that fulfils it is recorded. Sorted by instant. Pure.
[[nodiscard]] std::vector<agreement::Deadline> open_duties(const AgreementView& view, Instant now);

/// `open_duties` and `agreement::next_deadlines`, what is overdue and what comes first on top.
/// Pure.
[[nodiscard]] std::vector<agreement::Deadline> due_list(const AgreementView& view, Instant now,
                                                        Instant known_at, std::size_t count);

/// How long before its day something of the house stands on the due list.
inline constexpr Days kHouseDueAhead{90};

/// What ends within `ahead` days of the house of `view.self`, or has ended: a facility's
/// accreditation, and the days before one without an appointed officer (R10.1); the evidence of a
/// contractor, and the time until its next inspection (R16.1, R16.2). Sorted by instant. Pure.
[[nodiscard]] std::vector<agreement::Deadline> house_duties(const StateView& view, Days ahead);

/// The due list of the agreement in `view` with the duties of the house. Pure.
[[nodiscard]] std::vector<agreement::Deadline> due_list(const StateView& view, Instant known_at,
                                                        std::size_t count);

}  // namespace entente::rules
