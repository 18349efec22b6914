#include "ledger/tile.h"

#include "ledger/errors.h"
#include "ledger/line.h"

namespace entente::ledger {
namespace {

constexpr std::size_t kBitsPerLevel = 8;  // 256 = 2^8
using Visit = std::function<Status(const TileId&)>;

/// `old_count` and `count` are the numbers of hashes (or entries) on the tile's level.
Status visit_level(TileId tile, std::uint64_t old_count, std::uint64_t count, const Visit& visit) {
  if (old_count == count) {
    return {};
  }
  tile.width = kTileWidth;
  for (tile.number = old_count / kTileWidth; tile.number < count / kTileWidth; ++tile.number) {
    ENTENTE_CHECK(visit(tile));
  }
  tile.width = static_cast<std::uint32_t>(count % kTileWidth);
  return tile.width == 0 ? Status{} : visit(tile);  // an empty tile does not exist
}

bool valid_width(std::uint32_t width) { return width >= 1 && width <= kTileWidth; }

}  // namespace

Status for_each_tile(std::uint64_t old_size, std::uint64_t size, const Visit& visit) {
  if (old_size > size || size > kMaxLogSize) {
    return Error(kOutOfRange, "The older size is larger than the newer one.");
  }
  ENTENTE_CHECK(visit_level({TileId::Kind::entries, 0, 0, kTileWidth}, old_size, size, visit));
  std::uint8_t level = 0;
  for (; size != 0; old_size >>= kBitsPerLevel, size >>= kBitsPerLevel, ++level) {
    ENTENTE_CHECK(visit_level({TileId::Kind::hashes, level, 0, kTileWidth}, old_size, size, visit));
  }
  return {};
}

bool has_tile(std::uint64_t size, const TileId& tile) {
  constexpr std::size_t kLevels = 8;  // above these no size of 64 bits has a hash
  const std::uint64_t count = tile.level < kLevels ? size >> (kBitsPerLevel * tile.level) : 0;
  return valid_width(tile.width) && tile.number <= count / kTileWidth &&
         tile.number * kTileWidth + tile.width <= count;
}

Result<Bytes> tile_bytes(const Tree& tree, const TileId& tile) {
  const std::span<const Digest> nodes = tree.nodes(kBitsPerLevel * tile.level);
  const bool in_tree = tile.kind == TileId::Kind::hashes && valid_width(tile.width) &&
                       tile.number <= nodes.size() / kTileWidth &&
                       tile.number * kTileWidth + tile.width <= nodes.size();
  if (!in_tree) {
    return Error(kOutOfRange, "The log has not grown to this tile.");
  }
  Bytes bytes;
  bytes.reserve(tile.width * Digest::kSize);
  for (const Digest& hash : nodes.subspan(tile.number * kTileWidth, tile.width)) {
    append(bytes, hash.view());
  }
  return bytes;
}

Result<Bytes> bundle_bytes(const EntrySource& entries, const TileId& tile) {
  const bool bundle = tile.kind == TileId::Kind::entries && valid_width(tile.width) &&
                      tile.number <= kMaxLogSize / kTileWidth;
  if (!bundle) {
    return Error(kOutOfRange, "This is not a bundle of entries.");
  }
  Bytes bytes;
  for (std::uint32_t i = 0; i < tile.width; ++i) {
    ENTENTE_TRY(const Bytes entry, entries(tile.number * kTileWidth + i));
    if (entry.size() > kMaxEntryBytes) {
      return malformed("An entry has at most 65535 bytes.");
    }
    bytes.push_back(static_cast<std::uint8_t>(entry.size() >> 8));
    bytes.push_back(static_cast<std::uint8_t>(entry.size()));
    append(bytes, entry);
  }
  return bytes;
}

Result<std::vector<Bytes>> parse_bundle(BytesView bytes, std::uint32_t width) {
  std::vector<Bytes> entries;
  while (valid_width(width) && entries.size() < width && bytes.size() >= 2) {
    const std::size_t size = static_cast<std::size_t>(bytes[0]) << 8 | bytes[1];
    if (bytes.size() - 2 < size) {
      break;
    }
    const BytesView entry = bytes.subspan(2, size);
    entries.emplace_back(entry.begin(), entry.end());
    bytes = bytes.subspan(2 + size);
  }
  if (!valid_width(width) || entries.size() != width || !bytes.empty()) {
    return malformed("A bundle holds exactly as many entries as its path says.");
  }
  return entries;
}

Result<std::vector<Digest>> parse_tile(BytesView bytes, std::uint32_t width) {
  if (!valid_width(width) || bytes.size() != width * Digest::kSize) {
    return malformed("A tile holds exactly as many hashes as its path says.");
  }
  std::vector<Digest> hashes;
  hashes.reserve(width);
  for (; !bytes.empty(); bytes = bytes.subspan(Digest::kSize)) {
    ENTENTE_TRY(const Digest hash, Digest::from_bytes(bytes.first(Digest::kSize)));
    hashes.push_back(hash);
  }
  return hashes;
}

}  // namespace entente::ledger
