#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

/// What a request shows of who sends it.
namespace entente::api {

/// A cookie's value, where there is exactly one of that name (cookies can be tossed in by
/// neighbours; two are nobody's).
[[nodiscard]] std::optional<std::string> cookie_in(const http::Headers& headers,
                                                   std::string_view name);

struct Credentials {
  std::string token;  ///< of a session, or empty
  bool by_cookie = false;
};
/// `authorization: Bearer TOKEN`, or else the session's cookie.
[[nodiscard]] Credentials credentials_in(const http::Headers& headers);

/// A change that a browser sends with its cookie comes from this node's own page (AB43).
[[nodiscard]] bool is_own_origin(const http::Headers& headers);

}  // namespace entente::api
