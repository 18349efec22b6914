#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "cli/errors.h"
#include "cli/node_call.h"

/// Scripts by which a shell completes the command line, from the table of commands.
namespace entente::cli {
namespace {

constexpr std::string_view kGlobal = "--home --as --passphrase-file --url --json --help";

std::string flag_of(const OptionSpec& option) { return "--" + std::string(option.name); }

/// A shell and what makes its script.
struct Shell {
  std::string_view name;
  std::string (*script)();
};
std::span<const Shell> shells();

/// `noun verb` to the words that may follow; `noun` to its verbs; nothing to the nouns.
std::map<std::string, std::set<std::string>> words_after() {
  std::map<std::string, std::set<std::string>> words;
  for (const Command& command : commands()) {
    const std::string noun(command.noun);
    words[""].insert(noun);
    std::string place = noun;
    if (!command.verb.empty()) {
      words[noun].insert(std::string(command.verb));
      place += " " + std::string(command.verb);
    }
    for (const OptionSpec& option : command.options) {
      words[place].insert(flag_of(option));
    }
  }
  for (const Shell& shell : shells()) {
    words["completion"].insert(std::string(shell.name));
  }
  return words;
}

/// The options after which a value follows, not a noun or verb.
std::set<std::string> options_with_value() {
  std::set<std::string> found{"--home", "--as", "--passphrase-file", "--url", "-o"};
  for (const Command& command : commands()) {
    for (const OptionSpec& option : command.options) {
      if (!option.value.empty()) {
        found.insert(flag_of(option));
      }
    }
  }
  return found;
}

std::string bash_script() {
  std::string cases;
  for (const auto& [place, words] : words_after()) {
    cases += fmt::format("    '{}') words='{}' ;;\n", place, fmt::join(words, " "));
  }
  return fmt::format(R"(_entente() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} place= count=0 words= word skip=
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    if [ -n "$skip" ]; then skip=; continue; fi
    case $word in
      {}) skip=1 ;;
      -*) ;;
      *) [ "$count" -lt 2 ] && place="${{place:+$place }}$word" && count=$((count + 1)) ;;
    esac
  done
  if [ -n "$skip" ]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
    return
  fi
  case $place in
{}    *) ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words {}" -- "$current")
}}
complete -o default -F _entente entente
)",
                     fmt::join(options_with_value(), "|"), cases, kGlobal);
}

std::string zsh_script() {
  return "#compdef entente\nautoload -U +X bashcompinit && bashcompinit\n" + bash_script();
}

std::string fish_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    out += c == '\'' || c == '\\' ? std::string{'\\', c} : std::string{c};
  }
  return out + "'";
}

std::string fish_script() {
  std::string lines;
  std::set<std::string_view> nouns;
  for (const Command& command : commands()) {
    if (nouns.insert(command.noun).second) {
      lines += fmt::format("complete -c entente -n __fish_use_subcommand -f -a {}\n", command.noun);
    }
    std::string place = fmt::format("__fish_seen_subcommand_from {}", command.noun);
    if (!command.verb.empty()) {
      lines += fmt::format("complete -c entente -n {} -f -a {} -d {}\n", fish_quoted(place),
                           command.verb, fish_quoted(command.summary));
      place += fmt::format("; and __fish_seen_subcommand_from {}", command.verb);
    }
    for (const OptionSpec& option : command.options) {
      lines +=
          fmt::format("complete -c entente -n {} -l {}{} -d {}\n", fish_quoted(place), option.name,
                      option.value.empty() ? "" : " -r", fish_quoted(option.help));
    }
  }
  return lines;
}

std::span<const Shell> shells() {
  static constexpr Shell kShells[] = {
      {"bash", bash_script}, {"fish", fish_script}, {"zsh", zsh_script}};
  return kShells;
}

Reply completion(const Arguments& a) {
  const auto found = std::ranges::find(shells(), a.positional[0], &Shell::name);
  if (found == shells().end()) {
    return failed(Error(kUsage, "The shells are bash, zsh and fish.", "SHELL"));
  }
  return reply_with([&](format::JsonWriter& out) { out.member("script", found->script()); });
}

}  // namespace

std::vector<Command> completion_commands() {
  Command command{"completion",
                  "",
                  "the script by which a shell completes commands",
                  {{"SHELL", "", "bash, zsh or fish", true}},
                  {},
                  completion};
  command.text_member = "script";
  return {command};
}

}  // namespace entente::cli
