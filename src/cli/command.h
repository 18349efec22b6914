#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/stream.h"
#include "rules/decision.h"

namespace entente::cli {

class Host;

/// One option of a command. `value` is what help calls its value; empty for a switch.
struct OptionSpec {
  std::string_view name;  ///< long, without dashes
  std::string_view value;
  std::string_view help;
  bool required = false;
  bool many = false;  ///< takes one or more values; of commands that run in their own process only
};

/// What was typed, checked against the command's row: unknown options never arrive here.
struct Arguments {
  std::vector<std::string> positional;
  std::map<std::string, std::string, std::less<>> options;
  std::map<std::string, std::vector<std::string>, std::less<>> lists;  ///< those that take many
  std::string as;                                                      ///< `--as PERSON`, or empty

  [[nodiscard]] bool has(std::string_view option) const { return options.contains(option); }
  [[nodiscard]] std::string get(std::string_view option, std::string_view otherwise = {}) const {
    const auto found = options.find(option);
    return found == options.end() ? std::string(otherwise) : found->second;
  }
  [[nodiscard]] std::vector<std::string> all(std::string_view name) const {
    const auto found = lists.find(name);
    return found == lists.end() ? std::vector<std::string>() : found->second;
  }
};

/// The answer of a command: a JSON object, and the error that stands for the exit code.
struct Reply {
  std::string json = "{}";
  std::optional<Error> error;
  std::optional<rules::Decision> decision;  ///< shown with a denial of one's own draft
  std::string act;                          ///< the denied draft, for `decision explain`
  std::string details_name;                 ///< a further member beside `error`, such as `faults`
  std::string details;  ///< its JSON; without a name an object, whose members stand beside
  std::shared_ptr<ByteSource> content;  ///< output bytes; verified piece by piece as they are read
};
using Done = std::function<void(Reply)>;

/// Runs in the command line's own process; needs no node.
using LocalRun = Reply (*)(const Arguments&);
/// Runs on the sequence of the node that serves the home (or of one opened for this command). `in`
/// is the command's input (null without one); it is read on a worker.
using NodeRun = void (*)(Host&, const Arguments&, std::shared_ptr<ByteSource> in, const Done&);

/// A reply's JSON as a text for people.
using Render = std::string (*)(std::string_view json);

/// Where a command's input bytes come from and its output bytes go.
enum class Content {
  none,
  input,   ///< the file named by the first positional or `input_option` is sent to the node
  output,  ///< what the node gives goes to the file named by `--output`, `-` for standard output
};

/// One row of the table of commands. Help, completion and the reference page follow from it. One
/// with both runs works without a node where its first positional names a file or folder that
/// exists, or ends with `.toml`.
struct Command {
  std::string_view noun;
  std::string_view verb;  ///< empty for a command of one word
  std::string_view summary;
  std::vector<OptionSpec> positionals = {};  ///< `name` in capitals; `required`
  std::vector<OptionSpec> options = {};
  LocalRun local = nullptr;  ///< beside `node`: where the first positional names a file or folder
  NodeRun node = nullptr;
  Content content = Content::none;
  /// The member of the reply that is a text of a format of its own: without `--json` it is printed
  /// as it is.
  std::string_view text_member = {};
  /// The option that names the input file, where the first positional does not.
  std::string_view input_option = {};
  /// Without `--json`: the reply as a person reads it; null: one line per member.
  Render render = nullptr;
};

/// All commands, in the order of help.
[[nodiscard]] const std::vector<Command>& commands();
[[nodiscard]] const Command* find_command(std::string_view noun, std::string_view verb);

/// One list per family; `commands()` joins them.
[[nodiscard]] std::vector<Command> node_commands();
[[nodiscard]] std::vector<Command> doctor_commands();
[[nodiscard]] std::vector<Command> config_commands();
[[nodiscard]] std::vector<Command> completion_commands();
[[nodiscard]] std::vector<Command> peer_commands();
[[nodiscard]] std::vector<Command> key_commands();
[[nodiscard]] std::vector<Command> agreement_commands();
[[nodiscard]] std::vector<Command> instrument_commands();
[[nodiscard]] std::vector<Command> agreement_view_commands();
[[nodiscard]] std::vector<Command> decision_commands();
[[nodiscard]] std::vector<Command> item_commands();
[[nodiscard]] std::vector<Command> consent_commands();
[[nodiscard]] std::vector<Command> person_commands();
[[nodiscard]] std::vector<Command> facility_commands();
[[nodiscard]] std::vector<Command> contractor_commands();
[[nodiscard]] std::vector<Command> law_commands();
[[nodiscard]] std::vector<Command> register_commands();
[[nodiscard]] std::vector<Command> ledger_commands();
[[nodiscard]] std::vector<Command> evidence_commands();
[[nodiscard]] std::vector<Command> label_commands();
[[nodiscard]] std::vector<Command> object_commands();
[[nodiscard]] std::vector<Command> selftest_commands();

/// A reply that only says what went wrong.
[[nodiscard]] Reply failed(Error error);

}  // namespace entente::cli
