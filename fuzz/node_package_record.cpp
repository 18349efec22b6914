#include <cstddef>
#include <cstdint>

#include "node/errors.h"
#include "node/package_record.h"

using namespace entente;
using namespace entente::node;

namespace {

/// Reads all records and writes them again; the octets up to the end, or nothing.
std::optional<Bytes> rewritten(BytesView bytes) {
  MemorySource source(bytes);
  PackageReader reader(source, {});
  const auto head = reader.begin();
  if (!head.ok()) {
    return std::nullopt;
  }
  MemorySink out;
  PackageWriter writer(out, {});
  ENTENTE_INVARIANT(writer.begin(*head).ok());
  while (true) {
    const auto record = reader.next();
    if (!record.ok()) {
      return std::nullopt;
    }
    if (record->kind == PackageRecord::end) {
      return out.take();
    }
    if (record->kind != PackageRecord::object) {
      ENTENTE_INVARIANT(writer.add(record->kind, record->payload).ok());
      continue;
    }
    MemorySink content;
    if (!reader.read_content(content).ok()) {
      return std::nullopt;
    }
    MemorySource again(content.bytes());
    ENTENTE_INVARIANT(writer.add_object(record->object, again).ok());
  }
}

}  // namespace

/// What is read of a package is written in one form, which reads the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView bytes(data, size);
  if (const auto once = rewritten(bytes)) {
    Bytes closed = *once;
    closed.insert(closed.end(), {6, 0, 0, 0, 0, 0, 0, 0, 0});  // an end without signatures
    ENTENTE_INVARIANT(rewritten(closed) == once);
  }
  MemorySource source(bytes);
  const auto verified = verify_package(
      source, {},
      [](const PackageHead&) -> Result<crypto::VerifyingKey> { return Error(kUnknownPeer, ""); });
  ENTENTE_INVARIANT(!verified.ok());
  return 0;
}
