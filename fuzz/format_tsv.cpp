// A table that is accepted is its cells, joined by tabs and line feeds.

#include "base/invariant.h"
#include "format/tsv.h"

using namespace entente;
using namespace entente::format;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Result<TsvTable> table = TsvTable::parse(text, "f", {.bytes = 1u << 16, .rows = 1000});
  if (!table) {
    return 0;
  }
  const std::size_t columns = table->columns().size();
  std::string joined;
  for (std::size_t i = 0; i < columns; ++i) {
    joined += table->columns()[i];
    joined += i + 1 < columns ? '\t' : '\n';
    ENTENTE_INVARIANT(*table->column(table->columns()[i]) == i);
  }
  for (const TsvRow row : table->rows()) {
    for (std::size_t i = 0; i < columns; ++i) {
      joined += row[i];
      joined += i + 1 < columns ? '\t' : '\n';
    }
  }
  if (!text.ends_with('\n')) {
    joined.pop_back();
  }
  ENTENTE_INVARIANT(joined == text);
  return 0;
}
