#include <cstddef>
#include <cstdint>

#include "base/errors.h"
#include "node/evidence.h"

using namespace entente;
using namespace entente::node;

/// A pack from anybody: whatever it says, no party vouches for keys here, so nothing is evidence.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const PartnerResolver nobody = [](std::string_view) -> Result<Partner> {
    return Error(kNotFound, "No invite verifies.");
  };
  ENTENTE_INVARIANT(!verify_evidence(as_text(BytesView(data, size)), nobody, {}).valid());
  return 0;
}
