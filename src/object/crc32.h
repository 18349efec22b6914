#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace entente::object {

/// The CRC-32 of ZIP (reflected polynomial 0xEDB88320) of `bytes`, continuing from the CRC of what
/// came before them; 0 for nothing. Carries no security: what an object is stands in its manifest.
/// Thread-safety: a pure function.
[[nodiscard]] std::uint32_t crc32(BytesView bytes, std::uint32_t before = 0);

/// The same, one byte at a time: what the fast form is compared with.
[[nodiscard]] std::uint32_t crc32_by_bytes(BytesView bytes, std::uint32_t before = 0);

}  // namespace entente::object
