#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/stream.h"
#include "cli/command.h"
#include "cli/reply.h"

/// Commands that need a node: sent to the one that serves the home, else run in one opened for
/// them.
namespace entente::cli {

[[nodiscard]] Result<Outcome> run_on_node(const Command& command, Arguments arguments,
                                          std::unique_ptr<ByteSource> in, ByteSink& out);

/// The JSON of a command that takes positionals alone, asked for by another one whose `arguments`
/// name the home; or the error that the node answers.
[[nodiscard]] Result<std::string> ask_node(const Arguments& arguments, std::string_view noun,
                                           std::string_view verb,
                                           std::vector<std::string> positional);

}  // namespace entente::cli
