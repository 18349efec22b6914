#include "ledger/tile.h"

#include <map>
#include <sstream>

#include "samples.h"
#include "vectors.h"

namespace entente::ledger {
namespace {

using samples::a_tree;
using samples::code_of;

struct PathRow {
  std::string kind, first, second, width, path;
};

std::vector<PathRow> path_rows() {
  std::istringstream file(vectors::read(vectors::folder() / "tile_paths.tsv"));
  std::vector<PathRow> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    PathRow row;
    cells >> row.kind >> row.first >> row.second >> row.width >> row.path;
    rows.push_back(row);
  }
  return rows;
}

/// A width of 0 stands for a full tile in the vectors.
std::uint32_t width_of(const std::string& text) {
  const auto width = static_cast<std::uint32_t>(std::stoul(text));
  return width == 0 ? kTileWidth : width;
}

TileId tile_of(const PathRow& row) {
  if (row.kind == "entries_for_index_in_size") {
    return entries_tile_of(std::stoull(row.first), std::stoull(row.second)).value();
  }
  const bool entries = row.kind == "entries";
  return {entries ? TileId::Kind::entries : TileId::Kind::hashes,
          static_cast<std::uint8_t>(entries ? 0 : std::stoul(row.first)), std::stoull(row.second),
          width_of(row.width)};
}

TEST(TilePath, spells_every_published_path) {
  ENTENTE_NEEDS_VECTORS();
  const std::vector<PathRow> rows = path_rows();
  EXPECT_GE(rows.size(), 15u);
  for (const PathRow& row : rows) {
    EXPECT_EQ(tile_of(row).path(), row.path);
    EXPECT_EQ(TileId::parse(row.path).value(), tile_of(row)) << row.path;
  }
}

TEST(TilePath, spells_the_example_of_the_specification) {
  const TileId tile{TileId::Kind::hashes, 0, 1'234'067, kTileWidth};
  EXPECT_EQ(tile.path(), "tile/0/x001/x234/067");
}

TEST(TilePath, refuses_every_other_spelling) {
  for (const char* path : {"",
                           "tile",
                           "tile/",
                           "tile/0",
                           "tile/0/",
                           "tile/0/0",
                           "tile/0/00",
                           "tile/0/0000",
                           "tile/0/1000",
                           "tile/00/000",
                           "tile/64/000",
                           "tile/-1/000",
                           "tile/0/x000/001",
                           "tile/0/x001/x002",
                           "tile/0/001/002",
                           "tile/0/x1/002",
                           "tile/0/000.p/0",
                           "tile/0/000.p/256",
                           "tile/0/000.p/01",
                           "tile/0/000.p/",
                           "tile/0/000.p/1/",
                           "/tile/0/000",
                           "tile/0/000/",
                           "tile/entries",
                           "tile/entries/",
                           "tile/Entries/000",
                           "tile/0/00x",
                           "tile/0/../000",
                           "tile/0/x001/x001/x001/x001/x001/x001/x001/x001/001"}) {
    EXPECT_EQ(code_of(TileId::parse(path)), "ledger.malformed") << path;
  }
}

RC_GTEST_PROP(TilePath, is_read_back_as_it_was_written, ()) {
  TileId tile;
  tile.kind = *rc::gen::element(TileId::Kind::hashes, TileId::Kind::entries);
  tile.level = tile.kind == TileId::Kind::entries ? 0 : *rc::gen::inRange<std::uint8_t>(0, 64);
  tile.number = *rc::gen::inRange<std::uint64_t>(0, kMaxLogSize);
  tile.width = *rc::gen::inRange<std::uint32_t>(1, 257);
  RC_ASSERT(TileId::parse(tile.path()).value() == tile);
}

using Files = std::map<std::string, Bytes>;

EntrySource the_entries() {
  return [](std::uint64_t index) -> Result<Bytes> {
    return to_bytes("EXERCISE entry " + std::to_string(index));
  };
}

/// What `ledger export-tiles` writes.
Files export_tiles(const Tree& tree, std::uint64_t old_size) {
  Files files;
  const Status status = for_each_tile(old_size, tree.size(), [&](const TileId& tile) -> Status {
    auto bytes = tile.kind == TileId::Kind::hashes ? tile_bytes(tree, tile)
                                                   : bundle_bytes(the_entries(), tile);
    ENTENTE_CHECK(bytes);
    EXPECT_TRUE(files.emplace(tile.path(), bytes.value()).second);
    return {};
  });
  EXPECT_TRUE(status.ok());
  return files;
}

/// The root that a reader computes who has nothing but the files and the size.
Digest root_of_bundles(const Files& files, std::uint64_t size) {
  Tree tree;
  while (tree.size() < size) {
    const TileId bundle = entries_tile_of(tree.size(), size).value();
    const auto entries = parse_bundle(files.at(bundle.path()), bundle.width).value();
    for (const Bytes& entry : entries) {
      tree.append(leaf_hash(entry));
    }
  }
  return tree.root();
}

Tree tree_of_tiles(const Files& files, std::uint64_t size) {
  Tree tree;
  while (tree.size() < size) {
    TileId tile = entries_tile_of(tree.size(), size).value();
    tile.kind = TileId::Kind::hashes;
    tree.append(parse_tile(files.at(tile.path()), tile.width).value());
  }
  return tree;
}

TEST(Tile, a_reader_of_the_files_alone_recomputes_the_root) {
  for (const std::uint64_t size : {0u, 1u, 2u, 255u, 256u, 257u, 70'000u}) {
    const Tree tree = a_tree(size);
    const Files files = export_tiles(tree, 0);
    EXPECT_EQ(root_of_bundles(files, size), tree.root()) << size;
    EXPECT_EQ(tree_of_tiles(files, size).root(), tree.root()) << size;
  }
}

TEST(Tile, the_files_of_a_log_of_70000_entries_are_those_of_the_specification) {
  const Files files = export_tiles(a_tree(70'000), 0);
  // floor(70000/256) = 273 full tiles and one of 112; 273 hashes above: 1 full and one of 17; one
  // hash above those.
  EXPECT_EQ(files.size(), 274u + 274u + 2u + 1u);
  EXPECT_EQ(files.at("tile/0/273.p/112").size(), 112u * 32);
  EXPECT_EQ(files.at("tile/1/000").size(), 256u * 32);
  EXPECT_EQ(files.at("tile/1/001.p/17").size(), 17u * 32);
  EXPECT_EQ(files.at("tile/2/000.p/1").size(), 32u);
  EXPECT_EQ(files.count("tile/entries/273.p/112"), 1u);
}

TEST(Tile, a_hash_of_a_higher_tile_is_the_root_of_the_full_tile_below) {
  const Files files = export_tiles(a_tree(600), 0);
  Tree below;
  below.append(parse_tile(files.at("tile/0/001"), 256).value());
  EXPECT_EQ(parse_tile(files.at("tile/1/000.p/2"), 2).value()[1], below.root());
}

RC_GTEST_PROP(Tile, what_growth_adds_and_what_was_there_are_together_the_whole, ()) {
  const auto size = *rc::gen::inRange<std::uint64_t>(0, 1500);
  const auto old_size = *rc::gen::inRange<std::uint64_t>(0, size + 1);
  const Tree tree = a_tree(size);
  Files files = export_tiles(a_tree(old_size), 0);
  for (auto& [path, bytes] : export_tiles(tree, old_size)) {
    RC_ASSERT(files.emplace(path, bytes).second);  // nothing is written twice
  }
  for (const auto& [path, bytes] : export_tiles(tree, 0)) {
    RC_ASSERT(files.at(path) == bytes);
  }
}

TEST(Tile, refuses_what_the_log_has_not_grown_to) {
  const Tree tree = a_tree(300);
  using Kind = TileId::Kind;
  for (const TileId tile : {TileId{Kind::hashes, 0, 1, 45}, TileId{Kind::hashes, 0, 1, 256},
                            TileId{Kind::hashes, 1, 0, 2}, TileId{Kind::hashes, 63, 0, 1},
                            TileId{Kind::hashes, 0, UINT64_MAX, 1}, TileId{Kind::hashes, 0, 0, 0},
                            TileId{Kind::hashes, 0, 0, 257}, TileId{Kind::entries, 0, 0, 1}}) {
    EXPECT_EQ(code_of(tile_bytes(tree, tile)), "ledger.out-of-range");
  }
  EXPECT_TRUE(tile_bytes(tree, {Kind::hashes, 0, 1, 44}).ok());
  EXPECT_EQ(code_of(entries_tile_of(300, 300)), "ledger.out-of-range");
  EXPECT_EQ(code_of(for_each_tile(2, 1, [](const TileId&) { return Status{}; })),
            "ledger.out-of-range");
}

TEST(Tile, an_entry_has_at_most_65535_bytes) {
  const TileId one{TileId::Kind::entries, 0, 0, 1};
  const auto of_size = [](std::size_t size) {
    return [size](std::uint64_t) -> Result<Bytes> { return Bytes(size, 7); };
  };
  const Bytes bundle = bundle_bytes(of_size(65'535), one).value();
  EXPECT_EQ(parse_bundle(bundle, 1).value()[0].size(), 65'535u);
  EXPECT_EQ(code_of(bundle_bytes(of_size(65'536), one)), "ledger.malformed");
}

TEST(Tile, a_bundle_or_tile_of_another_width_is_refused) {
  const Bytes bundle = bundle_bytes(the_entries(), {TileId::Kind::entries, 0, 0, 3}).value();
  const Bytes tile = tile_bytes(a_tree(3), {TileId::Kind::hashes, 0, 0, 3}).value();
  for (const std::uint32_t width : {0u, 1u, 2u, 4u, 256u, 257u}) {
    EXPECT_EQ(code_of(parse_bundle(bundle, width)), "ledger.malformed");
    EXPECT_EQ(code_of(parse_tile(tile, width)), "ledger.malformed");
  }
  for (std::size_t size = 0; size < bundle.size(); ++size) {
    EXPECT_FALSE(parse_bundle(BytesView(bundle).first(size), 3).ok());
  }
}

}  // namespace
}  // namespace entente::ledger
