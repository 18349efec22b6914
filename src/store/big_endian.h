#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace entente::store {

/// Longest key of a space, in bytes.
inline constexpr std::size_t kMaxKeySize = 256;
/// Longest value, in bytes.
inline constexpr std::size_t kMaxValueSize = std::size_t{64} << 20;

/// Writes the low `N` bytes of `value`, the most significant first.
template <std::size_t N>
void put_big_endian(std::span<std::uint8_t, N> out, std::uint64_t value) {
  static_assert(N <= 8);
  for (std::size_t i = N; i > 0; --i) {
    out[i - 1] = static_cast<std::uint8_t>(value);
    value >>= 8;
  }
}

/// Reads up to 8 bytes, the most significant first.
[[nodiscard]] inline std::uint64_t get_big_endian(BytesView bytes) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) {
    value = value << 8 | byte;
  }
  return value;
}

}  // namespace entente::store
