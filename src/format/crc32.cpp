#include "format/crc32.h"

#include <zlib.h>

namespace entente::format {

std::uint32_t crc32(std::uint32_t before, BytesView bytes) {
  if (bytes.empty()) {
    return before;  // zlib takes the null pointer of an empty view for a reset
  }
  return static_cast<std::uint32_t>(::crc32_z(before, bytes.data(), bytes.size()));
}

}  // namespace entente::format
