#include "cli/on_node.h"

#include "cli/admin.h"
#include "cli/error_kinds.h"
#include "cli/host.h"
#include "cli/init.h"
#include "cli/remote.h"
#include "format/json.h"

namespace entente::cli {
Result<Outcome> run_on_node(const Command& command, Arguments arguments,
                            std::unique_ptr<ByteSource> in, ByteSink& out) {
  if (const std::string url = url_of(arguments); !url.empty()) {
    return run_over_http(url, command, arguments, std::move(in), out);
  }
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
  for (const std::string_view option : {"home", "passphrase-file", "url"}) {
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
  return told_error(error);
}

}  // namespace entente::cli
