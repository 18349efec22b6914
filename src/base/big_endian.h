#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.h"

/// Numbers as octets, the most significant first, as every format of ours has them. Thread-safety:
/// pure functions.
namespace entente {

/// Writes the low `N` octets of `value`.
template <std::size_t N>
void put_big_endian(std::span<std::uint8_t, N> out, std::uint64_t value) {
  static_assert(N <= 8);
  for (std::size_t i = N; i > 0; --i) {
    out[i - 1] = static_cast<std::uint8_t>(value);
    value >>= 8;
  }
}

/// Appends the low `N` octets of `value`.
template <std::size_t N>
void append_big_endian(Bytes& to, std::uint64_t value) {
  to.resize(to.size() + N);
  put_big_endian(std::span(to).last<N>(), value);
}

/// Reads up to 8 octets.
[[nodiscard]] inline std::uint64_t get_big_endian(BytesView bytes) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) {
    value = value << 8 | byte;
  }
  return value;
}

}  // namespace entente
