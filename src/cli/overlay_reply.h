#pragma once

#include "cli/command.h"
#include "cli/host.h"
#include "format/json_writer.h"

/// National overlays (R1.1) in replies.
namespace entente::cli {

/// `overlay`: the one of this party's law that governs under the agreement, and whether it fits the
/// text in effect; null where none was adopted. `overlay_needed`: whether the text demands one.
void write_overlay(format::JsonWriter& out, Host& host, node::Room& room);

/// The overlay of `--overlay`, of the law of `--party`, on a profile: its faults, or what it
/// changes.
[[nodiscard]] Reply check_overlay(const agreement::Profile& profile, const Arguments& arguments);

}  // namespace entente::cli
