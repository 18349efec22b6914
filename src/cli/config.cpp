#include <fmt/format.h>

#include "base/text.h"
#include "cli/config_provider.h"
#include "cli/config_witness.h"
#include "cli/config_witnessed.h"
#include "cli/errors.h"
#include "cli/host.h"
#include "format/toml.h"
#include "oidc/url.h"

namespace entente::cli {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::size_t kOriginsMax = 16;

std::string toml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  return out + "\"";
}

Result<std::string> text_at(const format::TomlNode& table, std::string_view key,
                            std::string_view file) {
  const auto node = table.find(key);
  if (!node) {
    return Error(kBadConfig, fmt::format("The setting '{}' is missing.", key), std::string(file));
  }
  const auto text = node->string();
  if (!text.ok()) {
    return Error(kBadConfig, text.error().message(), text.error().where());
  }
  return std::string(*text);
}

Status read_witness_settings(const format::TomlNode& root, Config& config) {
  if (const auto witnesses = root.find("witness"); witnesses) {
    ENTENTE_TRY(config.witnesses, read_witnesses(*witnesses));
  }
  if (const auto interval = root.find("witness_interval_seconds"); interval) {
    const auto seconds = interval->integer();
    if (!seconds.ok() || *seconds < 1 || *seconds > kSecondsPerDay) {
      return Error(kBadConfig, "Witnesses are asked every 1 to 86400 seconds.", interval->where());
    }
    config.witness_interval_seconds = *seconds;
  }
  return {};
}

/// As browsers write an origin: compared to the letter.
Result<std::string> origin_in(const format::TomlNode& node) {
  const auto text = node.string();
  const auto url = text.ok() ? oidc::Url::parse(*text) : Result<oidc::Url>(text.error());
  const bool is_origin =
      url.ok() && url->target == "/" && !text->ends_with('/') && ascii_lower(*text) == *text;
  return is_origin
             ? Result<std::string>(std::string(*text))
             : Error(kBadConfig, "An origin is as browsers write it: `https://app.example.org`.",
                     node.where());
}

Result<std::vector<std::string>> origins_in(const format::TomlNode& list) {
  if (!list.is_array() || list.elements().size() > kOriginsMax) {
    return Error(kBadConfig, "`web_origins` is a list of at most 16 origins.", list.where());
  }
  std::vector<std::string> origins;
  for (const format::TomlNode& node : list.elements()) {
    ENTENTE_TRY(auto origin, origin_in(node));
    origins.push_back(std::move(origin));
  }
  return origins;
}

}  // namespace

std::string write_config(const Config& config) {
  return fmt::format(
      "# A node of Entente. docs/reference/configuration.md says what each setting does.\n"
      "party = {}\nname = {}\ndomain = {}\nenvironment = {}\n\n"
      "# Where partners reach this node, and the address it listens on.\n"
      "endpoint = {}\nlisten = {}\n{}",
      toml_text(config.party.text()), toml_text(config.name), toml_text(config.domain),
      toml_text(name_of(config.environment)), toml_text(config.endpoint.text()),
      toml_text(config.listen_address),
      config.api ? "\n# Where people and their tools reach it.\napi = " +
                       toml_text(config.api->text()) + "\n"
                 : std::string());
}

Result<Config> read_config(std::string_view text, std::string_view file) {
  ENTENTE_TRY(const auto document, format::TomlDocument::parse(text, file));
  const format::TomlNode root = document.root();
  for (const auto& member : root.members()) {
    const std::string_view key = member.key;
    const bool known = key == "party" || key == "name" || key == "domain" || key == "environment" ||
                       key == "endpoint" || key == "listen" || key == "api" ||
                       key == "web_origins" || key == "oidc" || key == "witness" ||
                       key == "witness_interval_seconds" || key == "witnessed";
    if (!known) {
      return Error(kBadConfig, fmt::format("There is no setting '{}'.", key), std::string(file));
    }
  }
  Config config;
  ENTENTE_TRY(const std::string party, text_at(root, "party", file));
  ENTENTE_TRY(config.party, PartyCode::parse(party));
  ENTENTE_TRY(config.name, text_at(root, "name", file));
  ENTENTE_TRY(config.domain, text_at(root, "domain", file));
  ENTENTE_TRY(const std::string environment, text_at(root, "environment", file));
  const auto known = from_name<act::Environment>(environment);
  if (!known) {
    return Error(kBadConfig, "The environment is live, exercise or training.", std::string(file));
  }
  config.environment = *known;
  ENTENTE_TRY(const std::string endpoint, text_at(root, "endpoint", file));
  ENTENTE_TRY(config.endpoint, http::Endpoint::parse(endpoint));
  ENTENTE_TRY(config.listen_address, text_at(root, "listen", file));
  if (root.find("api")) {
    ENTENTE_TRY(const std::string api, text_at(root, "api", file));
    ENTENTE_TRY(config.api, http::Endpoint::parse(api));
  }
  if (const auto origins = root.find("web_origins"); origins) {
    ENTENTE_TRY(config.web_origins, origins_in(*origins));
  }
  if (const auto provider = root.find("oidc"); provider) {
    ENTENTE_TRY(config.oidc, read_provider(*provider));
  }
  ENTENTE_CHECK(read_witness_settings(root, config));
  if (const auto witnessed = root.find("witnessed"); witnessed) {
    ENTENTE_TRY(config.witnessed, read_witnessed(*witnessed));
  }
  return config;
}

}  // namespace entente::cli
