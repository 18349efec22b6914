#pragma once

#include <cstdint>
#include <string_view>

#include "base/big_endian.h"
#include "base/store_port.h"

/// How the node lays its state out in the store (docs/reference/store-layout.md). Numbers are
/// big-endian, so that ranges scan in order. A *log number* is the store's short name for one log:
/// an own one, or the copy of a partner's.
namespace entente::node {

using LogNumber = std::uint32_t;
inline constexpr LogNumber kHouseLog = 1;

/// A number as the whole of a key or value.
[[nodiscard]] inline Bytes number_bytes(std::uint64_t value) {
  Bytes bytes;
  append_big_endian<8>(bytes, value);
  return bytes;
}

[[nodiscard]] inline Bytes log_key(LogNumber log, std::uint64_t index) {
  Bytes key;
  key.reserve(12);
  append_big_endian<4>(key, log);
  append_big_endian<8>(key, index);
  return key;
}

[[nodiscard]] inline Bytes log_key(LogNumber log, const Digest& digest) {
  Bytes key;
  key.reserve(4 + Digest::kSize);
  append_big_endian<4>(key, log);
  append(key, digest.view());
  return key;
}

[[nodiscard]] inline Bytes name_key(std::string_view name) { return to_bytes(name); }

/// The outbox: by receiving log, restrictive acts first, then by place in the chain.
[[nodiscard]] inline Bytes outbox_key(LogNumber partner, bool restrictive, std::uint64_t sequence) {
  Bytes key;
  key.reserve(13);
  append_big_endian<4>(key, partner);
  key.push_back(restrictive ? 0 : 1);
  append_big_endian<8>(key, sequence);
  return key;
}

}  // namespace entente::node
