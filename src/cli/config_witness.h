#pragma once

#include <string>
#include <vector>

#include "cli/host.h"
#include "format/toml.h"
#include "http/endpoint.h"

/// `[[witness]]` of a home's settings: witnesses of neither party that cosign its logs' heads.
namespace entente::cli {

/// Where a witness is asked.
struct WitnessAddress {
  http::Endpoint server;
  std::string path;        ///< empty, or begins with a slash and ends with none
  bool encrypted = false;  ///< else it is on this very machine
};

/// `https://host[:port][/path]`, or `http://` with a loopback address and its
/// port; else `cli.bad-config`.
[[nodiscard]] Result<WitnessAddress> witness_address(const std::string& url);

/// Strict; errors with `file:line:column`. At most 16, each key and address once.
[[nodiscard]] Result<std::vector<WitnessConfig>> read_witnesses(const format::TomlNode& array);

}  // namespace entente::cli
