#pragma once

#include <string>
#include <string_view>

#include "api/reply.h"
#include "cli/command.h"

namespace entente::cli {

using api::Outcome;
using api::outcome_of;
using api::OwnedSource;
using api::SharedSource;
using api::write_decision;

/// For people: one line per member, nested ones indented, made safe for a terminal.
[[nodiscard]] std::string readable(std::string_view json);

}  // namespace entente::cli
