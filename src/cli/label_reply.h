#pragma once

#include <string>
#include <string_view>

#include "cli/command.h"
#include "cli/node_call.h"
#include "label/fault.h"

/// What the commands about labels and bindings share.
namespace entente::cli {

/// `--at`, else the time of this machine.
[[nodiscard]] Result<Instant> time_of(const Arguments& arguments);
/// The members as one JSON object, for `Reply::details`.
[[nodiscard]] std::string details_of(const Members& members);
/// A member `name`: `[{code, where, text}]`, each place with its file.
void write_faults(format::JsonWriter& out, std::string_view name, const label::Faults& faults,
                  std::string_view file);

}  // namespace entente::cli
