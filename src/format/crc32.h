#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace entente::format {

/// The CRC-32 of ZIP (ISO 3309) over `bytes`, continued from `before` (0 at the start). Finds
/// accidents, not attacks. Thread-safety: pure.
[[nodiscard]] std::uint32_t crc32(std::uint32_t before, BytesView bytes);

}  // namespace entente::format
