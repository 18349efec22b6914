#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "label/rendering.h"
#include "label/spif.h"

/// A policy that loads marks its highest level, and writes what loads again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = entente::label::read_spif(entente::as_text({data, size}));
  if (!read.ok() || !read->spif) {
    ENTENTE_INVARIANT(!read.ok() || !read->faults.empty());
    return 0;
  }
  const auto& spif = *read->spif;
  ENTENTE_INVARIANT(spif.highest() != nullptr);
  static_cast<void>(
      entente::label::highest_marking(spif, "en", entente::label::MarkingForm::banner));
  const std::string xml =
      entente::label::write_spif(spif, {"20260101000000Z", "CN=x", "", "1.2", "1.2"});
  const auto again = entente::label::read_spif(xml);
  ENTENTE_INVARIANT(again.ok());
  return 0;
}
