#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace entente::object {

/// `format::crc32` with the carry-less multiplication of the processor where it has one: some four
/// times as fast, so that the checksum which ZIP demands does not cost more than the encryption.
/// Thread-safety: a pure function.
[[nodiscard]] std::uint32_t fast_crc32(std::uint32_t before, BytesView bytes);

}  // namespace entente::object
