// The container's reader: whatever it accepts lies inside the file, and its two entries, written
// again, read back as the same bytes.

#include <algorithm>

#include "base/invariant.h"
#include "base/stream.h"
#include "object/zip.h"

namespace {

entente::BytesView part(entente::BytesView bytes, const entente::object::ZipEntry& entry) {
  ENTENTE_INVARIANT(entry.offset <= bytes.size() && entry.size <= bytes.size() - entry.offset);
  return bytes.subspan(entry.offset, entry.size);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace entente;
  const BytesView bytes(data, size);
  MemoryRandomAccess access(bytes);
  const auto layout = object::read_zip(access);
  if (!layout.ok()) {
    return 0;
  }
  const BytesView payload = part(bytes, layout->payload);
  const BytesView manifest = part(bytes, layout->manifest);
  MemorySink sink;
  object::ZipWriter writer(sink);
  writer.write_payload(payload).value();
  writer.finish(manifest).value();
  MemoryRandomAccess again(sink.bytes());
  const auto second = object::read_zip(again);
  ENTENTE_INVARIANT(second.ok());
  ENTENTE_INVARIANT(std::ranges::equal(part(sink.bytes(), second->payload), payload));
  ENTENTE_INVARIANT(std::ranges::equal(part(sink.bytes(), second->manifest), manifest));
  return 0;
}
