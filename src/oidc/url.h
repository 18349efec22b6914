#pragma once

#include <string>
#include <string_view>

#include "http/endpoint.h"

namespace entente::oidc {

/// Where something of a provider is, over TLS alone. A value.
struct Url {
  static constexpr std::size_t kBytes = 2048;

  http::Endpoint endpoint;
  std::string target;  ///< path and query; at least "/"
  std::string text;    ///< as it was given

  /// `https://host[:port][/path][?query]` in printable ASCII, at most `kBytes`. A user, a fragment,
  /// another scheme, and what a field of HTTP cannot hold are `oidc.bad-url`.
  [[nodiscard]] static Result<Url> parse(std::string_view text);
};

}  // namespace entente::oidc
