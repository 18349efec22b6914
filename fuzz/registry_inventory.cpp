// A list that is accepted is its lines, joined by line feeds.

#include "base/invariant.h"
#include "registry/inventory.h"

using namespace entente;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto found = registry::read_found(text);
  if (!found.ok()) {
    return 0;
  }
  std::string joined;
  for (const std::string& line : *found) {
    joined += line + '\n';
  }
  if (!text.empty() && !text.ends_with('\n')) {
    joined.pop_back();
  }
  ENTENTE_INVARIANT(joined == text);
  return 0;
}
