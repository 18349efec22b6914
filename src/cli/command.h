#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/operation.h"

namespace entente::cli {

class Host;

using api::Arguments;
using api::Content;
using api::Done;
using api::failed;
using api::OptionSpec;
using api::Reply;

/// Runs in the command line's own process; needs no node.
using LocalRun = Reply (*)(const Arguments&);
/// Runs on the sequence of the node that serves the home (or of one opened for this command). `in`
/// is the command's input (null without one); it is read on a worker.
using NodeRun = void (*)(Host&, const Arguments&, std::shared_ptr<ByteSource> in, const Done&);

/// A reply's JSON as a text for people.
using Render = std::string (*)(std::string_view json);

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
  /// The option that names the output file of a command that takes an input file as well. Where it
  /// is not given, the output stands beside the input, under a name that says nothing.
  std::string_view reply_option = {};
};

/// All commands, in the order of help.
[[nodiscard]] const std::vector<Command>& commands();
[[nodiscard]] const Command* find_command(std::string_view noun, std::string_view verb);

/// One list per family; `commands()` joins them.
[[nodiscard]] std::vector<Command> node_commands();
[[nodiscard]] std::vector<Command> backup_commands();
[[nodiscard]] std::vector<Command> doctor_commands();
[[nodiscard]] std::vector<Command> config_commands();
[[nodiscard]] std::vector<Command> completion_commands();
[[nodiscard]] std::vector<Command> peer_commands();
[[nodiscard]] std::vector<Command> key_commands();
[[nodiscard]] std::vector<Command> agreement_commands();
[[nodiscard]] std::vector<Command> instrument_commands();
[[nodiscard]] std::vector<Command> agreement_view_commands();
[[nodiscard]] std::vector<Command> overlay_commands();
[[nodiscard]] std::vector<Command> decision_commands();
[[nodiscard]] std::vector<Command> item_commands();
[[nodiscard]] std::vector<Command> copy_commands();
[[nodiscard]] std::vector<Command> derive_commands();
[[nodiscard]] std::vector<Command> inventory_commands();
[[nodiscard]] std::vector<Command> consent_commands();
[[nodiscard]] std::vector<Command> person_commands();
[[nodiscard]] std::vector<Command> facility_commands();
[[nodiscard]] std::vector<Command> contractor_commands();
[[nodiscard]] std::vector<Command> law_commands();
[[nodiscard]] std::vector<Command> change_commands();
[[nodiscard]] std::vector<Command> register_commands();
[[nodiscard]] std::vector<Command> account_commands();
[[nodiscard]] std::vector<Command> account_binding_commands();
[[nodiscard]] std::vector<Command> client_commands();
[[nodiscard]] std::vector<Command> session_commands();
[[nodiscard]] std::vector<Command> ledger_commands();
[[nodiscard]] std::vector<Command> recovery_commands();
[[nodiscard]] std::vector<Command> evidence_commands();
[[nodiscard]] std::vector<Command> package_commands();
[[nodiscard]] std::vector<Command> label_commands();
[[nodiscard]] std::vector<Command> label_binding_commands();
[[nodiscard]] std::vector<Command> object_file_commands();
[[nodiscard]] std::vector<Command> object_commands();
[[nodiscard]] std::vector<Command> selftest_commands();

}  // namespace entente::cli
