#pragma once

#include <string_view>

#include "base/error.h"
#include "format/json.h"

namespace entente::cli {

/// The row of a code that another process has told; the row of `http.bad-response` for one that no
/// release like this one gives.
[[nodiscard]] const ErrorKind& kind_of(std::string_view code);

/// The error in `{code, message, ...}` that another process has told.
[[nodiscard]] Error told_error(format::JsonValue error);

}  // namespace entente::cli
