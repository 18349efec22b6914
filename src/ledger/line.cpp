#include "ledger/line.h"

#include <charconv>

#include "base/encoding.h"
#include "ledger/errors.h"
#include "ledger/merkle.h"

namespace entente::ledger {

std::optional<std::string_view> LineReader::next() {
  const std::size_t end = rest_.find('\n');
  if (end == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view line = rest_.substr(0, end);
  rest_.remove_prefix(end + 1);
  return line;
}

Error malformed(std::string message) { return Error(kMalformed, std::move(message)); }

Result<std::uint64_t> parse_size(std::string_view text) {
  const bool digits =
      !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  if (!digits || (text.front() == '0' && text.size() > 1)) {
    return malformed("A size or index must be a decimal number without leading zeros.");
  }
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value > kMaxLogSize) {
    return malformed("A size or index is larger than any log.");
  }
  return value;
}

Result<Digest> parse_hash(std::string_view text) {
  const Result<Bytes> bytes = from_base64(text);
  if (!bytes.ok() || bytes.value().size() != Digest::kSize) {
    return malformed("A hash line must be the base64 of 32 bytes.");
  }
  return Digest::from_bytes(bytes.value());
}

std::string hash_line(const Digest& hash) { return to_base64(hash.view()) + '\n'; }

}  // namespace entente::ledger
