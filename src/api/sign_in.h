#pragma once

#include "api/access.h"
#include "api/endpoint.h"

namespace entente::api {

/// The name of the cookie that holds a session's token: only for this host, only over TLS.
inline constexpr std::string_view kCookie = "__Host-entente";

/// A new session of the person, as a token for tools and a cookie for browsers.
void begin_session(Access& access, const PersonId& who, const Done& done);

/// The operations by which people set up their account and sign in and out, to be described or
/// asked.
[[nodiscard]] std::vector<Endpoint> sign_in_operations();
/// The same, to be run: the endpoints by which people set up their account and sign in and out.
[[nodiscard]] std::vector<Endpoint> sign_in_endpoints(Access& access);

}  // namespace entente::api
