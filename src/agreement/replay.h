#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agreement/profile.h"
#include "agreement/status.h"
#include "base/names.h"
#include "base/result.h"

namespace entente::agreement {

/// Where a line of a replay comes from.
enum class LineSource {
  given,        ///< a row of the file that was input, or concerns another agreement
  predicted,    ///< a derived row that the engine says by itself
  unpredicted,  ///< a derived row that the engine does not say
  computed,     ///< an event the file lacks
};

/// The history after one event.
struct ReplayLine {
  std::string seq;  ///< of the row; empty for computed events
  std::string at;   ///< as in the file; computed: a date for windows, else RFC 3339 in the zone
  std::string event;
  LineSource source = LineSource::given;
  Standing standing;
  /// Columns of the file (`state_kr`, `exchange`, `protection_duty`) that say something else.
  std::vector<std::string> differs;
};

/// Replays an events file (docs/reference/profile.md, "Events"): one line for each row and one for
/// each computed event it lacks, in order of time. Only rows of kind instrument, milestone and
/// statement are input. Errors: `agreement.bad-events` or `format.bad-tsv` with `file:line:column`;
/// `agreement.out-of-order` for an instrument that does not fit. Pure; thread-safe.
[[nodiscard]] Result<std::vector<ReplayLine>> replay(const Profile& profile, std::string_view tsv,
                                                     std::string_view file);

}  // namespace entente::agreement

template <>
struct entente::Names<entente::agreement::LineSource> {
  using enum entente::agreement::LineSource;
  static constexpr std::pair<agreement::LineSource, std::string_view> kRows[] = {
      {given, "given"},
      {predicted, "predicted"},
      {unpredicted, "unpredicted"},
      {computed, "computed"}};
};
