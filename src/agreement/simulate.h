#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agreement/deadlines.h"
#include "agreement/instrument.h"
#include "agreement/profile.h"
#include "agreement/status.h"
#include "agreement/timeline.h"
#include "base/result.h"
#include "base/time.h"
#include "format/fields.h"

/// What would become of an agreement if an instrument were given. Pure; records nothing.
namespace entente::agreement {

/// The verdicts at one instant.
struct Outlook {
  bool exchange_allowed = false;
  bool access_allowed = false;
  ProtectionDuty protection_duty = ProtectionDuty::none;
  bool in_dispute = false;
  std::vector<Reason> why;
  bool operator==(const Outlook&) const = default;
  static constexpr auto fields() {
    using format::field;
    return members(field("exchange_allowed", &Outlook::exchange_allowed),
                   field("access_allowed", &Outlook::access_allowed),
                   field("protection_duty", &Outlook::protection_duty),
                   field("in_dispute", &Outlook::in_dispute), field("why", &Outlook::why));
  }
};

struct Simulation {
  Instant at;             ///< the candidate's own time
  bool admitted = false;  ///< whether it fits the state it meets
  std::string refusal;    ///< why not; empty if admitted
  Outlook before;
  Outlook after;
  /// Every party's reading before and after.
  std::vector<ReadingChange> readings;
  /// Up to the horizon: what would happen that else would not, and what would no longer happen.
  std::vector<TimelineEntry> gained;
  std::vector<TimelineEntry> lost;
  std::vector<Deadline> due;  ///< the deadlines as they would then stand
  static constexpr auto fields() {
    using format::field;
    return members(field("at", &Simulation::at), field("admitted", &Simulation::admitted),
                   field("refusal", &Simulation::refusal), field("before", &Simulation::before),
                   field("after", &Simulation::after), field("readings", &Simulation::readings),
                   field("gained", &Simulation::gained), field("lost", &Simulation::lost),
                   field("due", &Simulation::due));
  }
};

/// What `candidate` would change at its own `effective_at` and until `horizon`, beside the
/// instruments known at `known_at`. One that does not fit changes nothing, and `refusal` says why.
/// `base.too-large` for a horizon that holds more changes than a timeline shows.
[[nodiscard]] Result<Simulation> simulate(const Editions& editions,
                                          std::span<const Instrument> instruments,
                                          const Instrument& candidate, Instant horizon,
                                          Instant known_at);

}  // namespace entente::agreement
