#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "label/clearance.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = entente::label::read_any_clearance(entente::as_text({data, size}));
  if (!read.ok()) {
    return 0;
  }
  ENTENTE_INVARIANT(!read->classifications.empty());
  const auto again = entente::label::read_any_clearance(entente::label::write_clearance(*read));
  ENTENTE_INVARIANT(again.ok() && *again == *read);
  return 0;
}
