#pragma once

#include <cstddef>
#include <vector>

#include "agreement/deadlines.h"
#include "rules/view.h"

/// What is owed under an agreement by when: its calendar and the duties of its acts in one list.
namespace entente::rules {

/// The duties that acts have left open: the receipt of a dispatched item's content (R12.2), the
/// following of a changed classification (R6.7), the results of an investigation (R17.1). Each
/// stays, overdue, until the act that fulfils it is recorded. Sorted by instant. Pure.
[[nodiscard]] std::vector<agreement::Deadline> open_duties(const AgreementView& view, Instant now);

/// `open_duties` and `agreement::next_deadlines`, what is overdue and what comes first on top.
/// Pure.
[[nodiscard]] std::vector<agreement::Deadline> due_list(const AgreementView& view, Instant now,
                                                        Instant known_at, std::size_t count);

}  // namespace entente::rules
