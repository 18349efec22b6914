#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

/// Names of the static files of a log: C2SP tlog-tiles. Paths are relative to the log's prefix,
/// without a leading slash. Thread-safety: pure functions.
namespace entente::ledger {

inline constexpr std::uint32_t kTileWidth = 256;  ///< hashes of a full tile, entries of a bundle
inline constexpr std::uint8_t kMaxTileLevel = 63;

/// A tile of hashes, or a bundle of entries.
struct TileId {
  enum class Kind : std::uint8_t { hashes, entries };
  Kind kind = Kind::hashes;
  std::uint8_t level = 0;  ///< 0 for entries
  std::uint64_t number = 0;
  std::uint32_t width = kTileWidth;  ///< 1 to 256; less than 256 is partial
  bool operator==(const TileId&) const = default;

  /// `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`.
  [[nodiscard]] std::string path() const;
  /// Strict, the inverse of `path()`; else `ledger.malformed`.
  [[nodiscard]] static Result<TileId> parse(std::string_view path);
};

/// The bundle that holds entry `index` in a log of `size` entries, as wide as it is at that size;
/// `ledger.out-of-range` unless `index < size`.
[[nodiscard]] Result<TileId> entries_tile_of(std::uint64_t index, std::uint64_t size);

}  // namespace entente::ledger
