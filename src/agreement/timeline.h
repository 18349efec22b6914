#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agreement/instrument.h"
#include "agreement/profile.h"
#include "agreement/status.h"
#include "base/result.h"
#include "base/time.h"
#include "format/fields.h"

/// What changed, when, and why. Pure functions; thread-safe.
namespace entente::agreement {

/// One party's reading before and after a change.
struct ReadingChange {
  PartyCode party;
  State before = State::none;
  State state = State::none;
  std::int64_t term = 0;
  std::optional<Instant> lapse_at;
  std::optional<CivilDate> next_notice_deadline;
  bool operator==(const ReadingChange&) const = default;
  static constexpr auto fields() {
    using format::field;
    return members(field("party", &ReadingChange::party), field("before", &ReadingChange::before),
                   field("state", &ReadingChange::state), field("term", &ReadingChange::term),
                   field("lapse_at", &ReadingChange::lapse_at),
                   field("next_notice_deadline", &ReadingChange::next_notice_deadline));
  }
};

[[nodiscard]] ReadingChange change_of(const Reading& before, const Reading& after);

/// One instrument, or one thing that happened by itself, with what it made of every reading.
struct TimelineEntry {
  Instant at;
  std::string event;       ///< `termination-notice`; by itself: `AUTO_RENEWED`, as in a replay
  std::string instrument;  ///< its id; empty for what happened by itself
  std::string cause;       ///< in a sentence
  std::string article;
  bool changed = false;  ///< whether any reading changed; statements and refused ones never do
  bool exchange_allowed = false;
  bool access_allowed = false;
  ProtectionDuty protection_duty = ProtectionDuty::none;
  bool in_dispute = false;
  Zone zone;
  std::vector<ReadingChange> readings;  ///< in the profile's order of parties
  bool operator==(const TimelineEntry&) const = default;
  static constexpr auto fields() {
    using format::field;
    return members(
        field("at", &TimelineEntry::at), field("event", &TimelineEntry::event),
        field("instrument", &TimelineEntry::instrument), field("cause", &TimelineEntry::cause),
        field("article", &TimelineEntry::article), field("changed", &TimelineEntry::changed),
        field("exchange_allowed", &TimelineEntry::exchange_allowed),
        field("access_allowed", &TimelineEntry::access_allowed),
        field("protection_duty", &TimelineEntry::protection_duty),
        field("in_dispute", &TimelineEntry::in_dispute), field("zone", &TimelineEntry::zone),
        field("readings", &TimelineEntry::readings));
  }
};

/// Everything between `from` and `to`, both included, as it follows from the instruments known at
/// `known_at`, in order of time; what happens by itself at an instant stands before the instruments
/// of that instant, what they bring about after them. `base.too-large` for more than 4096 things
/// that happen by themselves.
[[nodiscard]] Result<std::vector<TimelineEntry>> timeline(const Editions& editions,
                                                          std::span<const Instrument> instruments,
                                                          Instant from, Instant to,
                                                          Instant known_at);

}  // namespace entente::agreement
