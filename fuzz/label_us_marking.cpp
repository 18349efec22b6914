#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "label/us_marking_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace entente::label;
  const UsMarkingReading read = read_us_marking(entente::as_text({data, size}));
  ENTENTE_INVARIANT(!read.faults.empty() || us_level(read.marking.classification).has_value());
  // What may be written reads back to itself, in its one spelling.
  if (const auto line = us_banner(read.marking); line.ok() && line->size() <= kUsMarkingBytes) {
    const UsMarkingReading again = read_us_marking(*line);
    const auto written = us_banner(again.marking);
    ENTENTE_INVARIANT(!read.faults.empty() || (written.ok() && *written == *line));
  }
  return 0;
}
