// A whole object from outside, under a key that the seeds were made with: all ways of reading it
// agree on whether it is one, and what was written is never more than was verified.

#include <algorithm>

#include "base/invariant.h"
#include "base/stream.h"
#include "object/inspect.h"
#include "object/open.h"

namespace {

/// The content key of the seeds: their key access holds it bare.
entente::Result<entente::crypto::Secret32> unwrap(const entente::object::KeyAccess& key_access,
                                                  std::string_view) {
  return entente::crypto::Secret32::copy_of(key_access.wrapped_key);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace entente;
  MemoryRandomAccess access(BytesView(data, size));
  MemorySink sink;
  const auto opened = object::open_object(access, &unwrap, object::AnyBinding{}, sink);
  const auto verified = object::verify_object(access, &unwrap, object::AnyBinding{});
  const auto structure = object::verify_structure(access, std::nullopt);
  const auto seen = object::inspect(access);
  ENTENTE_INVARIANT(opened.ok() == verified.ok());
  if (!opened.ok()) {
    return 0;
  }
  ENTENTE_INVARIANT(structure.ok() && seen.ok());
  ENTENTE_INVARIANT(sink.bytes().size() == opened->content_bytes);
  ENTENTE_INVARIANT(opened->manifest == seen->manifest);
  ENTENTE_INVARIANT(!opened->binding || opened->binding == seen->binding);
  return 0;
}
