#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agreement/instrument.h"
#include "agreement/profile.h"
#include "base/names.h"
#include "base/result.h"
#include "base/time.h"

namespace entente::agreement {

/// What a row of an events file is. Only the first three are input.
enum class RowKind { instrument, milestone, statement, derived, other_agreement };

/// One row of an events file, read into values.
struct EventRow {
  std::string seq;
  std::string at_text;
  Instant at;
  RowKind kind = RowKind::derived;
  std::string event;
  std::string where;                    ///< `file:line:column` of the event
  std::vector<Instrument> instruments;  ///< of an input row; one for each party that acts
  /// What the file says of the state after the row: column name and value.
  std::vector<std::pair<std::string, std::string>> expected;
};

/// The name of an event: `AUTO_RENEWED` in `AUTO_RENEWED(term 5) [JP reading only]`.
[[nodiscard]] std::string_view event_name(std::string_view event);

/// All rows, in order of time and then of `seq`. `agreement.bad-events` or `format.bad-tsv`.
[[nodiscard]] Result<std::vector<EventRow>> read_events(const Profile& profile,
                                                        std::string_view tsv,
                                                        std::string_view file);

}  // namespace entente::agreement

template <>
struct entente::Names<entente::agreement::RowKind> {
  using enum entente::agreement::RowKind;
  static constexpr std::pair<agreement::RowKind, std::string_view> kRows[] = {
      {instrument, "instrument"},
      {milestone, "milestone"},
      {statement, "statement"},
      {derived, "derived"},
      {other_agreement, "other-agreement"}};
};
