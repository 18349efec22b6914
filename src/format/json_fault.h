#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace entente::format {

/// The offset of the first byte at which a text stops being JSON that `JsonDocument::parse` takes,
/// duplicate keys aside; the text's size where it ends too early; nothing for a text without fault.
/// A plain reading of RFC 8259 byte by byte: slow beside simdjson, which says only that there is a
/// fault, and a second opinion on it (fuzz/format_json.cpp).
[[nodiscard]] std::optional<std::size_t> find_json_fault(std::string_view text, std::size_t depth);

/// `line:column` of an offset, both from 1, the column in characters.
[[nodiscard]] std::string line_and_column(std::string_view text, std::size_t offset);

}  // namespace entente::format
