#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/deadlines.h"
#include "agreement/profile_diff.h"
#include "agreement/simulate.h"
#include "agreement/timeline.h"
#include "format/json_writer.h"

/// Views of an agreement in replies, and as people read them.
namespace entente::cli {

/// Instants in the agreement's zone.
void write_timeline(format::JsonWriter& out, std::string_view name,
                    std::span<const agreement::TimelineEntry> entries);
/// What is the same under several readings stands once, with `readings`.
void write_deadlines(format::JsonWriter& out, std::string_view name,
                     std::span<const agreement::Deadline> deadlines);
void write_simulation(format::JsonWriter& out, const agreement::Simulation& simulation, Zone zone);
void write_differences(format::JsonWriter& out, std::span<const agreement::Difference> differences);

[[nodiscard]] std::string render_timeline(std::string_view json);
[[nodiscard]] std::string render_deadlines(std::string_view json);
[[nodiscard]] std::string render_simulation(std::string_view json);
[[nodiscard]] std::string render_differences(std::string_view json);

}  // namespace entente::cli
