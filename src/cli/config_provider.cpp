#include "cli/config_provider.h"

#include "api/router.h"
#include "base/limits.h"
#include "cli/errors.h"
#include "cli/local_file.h"
#include "oidc/claims.h"
#include "oidc/url.h"

namespace entente::cli {
namespace {

/// A text of the table; absent where it need not be there.
Result<std::string> setting(const format::TomlNode& table, std::string_view key,
                            std::string_view otherwise) {
  const auto node = table.find(key);
  if (!node) {
    return std::string(otherwise);
  }
  const auto text = node->string();
  return text.ok() && !text->empty()
             ? Result<std::string>(std::string(*text))
             : Result<std::string>(Error(kBadConfig, "This is a text.", node->where()));
}

Result<std::string> required(const format::TomlNode& table, std::string_view key) {
  if (!table.find(key)) {
    return Error(kBadConfig, "A setting is missing: oidc." + std::string(key), table.where());
  }
  return setting(table, key, "");
}

Result<std::string> required_url(const format::TomlNode& table, std::string_view key) {
  ENTENTE_TRY(std::string text, required(table, key));
  const auto url = oidc::Url::parse(text);
  // OpenID Connect Discovery 1.0, 3: an issuer has no query.
  return url.ok() && text.find('?') == std::string::npos
             ? Result<std::string>(std::move(text))
             : Result<std::string>(
                   Error(kBadConfig, "This is an https address.", table.find(key)->where()));
}

}  // namespace

Result<ProviderConfig> read_provider(const format::TomlNode& table) {
  if (!table.is_table()) {
    return Error(kBadConfig, "`oidc` is a table.", table.where());
  }
  const Status known = only_keys(table, {"issuer", "client_id", "secret_file", "node_url", "claim",
                                         "audience", "authorities_file", "keys_file"});
  if (!known.ok()) {
    return Error(kBadConfig, known.error().message(), known.error().where());
  }
  ProviderConfig config;
  ENTENTE_TRY(config.issuer, required_url(table, "issuer"));
  ENTENTE_TRY(config.client_id, required(table, "client_id"));
  ENTENTE_TRY(config.secret_file, required(table, "secret_file"));
  ENTENTE_TRY(config.node_url, required_url(table, "node_url"));
  ENTENTE_TRY(config.claim, setting(table, "claim", oidc::kSubject));
  ENTENTE_TRY(config.audience, setting(table, "audience", ""));
  ENTENTE_TRY(config.authorities_file, setting(table, "authorities_file", ""));
  ENTENTE_TRY(config.keys_file, setting(table, "keys_file", ""));
  return config;
}

Result<oidc::Settings> provider_settings(const ProviderConfig& config, const std::string& home) {
  oidc::Settings settings;
  ENTENTE_TRY(settings.issuer, oidc::Url::parse(config.issuer));
  settings.client_id = config.client_id;
  ENTENTE_TRY(settings.client_secret, read_secret(in_home(home, config.secret_file), ""));
  std::string root = config.node_url;
  if (root.ends_with('/')) {
    root.pop_back();
  }
  settings.redirect_uri = root + std::string(api::kRoot) + "/session/oidc/callback";
  settings.claim = config.claim;
  settings.audience = config.audience;
  if (!config.keys_file.empty()) {
    const std::string path = in_home(home, config.keys_file);
    ENTENTE_TRY(const std::string text, read_local(path, limits::kJwksBytes));
    auto keys = format::parse_jwks(as_bytes(text));
    if (!keys.ok()) {
      return keys.error().within(path);
    }
    settings.pinned = std::make_shared<const std::vector<format::Jwk>>(std::move(*keys));
  }
  return settings;
}

}  // namespace entente::cli
