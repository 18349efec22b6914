#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

/// The lines of which all C2SP texts are made. Thread-safety: pure functions but for `LineReader`.
namespace entente::ledger {

/// Takes lines off the front of a text that outlives it.
class LineReader {
 public:
  explicit LineReader(std::string_view text) : rest_(text) {}
  /// The next line without its newline; nothing where no newline follows any more.
  [[nodiscard]] std::optional<std::string_view> next();
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

[[nodiscard]] Error malformed(std::string message);

/// A decimal without sign and leading zeros, at most `kMaxLogSize`; else `ledger.malformed`.
[[nodiscard]] Result<std::uint64_t> parse_size(std::string_view text);
/// Canonical base64 of 32 bytes; else `ledger.malformed`.
[[nodiscard]] Result<Digest> parse_hash(std::string_view text);
/// Base64 and a newline.
[[nodiscard]] std::string hash_line(const Digest& hash);

}  // namespace entente::ledger
