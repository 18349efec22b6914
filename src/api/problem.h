#pragma once

#include "api/reply.h"
#include "http/message.h"

namespace entente::api {

/// A failed reply as problem details (RFC 9457): `type` is `urn:entente:error:<code>`, and beside
/// the members of the standard stand `code`, `where`, `fix`, and what else the reply found
/// (`decision`, `act`, `faults`). What went wrong inside the node (500) shows its code alone.
[[nodiscard]] http::Response problem_of(const Reply& reply);

/// The fields that every response carries: nothing is kept by browsers and proxies (AB50), guessed,
/// framed or run.
void add_security_headers(http::Response& response);

}  // namespace entente::api
