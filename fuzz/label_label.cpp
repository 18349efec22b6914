#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "label/label_import.h"
#include "label/label_json.h"
#include "label/label_xml.h"

namespace {

/// A label exactly if nothing is malformed; written, it reads back to itself.
void check(const entente::label::LabelReading& reading) {
  ENTENTE_INVARIANT(reading.label.has_value() == reading.malformed.empty());
  if (!reading.label) {
    return;
  }
  const std::string xml = entente::label::write_label(*reading.label);
  const auto again = entente::label::read_label(xml);
  ENTENTE_INVARIANT(again.ok() && again->label.has_value());
  ENTENTE_INVARIANT(entente::label::write_label(*again->label) == xml);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = entente::as_text({data, size});
  if (const auto reading = entente::label::read_label(text); reading.ok()) {
    check(*reading);
  }
  if (const auto reading = entente::label::read_label_json(text); reading.ok()) {
    ENTENTE_INVARIANT(reading->label.has_value() == reading->malformed.empty());
  }
  const auto imported = entente::label::import_label(text, entente::Instant::from_ms(0));
  if (imported.ok() && *imported) {
    ENTENTE_INVARIANT(!(*imported)->proposed_xml().empty());
  }
  return 0;
}
