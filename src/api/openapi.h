#pragma once

#include <string>
#include <vector>

#include "api/router.h"

namespace entente::api {

/// The OpenAPI 3.1 description of the interface, from the table of endpoints alone: JSON, the same
/// bytes for the same table. Thread-safe.
[[nodiscard]] std::string write_openapi(const std::vector<Route>& routes, std::string_view version);

}  // namespace entente::api
