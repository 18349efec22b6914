#include "node/log_files.h"

#include <algorithm>

#include "base/errors.h"
#include "ledger/tile.h"
#include "node/cosigned_heads.h"
#include "node/errors.h"

namespace entente::node {
namespace {

constexpr std::string_view kHeadFile = "checkpoint";
/// Each opens up to 256 acts: one reader has no more of the workers than its share (AB29).
constexpr std::size_t kBundlesAtOnce = 4;

Error no_such_file() { return Error(kNotFound, "There is no such file."); }

LogFile head_file(const std::string& note) {
  return {to_bytes(note), "text/plain; charset=utf-8", "no-cache"};
}

/// A tile never changes; who may read it is not for a cache that others share to say.
LogFile tile_file(Bytes bytes) {
  return {std::move(bytes), "application/octet-stream", "private, max-age=31536000, immutable"};
}

/// The places of a bundle's entries, all of which the log has.
std::vector<Core::EntryPlace> places_of(const OwnLog& log, const ledger::TileId& bundle) {
  const std::uint64_t first = bundle.number * ledger::kTileWidth;
  std::vector<Core::EntryPlace> places;
  for (const Digest& leaf : log.tree().leaves().subspan(first, bundle.width)) {
    places.push_back({log.number(), log.name(), first + places.size(), leaf});
  }
  return places;
}

/// Callable from any thread.
Result<Bytes> bundle_at(const Core& core, const std::vector<Core::EntryPlace>& places,
                        const ledger::TileId& bundle) {
  return ledger::bundle_bytes(
      [&](std::uint64_t index) -> Result<Bytes> {
        ENTENTE_TRY(const auto entry, core.entry_at(places[index - places.front().index]));
        return ledger::entry_bytes(entry);
      },
      bundle);
}

}  // namespace

LogFiles::LogFiles(Core& core, SignerStates& signer_states)
    : core_(core), signer_states_(signer_states) {}

void LogFiles::read(const std::optional<PartyCode>& reader, std::string_view path, Answer answer) {
  const auto& rooms = core_.rooms();
  const auto found = std::ranges::find_if(rooms, [&](const auto& entry) {
    const Room& room = entry.second;
    const std::string& origin = room.log.origin();
    return path.starts_with(origin) && path.substr(origin.size()).starts_with('/') &&
           (!reader || room.counterparts.contains(*reader));
  });
  if (found == rooms.end()) {
    answer(no_such_file());
    return;
  }
  const Room& room = found->second;
  path.remove_prefix(room.log.origin().size() + 1);
  if (path == kHeadFile) {
    read_head(room, answer);
    return;
  }
  const auto tile = ledger::TileId::parse(path);
  if (!tile.ok() || !ledger::has_tile(room.log.durable(), *tile)) {
    answer(no_such_file());
  } else if (tile->kind == ledger::TileId::Kind::entries) {
    read_bundle(reader, room, *tile, std::move(answer));
  } else {
    auto bytes = ledger::tile_bytes(room.log.tree(), *tile);
    answer(bytes.ok() ? Result<LogFile>(tile_file(std::move(*bytes))) : bytes.error());
  }
}

/// The signer's state goes to disk before the head leaves (ledger.md, decision 7).
void LogFiles::read_head(const Room& room, const Answer& answer) {
  if (core_.frozen()) {
    answer(*core_.frozen());
    return;
  }
  const std::uint64_t size = room.log.durable();
  const CosignedHeads heads = heads_of_own(core_, room);
  if (const Cosigned* cosigned = heads.at(size); cosigned != nullptr) {
    answer(head_file(cosigned->note));
    return;
  }
  auto signed_head = room.log.sign_head(size);
  if (!signed_head.ok()) {
    answer(signed_head.error());
    return;
  }
  core_.ports().executor.work(
      [this, number = room.log.number(), size, note = std::move(*signed_head), answer] {
        Status kept = signer_states_.keep(number, size, note);
        core_.ports().executor.post([kept = std::move(kept), note, answer] {
          answer(kept.ok() ? Result<LogFile>(head_file(note)) : kept.error());
        });
      });
}

void LogFiles::read_bundle(const std::optional<PartyCode>& reader, const Room& room,
                           const ledger::TileId& tile, Answer answer) {
  std::size_t& under_way = under_way_[reader];
  if (under_way >= kBundlesAtOnce) {
    answer(Error(kOverloaded, "Other bundles are being made for you; ask for this one again."));
    return;
  }
  ++under_way;
  core_.ports().executor.work(
      [this, &under_way, places = places_of(room.log, tile), tile, answer = std::move(answer)] {
        auto bytes = bundle_at(core_, places, tile);
        core_.ports().executor.post([&under_way, bytes = std::move(bytes), answer]() mutable {
          --under_way;
          answer(bytes.ok() ? Result<LogFile>(tile_file(std::move(*bytes))) : bytes.error());
        });
      });
}

Result<std::string> LogFiles::signed_head(const Room& room, std::uint64_t size) {
  if (core_.frozen()) {
    return *core_.frozen();
  }
  ENTENTE_TRY(std::string note, room.log.sign_head(size));
  ENTENTE_CHECK(signer_states_.keep(room.log.number(), size, note));
  return note;
}

Result<std::uint64_t> LogFiles::write_all(const Room& room, const Write& write) {
  if (core_.frozen()) {
    return *core_.frozen();
  }
  const std::uint64_t size = room.log.durable();
  const Status tiles = ledger::for_each_tile(0, size, [&](const ledger::TileId& tile) -> Status {
    const bool bundle = tile.kind == ledger::TileId::Kind::entries;
    const auto places = bundle ? places_of(room.log, tile) : std::vector<Core::EntryPlace>{};
    // Of an entry that was lost only the leaf is left: its bundle cannot be made (decision 0020).
    if (std::ranges::any_of(places,
                            [&](const auto& each) { return core_.is_lost(room, each.index); })) {
      return {};
    }
    const auto bytes =
        bundle ? bundle_at(core_, places, tile) : ledger::tile_bytes(room.log.tree(), tile);
    return bytes.ok() ? write(tile.path(), *bytes) : Status(bytes.error());
  });
  ENTENTE_CHECK(tiles);
  ENTENTE_TRY(const std::string note, signed_head(room, size));
  ENTENTE_CHECK(write(std::string(kHeadFile), as_bytes(note)));
  return size;
}

}  // namespace entente::node
