// A path of the home that is taken leads nowhere else.

#include <string>

#include "base/bytes.h"
#include "base/invariant.h"
#include "store/path.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view path = entente::as_text({data, size});
  const auto parts = entente::store::parts_of(path);
  if (!parts.ok()) {
    ENTENTE_INVARIANT(parts.error().code() == "store.bad-path");
    return 0;
  }
  std::string joined;
  for (const std::string_view part : *parts) {
    ENTENTE_INVARIANT(!part.empty() && part != "." && part != ".." &&
                      part.find('/') == std::string_view::npos &&
                      part.find('\0') == std::string_view::npos);
    joined += (joined.empty() ? "" : "/") + std::string(part);
  }
  ENTENTE_INVARIANT(joined == path);
  return 0;
}
