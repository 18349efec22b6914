#include "ledger/tile_path.h"

#include <fmt/format.h>

#include "ledger/errors.h"
#include "ledger/line.h"
#include "ledger/merkle.h"

namespace entente::ledger {
namespace {

constexpr std::size_t kMaxPathText = 64;

/// Groups of three digits, all but the last with an `x` before them.
std::string number_path(std::uint64_t number) {
  std::string path = fmt::format("{:03}", number % 1000);
  for (number /= 1000; number != 0; number /= 1000) {
    path = fmt::format("x{:03}/{}", number % 1000, path);
  }
  return path;
}

Error bad_path() { return malformed("This is not the path of a tile."); }

/// The digits of the groups in one piece, without leading zeros.
std::string number_digits(std::string_view groups) {
  std::string digits;
  for (const char c : groups) {
    if (c != 'x' && c != '/') {
      digits += c;
    }
  }
  const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  return digits.empty() ? digits : digits.substr(first);
}

}  // namespace

std::string TileId::path() const {
  std::string path = kind == Kind::entries ? "tile/entries/" : fmt::format("tile/{}/", level);
  path += number_path(number);
  if (width < kTileWidth) {
    path += fmt::format(".p/{}", width);
  }
  return path;
}

Result<TileId> TileId::parse(std::string_view path) {
  constexpr std::string_view kPrefix = "tile/";
  constexpr std::string_view kPartial = ".p/";
  const std::size_t slash = path.find('/', kPrefix.size());
  if (path.size() > kMaxPathText || !path.starts_with(kPrefix) || slash == path.npos) {
    return bad_path();
  }
  TileId tile;
  const std::string_view level = path.substr(kPrefix.size(), slash - kPrefix.size());
  if (level == "entries") {
    tile.kind = Kind::entries;
  } else {
    const Result<std::uint64_t> value = parse_size(level);
    if (!value.ok() || value.value() > kMaxTileLevel) {
      return bad_path();
    }
    tile.level = static_cast<std::uint8_t>(value.value());
  }
  const std::size_t partial = path.find(kPartial, slash);
  if (partial != path.npos) {
    const Result<std::uint64_t> width = parse_size(path.substr(partial + kPartial.size()));
    if (!width.ok() || width.value() == 0 || width.value() >= kTileWidth) {
      return bad_path();
    }
    tile.width = static_cast<std::uint32_t>(width.value());
  }
  const std::size_t end = std::min(partial, path.size());
  const Result<std::uint64_t> number =
      parse_size(number_digits(path.substr(slash + 1, end - slash - 1)));
  if (!number.ok()) {
    return bad_path();
  }
  tile.number = number.value();
  // The groups were read leniently: only the one canonical spelling is taken.
  if (tile.path() != path) {
    return bad_path();
  }
  return tile;
}

Result<TileId> entries_tile_of(std::uint64_t index, std::uint64_t size) {
  if (index >= size || size > kMaxLogSize) {
    return Error(kOutOfRange, "The index lies outside the log.");
  }
  const std::uint64_t number = index / kTileWidth;
  const std::uint64_t width = std::min<std::uint64_t>(size - number * kTileWidth, kTileWidth);
  return TileId{TileId::Kind::entries, 0, number, static_cast<std::uint32_t>(width)};
}

}  // namespace entente::ledger
