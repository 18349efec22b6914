#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "label/binding.h"
#include "label/binding_carrier.h"

/// Nothing verifies without a trusted certificate, whatever the text says.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = entente::as_text({data, size});
  const auto found = entente::label::verify_binding(
      text, {"", entente::Instant::from_ms(0)},
      [](std::string_view) { return std::optional(entente::Bytes{1, 2, 3}); });
  ENTENTE_INVARIANT(!found.ok() || !found->empty());
  const auto header = entente::label::read_binding_header(text);
  if (header.ok()) {
    const auto again =
        entente::label::read_binding_header(entente::label::write_binding_header(*header));
    ENTENTE_INVARIANT(again.ok() && *again == *header);
  }
  static_cast<void>(entente::label::read_binding_xmp(text));
  return 0;
}
