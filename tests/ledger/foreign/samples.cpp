#include "../samples.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>

#include "ledger/proof.h"
#include "ledger/tile.h"

/// Writes logs of many sizes as files, for verifiers that share no code with us. One folder for
/// each size: checkpoint, vkeys, proofs, and (but for the largest) tiles. Usage: PROGRAM FOLDER.
namespace entente::ledger {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kSizes[] = {0, 1, 2, 255, 256, 257, 65535, 65536, 65537, 1'000'000};
constexpr std::uint64_t kMostTiles = 100'000;

void write(const fs::path& path, BytesView bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file.write(as_text(bytes).data(), static_cast<std::streamsize>(bytes.size()));
  ENTENTE_INVARIANT(file.good());
}
void write(const fs::path& path, const std::string& text) { write(path, as_bytes(text)); }

SignedNote cosigned_head(const Head& head) {
  SignedNote note = samples::a_head(head, samples::a_log());
  const NoteSignature cosigned =
      samples::a_witness().sign(samples::a_checkpoint(head), Instant::from_ms(1'700'000'000'000));
  ENTENTE_INVARIANT(note.add(cosigned).ok());
  return note;
}

/// First, last, and both sides of each power of two.
std::set<std::uint64_t> interesting(std::uint64_t size) {
  std::set<std::uint64_t> indexes;
  for (std::uint64_t power = 1; power <= size; power *= 2) {
    indexes.insert({power - 1, std::min(power, size - 1), size - power});
  }
  return indexes;
}

void write_consistency(const fs::path& folder, const Tree& tree, std::uint64_t from,
                       std::uint64_t size) {
  std::string text = to_base64(tree.root_at(from).value().view()) + "\n";
  const auto path = tree.consistency_path(from, size).value();
  for (const Digest& hash : path) {
    text += to_base64(hash.view()) + "\n";
  }
  write(folder / ("consistency-" + std::to_string(from)), text);
}

void write_log(const fs::path& folder, const Tree& tree, std::uint64_t size) {
  const Head head{size, tree.root_at(size).value()};
  const SignedNote note = cosigned_head(head);
  write(folder / "checkpoint", note.format());
  write(folder / "log.vkey", samples::a_log().verifier().vkey());
  write(folder / "witness.vkey", samples::a_witness().verifier().vkey());
  for (const std::uint64_t index : interesting(size)) {
    const LogProof proof{std::nullopt, index, tree.inclusion_path(index, size).value(), note};
    write(folder / (std::to_string(index) + ".tlog-proof"), proof.format());
    if (index > 0) {
      write_consistency(folder, tree, index, size);
    }
  }
  if (size > kMostTiles) {
    return;
  }
  const Status tiles = for_each_tile(0, size, [&](const TileId& tile) -> Status {
    if (tile.kind == TileId::Kind::hashes) {
      ENTENTE_TRY(const Bytes bytes, tile_bytes(tree, tile));
      write(folder / tile.path(), bytes);
    }
    return {};
  });
  ENTENTE_INVARIANT(tiles.ok());
}

}  // namespace
}  // namespace entente::ledger

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: ledger_foreign_samples FOLDER\n", stderr);
    return 2;
  }
  using namespace entente::ledger;
  const Tree tree = samples::a_tree(1'000'000);
  for (const std::uint64_t size : kSizes) {
    write_log(fs::path(argv[1]) / std::to_string(size), tree, size);
  }
  return 0;
}
