#pragma once

#include <string>
#include <vector>

#include "agreement/profile.h"
#include "agreement/status.h"
#include "cli/command.h"
#include "format/json_writer.h"

/// How agreements are shown in replies.
namespace entente::cli {

/// `"readings": {PARTY: {state, term, lapse_at, next_notice_deadline, zone}}`.
void write_readings(format::JsonWriter& out, const agreement::Standing& standing);
/// The three verdicts, the readings, and whether they part.
void write_standing(format::JsonWriter& out, const agreement::Standing& standing);
/// An instant in `zone`, or null.
void write_instant(format::JsonWriter& out, std::string_view name, const std::optional<Instant>& at,
                   Zone zone);
/// A date, or null.
void write_date(format::JsonWriter& out, std::string_view name,
                const std::optional<CivilDate>& date);

/// `cli.profile-faults` with all faults in `faults`.
[[nodiscard]] Reply with_faults(const std::vector<agreement::Fault>& faults);

}  // namespace entente::cli
