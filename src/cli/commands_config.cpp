#include <array>
#include <utility>

#include "cli/errors.h"
#include "cli/host.h"
#include "cli/init.h"
#include "cli/local_file.h"
#include "cli/node_call.h"

/// The settings of a home: `config.toml`.
namespace entente::cli {
namespace {

constexpr std::uint64_t kConfigBytes = 65'536;

Result<Config> config_in(const std::string& path) {
  ENTENTE_TRY(const std::string text, read_local(path, kConfigBytes));
  return read_config(text, path);
}

std::string own_file(const Arguments& a) { return home_of(a) + "/" + std::string(kConfigFile); }

/// The settings in the order of the file.
using Settings = std::array<std::pair<std::string_view, std::string>, 18>;

std::string keys_of(const Config& config) {
  std::string keys;
  for (const ledger::NoteVerifier& key : config.witnessed) {
    keys += (keys.empty() ? "" : " ") + key.vkey();
  }
  return keys.empty() ? "none" : keys;
}

Settings settings_of(const Config& config) {
  const ProviderConfig oidc = config.oidc.value_or(ProviderConfig{});
  std::string witnesses;
  for (const WitnessConfig& witness : config.witnesses) {
    witnesses += (witnesses.empty() ? "" : "; ") + witness.vkey + " " + witness.url;
    witnesses += (witness.authorities_file.empty() ? "" : " ") + witness.authorities_file;
  }
  return {{{"party", config.party.text()},
           {"name", config.name},
           {"domain", config.domain},
           {"environment", std::string(name_of(config.environment))},
           {"endpoint", config.endpoint.text()},
           {"listen", config.listen_address},
           {"api", config.api ? config.api->text() : "none"},
           {"oidc.issuer", config.oidc ? oidc.issuer : "none"},
           {"oidc.client_id", oidc.client_id},
           {"oidc.secret_file", oidc.secret_file},
           {"oidc.node_url", oidc.node_url},
           {"oidc.claim", oidc.claim},
           {"oidc.audience", oidc.audience},
           {"oidc.authorities_file", oidc.authorities_file},
           {"oidc.keys_file", oidc.keys_file},
           {"witness", witnesses.empty() ? "none" : witnesses},
           {"witness_interval_seconds", std::to_string(config.witness_interval_seconds)},
           {"witnessed.vkey", keys_of(config)}}};
}

Reply show(const Arguments& a) {
  const auto config = config_in(own_file(a));
  if (!config.ok()) {
    return failed(config.error());
  }
  return reply_with([&](format::JsonWriter& out) {
    for (const auto& [name, value] : settings_of(*config)) {
      out.member(name, value);
    }
  });
}

Reply check(const Arguments& a) {
  const std::string file = a.positional[0].empty() ? own_file(a) : a.positional[0];
  const auto config = config_in(file);
  return config.ok() ? reply_with([&](format::JsonWriter& out) {
    out.member("valid", true).member("file", file);
  })
                     : failed(config.error());
}

/// What another file would change.
Reply diff_config(const Arguments& a) {
  const auto here = config_in(own_file(a));
  const auto there = here.ok() ? config_in(a.positional[0]) : Result<Config>(here.error());
  if (!there.ok()) {
    return failed(there.error());
  }
  const Settings before = settings_of(*here);
  const Settings after = settings_of(*there);
  return reply_with([&](format::JsonWriter& out) {
    out.begin_array("changes");
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (before[i].second != after[i].second) {
        out.begin_object().member("setting", before[i].first);
        out.member("here", before[i].second).member("there", after[i].second).end_object();
      }
    }
    out.end_array();
  });
}

}  // namespace

std::vector<Command> config_commands() {
  return {
      {"config", "show", "the settings of the home", {}, {}, show},
      {"config",
       "check",
       "whether a configuration is whole and known",
       {{"FILE", "", "the file; config.toml of the home if not given"}},
       {},
       check},
      {"config",
       "diff",
       "what another file would change",
       {{"FILE", "", "the other file", true}},
       {},
       diff_config},
  };
}

}  // namespace entente::cli
