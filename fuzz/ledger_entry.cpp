#include <cstddef>
#include <cstdint>

#include "ledger/entry.h"
#include "ledger/merkle.h"
#include "ledger/tile.h"

using namespace entente::ledger;

/// Entries, bundles of them and tile paths are written back as they were read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const entente::BytesView bytes(data, size);
  const auto entry = parse_entry(bytes);
  if (entry.ok()) {
    const entente::Bytes again = entry_bytes(entry.value());
    ENTENTE_INVARIANT(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()));
    ENTENTE_INVARIANT(leaf_hash_of(entry.value()) == leaf_hash(bytes));
  }
  const std::uint32_t width = size == 0 ? 1 : data[0];
  const auto bundle = parse_bundle(bytes, width);
  if (bundle.ok()) {
    const auto source = [&](std::uint64_t index) -> entente::Result<entente::Bytes> {
      return bundle.value()[index];
    };
    const auto again = bundle_bytes(source, {TileId::Kind::entries, 0, 0, width});
    ENTENTE_INVARIANT(
        std::equal(again.value().begin(), again.value().end(), bytes.begin(), bytes.end()));
  }
  const auto path = TileId::parse(entente::as_text(bytes));
  ENTENTE_INVARIANT(!path.ok() || path.value().path() == entente::as_text(bytes));
  return 0;
}
