#pragma once

#include <string>

#include "format/json.h"

namespace entente::format {

/// The canonical form of RFC 8785 (JCS): keys sorted by UTF-16 code units, ECMAScript numbers, no
/// white space. It reads back as an equal document, and canonicalising it again changes no byte.
/// Numbers for which that cannot hold are refused with `format.not-canonical` at their pointer:
/// integers that a double does not give back digit for digit (RFC 8785 3.1 via RFC 7493 2.2), and
/// doubles whose ECMAScript form is an integer outside int64 and uint64. Thread-safety: pure.
[[nodiscard]] Result<std::string> canonical(JsonValue value);

}  // namespace entente::format
