#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "base/text.h"
#include "cli/command_line.h"
#include "cli/errors.h"
#include "cli/host.h"
#include "cli/init.h"
#include "cli/local_file.h"
#include "cli/on_node.h"
#include "cli/reply.h"
#include "crypto/process.h"

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
  print(stderr, (where.empty() ? "" : "\n  where: " + where) + "\n  code:  " + member("code") +
                    "\n  fix:   " + member("fix") + "\n" +
                    (act.ok() ? "  act:   " + display_safe(*act) + "\n" : std::string()));
}

bool runs_here(const Command& command, const Arguments& arguments) {
  return command.local != nullptr &&
         (command.node == nullptr || names_a_file(arguments.positional[0]));
}

int show(const Parsed& parsed, const Outcome& outcome) {
  const Command& command = *parsed.command;
  // The content has standard output for itself where it goes there.
  const bool to_stdout =
      command.content == Content::output && parsed.arguments.get("output") == "-";
  std::FILE* out = to_stdout ? stderr : stdout;
  if (parsed.json != JsonForm::none) {
    print(out, outcome.json + "\n");
    return outcome.exit;
  }
  if (outcome.exit != 0) {
    print_failure(outcome);
    print(out, outcome.found.empty() ? std::string() : readable(outcome.found));
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

Outcome with_streams(const Parsed& parsed) {
  const Command& command = *parsed.command;
  std::unique_ptr<ByteSource> in;
  const bool by_option = !command.input_option.empty();
  const bool given = !by_option || parsed.arguments.has(command.input_option);
  if (command.content == Content::input && given) {
    auto opened = open_local(by_option ? parsed.arguments.get(command.input_option)
                                       : parsed.arguments.positional[0]);
    if (!opened.ok()) {
      return outcome_of(failed(opened.error()));
    }
    in = std::move(*opened);
  }
  MemorySink nowhere(0);
  std::unique_ptr<LocalOutput> file;
  if (command.content == Content::output) {
    auto created = LocalOutput::create(parsed.arguments.get("output"));
    if (!created.ok()) {
      return outcome_of(failed(created.error()));
    }
    file = std::move(*created);
  }
  ByteSink& out = file ? static_cast<ByteSink&>(*file) : nowhere;
  auto outcome = run_on_node(command, parsed.arguments, std::move(in), out);
  if (!outcome.ok()) {
    return outcome_of(failed(outcome.error()));
  }
  if (outcome->exit == 0 && file) {
    const Status kept = file->commit();
    return kept.ok() ? *outcome : outcome_of(failed(kept.error()));
  }
  return *outcome;
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
  return show(parsed, with_streams(parsed));
}

}  // namespace entente::cli
