// Reading a journal body: every change that is read is written again as the same bytes.

#include "base/invariant.h"
#include "store/journal.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using entente::Bytes;
  using entente::BytesView;
  const BytesView body(data, size);
  Bytes again;
  std::size_t offset = 0;
  while (offset < size) {
    const auto change = entente::store::read_change(body, offset);
    if (!change.ok()) {
      ENTENTE_INVARIANT(change.error().code() == "store.corrupt");
      break;
    }
    entente::store::append_change(again, *change);
    ENTENTE_INVARIANT(again.size() == offset);
  }
  ENTENTE_INVARIANT(std::equal(again.begin(), again.end(), body.begin()));

  // What was read lies in memory in key order.
  entente::store::Journal journal;
  std::vector<std::int64_t> unneeded;
  journal.keep(1, std::make_shared<const Bytes>(again));
  journal.apply(again, unneeded);
  return 0;
}
