#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "crypto/recovery_key.h"

using namespace entente;

/// A share that is read has one form, the one that it was read from.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView bytes(data, size);
  if (const auto share = crypto::parse_share(bytes); share.ok()) {
    const crypto::SecretBytes again = crypto::format_share(*share);
    const BytesView line = again.view();
    ENTENTE_INVARIANT(std::ranges::equal(line, bytes) ||
                      std::ranges::equal(line.first(line.size() - 1), bytes));
  }
  return 0;
}
