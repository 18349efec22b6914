#pragma once

#include <cstdint>
#include <string_view>

#include "base/store_port.h"

/// How the node lays its state out in the store (docs/reference/store-layout.md). Numbers are
/// big-endian, so that ranges scan in order. A *log number* is the store's short name for one log:
/// an own one, or the copy of a partner's.
namespace entente::node {

using LogNumber = std::uint32_t;
inline constexpr LogNumber kHouseLog = 1;

inline void append_number(Bytes& to, std::uint64_t value, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
    to.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

/// A number as the whole of a key or value; `read_number` reads it.
[[nodiscard]] inline Bytes number_bytes(std::uint64_t value) {
  Bytes bytes;
  append_number(bytes, value, 8);
  return bytes;
}

[[nodiscard]] inline std::uint64_t read_number(BytesView from) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : from) {
    value = (value << 8) | byte;
  }
  return value;
}

[[nodiscard]] inline Bytes log_key(LogNumber log, std::uint64_t index) {
  Bytes key;
  key.reserve(12);
  append_number(key, log, 4);
  append_number(key, index, 8);
  return key;
}

[[nodiscard]] inline Bytes log_key(LogNumber log, const Digest& digest) {
  Bytes key;
  key.reserve(4 + Digest::kSize);
  append_number(key, log, 4);
  append(key, digest.view());
  return key;
}

[[nodiscard]] inline Bytes name_key(std::string_view name) { return to_bytes(name); }

/// The outbox: by receiving log, restrictive acts first, then by place in the chain.
[[nodiscard]] inline Bytes outbox_key(LogNumber partner, bool restrictive, std::uint64_t sequence) {
  Bytes key;
  key.reserve(13);
  append_number(key, partner, 4);
  key.push_back(restrictive ? 0 : 1);
  append_number(key, sequence, 8);
  return key;
}

}  // namespace entente::node
