#pragma once

#include <optional>
#include <string>

#include "cli/command.h"

namespace entente::cli {

enum class JsonForm { none, object, lines };

/// A command line that was understood.
struct Parsed {
  const Command* command = nullptr;
  Arguments arguments;
  JsonForm json = JsonForm::none;
};

/// What came of parsing: a command, or the text to print (help, or what is wrong) and the exit.
struct ParseResult {
  std::optional<Parsed> parsed;
  std::string text;
  Exit exit = Exit::ok;
};

/// Reads `entente NOUN VERB [options]` by the table of commands. Global options: `--home`, `--as`,
/// `--json[=lines]`, `--passphrase-file`. The same table gives the help.
[[nodiscard]] ParseResult parse_command_line(int argc, const char* const* argv);

/// Runs the command line's process and returns its exit code.
[[nodiscard]] int run_command_line(int argc, const char* const* argv);

}  // namespace entente::cli
