#pragma once

#include <string>
#include <string_view>

#include "http/endpoint.h"

namespace entente::oidc {

/// Without the slash at its end: two addresses that differ in it alone are the same.
[[nodiscard]] std::string_view without_slash(std::string_view url);

/// Where something of a provider is, over TLS alone. A value.
struct Url {
  static constexpr std::size_t kBytes = 2048;

  http::Endpoint endpoint;
  std::string target;  ///< path and query; at least "/"
  std::string text;    ///< as it was given

  /// `https://host[:port][/path][?query]` in printable ASCII, at most `kBytes`. A user, a fragment,
  /// another scheme, and what a field of HTTP cannot hold are `oidc.bad-url`.
  [[nodiscard]] static Result<Url> parse(std::string_view text);
  /// `path`, which begins with a slash, beneath an address that may end with one.
  [[nodiscard]] static Result<Url> beneath(std::string_view base, std::string_view path);
};

}  // namespace entente::oidc
