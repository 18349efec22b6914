#include <cstddef>
#include <cstdint>

#include "api/multipart.h"

// The bytes as a form: whatever is read of it is within its limits, and its file ends.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const entente::BytesView form{data, size};
  auto read = entente::api::read_form(std::make_unique<entente::MemorySource>(form), "b");
  if (!read.ok()) {
    return 0;
  }
  ENTENTE_INVARIANT(read->fields.size() <= 64);
  std::size_t total = 0;
  while (read->file) {
    std::uint8_t block[7];
    const auto count = read->file->read(block);
    if (!count.ok() || *count == 0) {
      break;
    }
    total += *count;
  }
  ENTENTE_INVARIANT(total <= size);
  return 0;
}
