#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "ledger/tile_path.h"
#include "ledger/tree.h"

/// Contents of the static files of a log: C2SP tlog-tiles. Everything here is derived from the
/// entries and can be made again. Thread-safety: pure functions.
namespace entente::ledger {

inline constexpr std::size_t kMaxEntryBytes = 65'535;
inline constexpr std::size_t kMaxBundleBytes = kTileWidth * (2 + kMaxEntryBytes);

/// Calls `visit` for each tile and bundle that a published checkpoint of `size` needs and one of
/// `old_size` did not (`old_size` 0: all of them), full and partial, the bundles first, then level
/// by level upward. Stops at the first error of `visit` and returns it. `old_size <= size`, else
/// `ledger.out-of-range`.
[[nodiscard]] Status for_each_tile(std::uint64_t old_size, std::uint64_t size,
                                   const std::function<Status(const TileId&)>& visit);

/// Whether a log of `size` entries has the tile: all of its hashes, or entries.
[[nodiscard]] bool has_tile(std::uint64_t size, const TileId& tile);

/// The hashes of a tile: width times 32 bytes. `ledger.out-of-range` if `tree` is too small for it.
[[nodiscard]] Result<Bytes> tile_bytes(const Tree& tree, const TileId& tile);

/// Gives the bytes of the entry at an index.
using EntrySource = std::function<Result<Bytes>(std::uint64_t index)>;
/// A bundle: for each entry its length in two bytes, big-endian, and its bytes. `ledger.malformed`
/// for an entry longer than `kMaxEntryBytes`; errors of `entries` are passed on.
[[nodiscard]] Result<Bytes> bundle_bytes(const EntrySource& entries, const TileId& tile);

/// The entries of a bundle, exactly `width` of them and nothing after; else `ledger.malformed`.
[[nodiscard]] Result<std::vector<Bytes>> parse_bundle(BytesView bytes, std::uint32_t width);
/// The hashes of a tile, exactly `width` of them; else `ledger.malformed`.
[[nodiscard]] Result<std::vector<Digest>> parse_tile(BytesView bytes, std::uint32_t width);

}  // namespace entente::ledger
