#include "cli/on_node.h"

#include <span>

#include "base/errors.h"
#include "cli/admin.h"
#include "cli/errors.h"
#include "cli/host.h"
#include "cli/init.h"
#include "format/json.h"
#include "node/errors.h"

namespace entente::cli {
namespace {

/// What a node may answer to a question about something that it holds.
const ErrorKind& kind_of(std::string_view code) {
  for (const auto kinds : {std::span<const ErrorKind* const>(node::kNodeErrors),
                           std::span<const ErrorKind* const>(kBaseErrors),
                           std::span<const ErrorKind* const>(kCliErrors)}) {
    for (const ErrorKind* kind : kinds) {
      if (kind->code == code) {
        return *kind;
      }
    }
  }
  return kUsage;
}

}  // namespace

Result<Outcome> run_on_node(const Command& command, Arguments arguments,
                            std::unique_ptr<ByteSource> in, ByteSink& out) {
  const std::string home = home_of(arguments);
  const std::string socket = admin_socket_path(home);
  if (is_served(socket)) {
    arguments.options.erase("home");
    arguments.options.erase("passphrase-file");
    return run_remotely(socket, command, arguments, std::move(in), out);
  }
  ENTENTE_TRY(const auto passphrase, read_passphrase(arguments.get("passphrase-file")));
  ENTENTE_TRY(auto host, Host::open(home, passphrase, HostMode::alone));
  return outcome_of(host->run(command, arguments, std::move(in), out));
}

Result<std::string> ask_node(const Arguments& arguments, std::string_view noun,
                             std::string_view verb, std::vector<std::string> positional) {
  const Command* command = find_command(noun, verb);
  ENTENTE_INVARIANT(command != nullptr && command->node != nullptr);
  Arguments question;
  question.as = arguments.as;
  question.positional = std::move(positional);
  for (const std::string_view option : {"home", "passphrase-file"}) {
    if (arguments.has(option)) {
      question.options[std::string(option)] = arguments.get(option);
    }
  }
  MemorySink nowhere(0);
  ENTENTE_TRY(const Outcome outcome, run_on_node(*command, std::move(question), nullptr, nowhere));
  if (outcome.exit == 0) {
    return outcome.json;
  }
  ENTENTE_TRY(const auto document, format::JsonDocument::parse(outcome.json));
  ENTENTE_TRY(const auto error, document.root().at("error"));
  ENTENTE_TRY(const auto code, error.string_at("code"));
  ENTENTE_TRY(const auto message, error.string_at("message"));
  return Error(kind_of(code), std::string(message));
}

}  // namespace entente::cli
