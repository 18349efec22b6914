#pragma once

#include <optional>
#include <string_view>

#include "act/body.h"

namespace entente::node {

/// The body of an act by what a stored row says of it; nothing for a type or version that this
/// release does not know. Errors: `format.*`. Thread-safety: a pure function.
[[nodiscard]] Result<std::optional<act::Body>> known_body(std::string_view type,
                                                          std::uint64_t version, BytesView payload);

}  // namespace entente::node
