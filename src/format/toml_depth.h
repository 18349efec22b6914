#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "format/toml.h"

namespace entente::format {

/// The first place at which a TOML text nests deeper than `depth`: that many brackets open, or a
/// key of that many parts. toml++ builds and frees its trees recursively and bounds only the
/// brackets, so this is asked before it sees the text.
[[nodiscard]] std::optional<TomlPosition> too_deep(std::string_view text, std::size_t depth);

}  // namespace entente::format
