#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "base/encoding.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/errors.h"
#include "cli/host.h"
#include "cli/init.h"
#include "cli/local_file.h"
#include "cli/on_node.h"
#include "cli/reply.h"
#include "crypto/process.h"
#include "crypto/random.h"

namespace entente::cli {
namespace {

void print(std::FILE* to, std::string_view text) { std::fwrite(text.data(), 1, text.size(), to); }

void print_failure(const Outcome& outcome) {
  const auto document = format::JsonDocument::parse(outcome.json);
  const auto error = document.ok() ? document->root().find("error") : std::nullopt;
  if (!error) {
    return;
  }
  const auto member = [&](std::string_view key) {
    const auto text = error->string_at(key);
    return text.ok() ? display_safe(*text, 2000) : std::string();
  };
  print(stderr, member("message"));
  const std::string where = member("where");
  const auto act = document->root().string_at("act");
  const bool denied = document->root().find("decision").has_value();
  print(stderr, (where.empty() ? "" : "\n  where: " + where) + "\n  code:  " + member("code") +
                    "\n  fix:   " + member("fix") + "\n" +
                    (denied && act.ok() ? "  act:   " + display_safe(*act) + "\n" : std::string()));
}

/// For people, what a command came to that failed or succeeded in part. Over the admin socket only
/// its JSON travels.
std::string found_in(const Outcome& outcome) {
  const auto document = format::JsonDocument::parse(outcome.json);
  if (!outcome.found.empty() || outcome.exit != static_cast<int>(Exit::partial) || !document.ok()) {
    return outcome.found;
  }
  std::string found;
  format::JsonWriter out(found);
  out.begin_object();
  for (const auto [key, value] : document->root().members()) {
    if (key != "error") {
      out.member(key, value);
    }
  }
  out.end_object();
  return found;
}

bool runs_here(const Command& command, const Arguments& arguments) {
  return command.local != nullptr &&
         (command.node == nullptr || names_a_file(arguments.positional[0]));
}

/// The option that names where a command's content goes.
std::string_view output_option(const Command& command) {
  return command.reply_option.empty() ? "output" : command.reply_option;
}

int show(const Parsed& parsed, const Outcome& outcome) {
  const Command& command = *parsed.command;
  // The content has standard output for itself where it goes there.
  const bool to_stdout =
      command.content == Content::output && parsed.arguments.get(output_option(command)) == "-";
  std::FILE* out = to_stdout ? stderr : stdout;
  if (parsed.json != JsonForm::none) {
    print(out, outcome.json + "\n");
    return outcome.exit;
  }
  if (outcome.exit != 0) {
    print_failure(outcome);
    const std::string found = found_in(outcome);
    print(out, found.empty() ? std::string() : readable(found));
    return outcome.exit;
  }
  if (!command.text_member.empty()) {
    const auto document = format::JsonDocument::parse(outcome.json);
    const auto text = document.ok() ? document->root().string_at(command.text_member)
                                    : Result<std::string_view>(document.error());
    print(out, text.ok() ? *text : std::string_view{});
    return outcome.exit;
  }
  print(out, command.render != nullptr ? command.render(outcome.json) : readable(outcome.json));
  return outcome.exit;
}

Outcome serve(const Arguments& arguments) {
  const auto passphrase = read_passphrase(arguments.get("passphrase-file"));
  if (!passphrase.ok()) {
    return outcome_of(failed(passphrase.error()));
  }
  auto host = Host::open(home_of(arguments), *passphrase, HostMode::serving);
  if (!host.ok()) {
    return outcome_of(failed(host.error()));
  }
  const Status served = (*host)->serve([] {
    print(stdout, "serving\n");
    std::fflush(stdout);
  });
  return served.ok() ? Outcome{0, "{}"} : outcome_of(failed(served.error()));
}

/// Where a reply goes whose name was not given: beside its input, under a name that says nothing.
Result<std::string> unnamed_beside(const std::string& input) {
  if (input == "-") {
    return Error(kUsage, "Say where the reply goes, if the input has no name.", "--reply");
  }
  const std::size_t folder = input.rfind('/');
  Bytes random(8);
  crypto::SystemEntropy().fill(random);
  return (folder == std::string::npos ? "" : input.substr(0, folder + 1)) + to_hex(random);
}

Result<std::unique_ptr<ByteSource>> open_input(const Command& command, const Arguments& arguments) {
  const bool by_option = !command.input_option.empty();
  const bool takes_file = command.content == Content::input || !command.reply_option.empty();
  if (!takes_file || (by_option && !arguments.has(command.input_option))) {
    return std::unique_ptr<ByteSource>();
  }
  return open_local(by_option ? arguments.get(command.input_option) : arguments.positional[0]);
}

Result<Outcome> with_streams(const Command& command, Arguments arguments) {
  ENTENTE_TRY(auto in, open_input(command, arguments));
  if (!command.reply_option.empty() && !arguments.has(command.reply_option)) {
    ENTENTE_TRY(arguments.options[std::string(command.reply_option)],
                unnamed_beside(arguments.positional[0]));
  }
  MemorySink nowhere(0);
  std::unique_ptr<LocalOutput> file;
  if (command.content == Content::output) {
    ENTENTE_TRY(file, LocalOutput::create(arguments.get(output_option(command))));
  }
  ByteSink& out = file ? static_cast<ByteSink&>(*file) : nowhere;
  ENTENTE_TRY(Outcome outcome, run_on_node(command, std::move(arguments), std::move(in), out));
  if (outcome.exit == 0 && file) {
    ENTENTE_CHECK(file->commit());
  }
  return outcome;
}

Outcome run_with_streams(const Parsed& parsed) {
  auto outcome = with_streams(*parsed.command, parsed.arguments);
  return outcome.ok() ? std::move(*outcome) : outcome_of(failed(outcome.error()));
}

}  // namespace

int run_command_line(int argc, const char* const* argv) {
  crypto::harden_process();
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file at its limit is an error of the write, as a full disk is
  const ParseResult read = parse_command_line(argc, argv);
  if (!read.parsed) {
    print(read.exit == Exit::ok ? stdout : stderr, read.text);
    return static_cast<int>(read.exit);
  }
  const Parsed& parsed = *read.parsed;
  const Command& command = *parsed.command;
  if (runs_here(command, parsed.arguments)) {
    return show(parsed, outcome_of(command.local(parsed.arguments)));
  }
  if (command.node == nullptr) {
    return show(parsed, serve(parsed.arguments));
  }
  return show(parsed, run_with_streams(parsed));
}

}  // namespace entente::cli
