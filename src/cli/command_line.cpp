#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <sstream>

namespace entente::cli {
namespace {

/// Where CLI11 puts what it reads, one place per command.
struct Slots {
  std::vector<std::string> positional;
  std::map<std::string, std::string> values;
  std::map<std::string, bool> switches;
  std::map<std::string, std::vector<std::string>> lists;
};

/// Where a command's own arguments belong: to its verb, or to the noun of a command of one word.
CLI::App* app_of(CLI::App& noun, const Command& command) {
  return command.verb.empty() ? &noun : noun.get_subcommand(std::string(command.verb));
}

void add_command(CLI::App& noun, const Command& command, Slots& slots) {
  if (command.verb.empty()) {
    noun.description(std::string(command.summary));
  } else {
    noun.add_subcommand(std::string(command.verb), std::string(command.summary))->fallthrough();
    noun.require_subcommand(1);
  }
  CLI::App* app = app_of(noun, command);
  slots.positional.resize(command.positionals.size());
  for (std::size_t i = 0; i < command.positionals.size(); ++i) {
    const OptionSpec& spec = command.positionals[i];
    if (spec.many) {
      app->add_option(std::string(spec.name), slots.lists[std::string(spec.name)],
                      std::string(spec.help))
          ->required(spec.required);
      continue;
    }
    app->add_option(std::string(spec.name), slots.positional[i], std::string(spec.help))
        ->required(spec.required);
  }
  for (const OptionSpec& spec : command.options) {
    const std::string name(spec.name);
    const std::string flags = name == "output" ? "-o,--output" : "--" + name;
    if (spec.value.empty()) {
      app->add_flag(flags, slots.switches[name], std::string(spec.help));
      continue;
    }
    if (spec.many) {
      app->add_option(flags, slots.lists[name], std::string(spec.help))
          ->required(spec.required)
          ->type_name(std::string(spec.value));
      continue;
    }
    app->add_option(flags, slots.values[name], std::string(spec.help))
        ->required(spec.required)
        ->type_name(std::string(spec.value));
  }
}

Arguments arguments_of(const CLI::App& app, const Command& command, const Slots& slots) {
  Arguments out;
  out.positional = slots.positional;
  out.lists.insert(slots.lists.begin(), slots.lists.end());
  for (const OptionSpec& spec : command.options) {
    const std::string name(spec.name);
    if (spec.many || app.count("--" + name) == 0) {
      continue;
    }
    out.options[name] = spec.value.empty() ? "" : slots.values.at(name);
  }
  return out;
}

struct Global {
  std::string home;
  std::string as;
  std::string passphrase_file;
  std::string url;
  std::string json;
};

void add_global(CLI::App& app, Global& global) {
  app.add_option("--home", global.home, "the node's folder ($ENTENTE_HOME)");
  app.add_option("--as", global.as, "the person who acts");
  app.add_option("--passphrase-file", global.passphrase_file, "a file with the node's passphrase");
  app.add_option("--url", global.url, "a node on another machine, after `session begin`");
  app.add_option("--json", global.json, "print JSON")->expected(0, 1)->default_str("object");
  app.fallthrough();
}

ParseResult understood(CLI::App& app, const Global& global, const std::vector<Slots>& slots) {
  ParseResult result;
  const auto& all = commands();
  for (std::size_t i = 0; i < all.size(); ++i) {
    CLI::App* noun = app.get_subcommand(std::string(all[i].noun));
    const CLI::App* verb = app_of(*noun, all[i]);
    if (!noun->parsed() || !verb->parsed()) {
      continue;
    }
    Parsed parsed;
    parsed.command = &all[i];
    parsed.arguments = arguments_of(*verb, all[i], slots[i]);
    parsed.arguments.as = global.as;
    if (!global.home.empty()) {
      parsed.arguments.options["home"] = global.home;
    }
    if (!global.passphrase_file.empty()) {
      parsed.arguments.options["passphrase-file"] = global.passphrase_file;
    }
    if (!global.url.empty()) {
      parsed.arguments.options["url"] = global.url;
    }
    const bool asked = app.count("--json") > 0;
    parsed.json = !asked                   ? JsonForm::none
                  : global.json == "lines" ? JsonForm::lines
                                           : JsonForm::object;
    result.parsed = std::move(parsed);
  }
  return result;
}

/// The arguments in CLI11's order, the last first. A bare `--json` takes no value: what follows it
/// is the command's.
std::vector<std::string> arguments_without_guessing(int argc, const char* const* argv) {
  std::vector<std::string> reversed;
  for (int i = argc - 1; i > 0; --i) {
    const std::string_view word(argv[i]);
    reversed.emplace_back(word == "--json" ? "--json=object" : word);
  }
  return reversed;
}

}  // namespace

ParseResult parse_command_line(int argc, const char* const* argv) {
  CLI::App app("Entente runs an information-security agreement between organisations.", "entente");
  Global global;
  add_global(app, global);
  app.require_subcommand(1);
  std::vector<Slots> slots(commands().size());
  std::map<std::string_view, CLI::App*> nouns;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const Command& command = commands()[i];
    CLI::App*& noun = nouns[command.noun];
    if (noun == nullptr) {
      noun = app.add_subcommand(std::string(command.noun));
      noun->fallthrough();
    }
    add_command(*noun, command, slots[i]);
  }
  try {
    app.parse(arguments_without_guessing(argc, argv));
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream err;
    const int code = app.exit(error, out, err);
    return {std::nullopt, out.str() + err.str(), code == 0 ? Exit::ok : Exit::usage};
  }
  return understood(app, global, slots);
}

}  // namespace entente::cli
