#pragma once

#include <string>

#include "cli/host.h"
#include "format/toml.h"
#include "oidc/provider.h"

/// `[oidc]` of a home's settings: the provider with which people may sign in.
namespace entente::cli {

/// Strict; errors with `file:line:column`.
[[nodiscard]] Result<ProviderConfig> read_provider(const format::TomlNode& table);

/// What the settings name, read from its files: the secret, the pinned keys. Errors name the file.
[[nodiscard]] Result<oidc::Settings> provider_settings(const ProviderConfig& config,
                                                       const std::string& home);

}  // namespace entente::cli
