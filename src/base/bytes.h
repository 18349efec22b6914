#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace entente {

using Bytes = std::vector<std::uint8_t>;
using BytesView = std::span<const std::uint8_t>;

[[nodiscard]] inline BytesView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string_view as_text(BytesView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
[[nodiscard]] inline Bytes to_bytes(std::string_view text) {
  return Bytes(text.begin(), text.end());
}
inline void append(Bytes& to, BytesView more) { to.insert(to.end(), more.begin(), more.end()); }
inline void append(Bytes& to, std::string_view more) { append(to, as_bytes(more)); }

/// A SHA-256 digest. Ordered bytewise. Public: compare with `==`. Secrets are never a Digest.
struct Digest {
  static constexpr std::size_t kSize = 32;
  std::array<std::uint8_t, kSize> bytes{};

  auto operator<=>(const Digest&) const = default;
  [[nodiscard]] BytesView view() const { return bytes; }
  [[nodiscard]] std::string hex() const;
  /// 64 lower-case hexadecimal digits, else `base.bad-encoding`.
  [[nodiscard]] static Result<Digest> from_hex(std::string_view text);
  /// Exactly 32 bytes, else `base.bad-encoding`.
  [[nodiscard]] static Result<Digest> from_bytes(BytesView bytes);
};

}  // namespace entente

template <>
struct std::hash<entente::Digest> {
  std::size_t operator()(const entente::Digest& digest) const noexcept {
    std::size_t word = 0;
    std::memcpy(&word, digest.bytes.data(), sizeof(word));
    return word;
  }
};
