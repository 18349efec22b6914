#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace entente {

/// Unicode text. Thread-safety: pure functions.

/// Valid UTF-8 (no surrogates, no overlong forms) and no byte order mark; else `base.bad-utf8`.
[[nodiscard]] Status check_utf8(std::string_view text);

/// The text with each malformed sequence replaced by U+FFFD, and so valid UTF-8.
[[nodiscard]] std::string replace_malformed(std::string_view text);

/// Unicode normalisation form C. `text` must be valid UTF-8, else `base.bad-utf8`.
[[nodiscard]] Result<std::string> to_nfc(std::string_view text);

/// What two texts that look alike have in common: compatibility forms folded, UTS 39 skeleton, case
/// folded, white space and hyphens removed. For *recognising* a marking only, never for display or
/// storage (E7 of the agreement document). `text` must be valid UTF-8.
[[nodiscard]] Result<std::string> confusable_skeleton(std::string_view text);

/// A text from outside made safe for a terminal, a log line or a page title: invalid UTF-8 becomes
/// U+FFFD, controls and bidirectional controls become `\u{...}`, at most `max_bytes` bytes (cut at
/// a character, with an ellipsis).
[[nodiscard]] std::string display_safe(std::string_view text, std::size_t max_bytes = 400);

/// `'text'`, made safe and cut short, as messages name what they found.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// Without the blanks, tabs and line ends around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// ASCII letters of one case; every other octet stays.
[[nodiscard]] constexpr char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
[[nodiscard]] constexpr char ascii_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
[[nodiscard]] std::string ascii_lower(std::string_view text);
[[nodiscard]] std::string ascii_upper(std::string_view text);

/// How many terminal columns `text` takes (wide characters of East Asian scripts take two).
[[nodiscard]] std::size_t display_width(std::string_view text);

}  // namespace entente
