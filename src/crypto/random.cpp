#include "crypto/random.h"

#include <sodium.h>

#include "crypto/sodium.h"

namespace entente::crypto {

void SystemEntropy::fill(std::span<std::uint8_t> out) {
  if (out.empty()) {
    return;
  }
  ensure_sodium();
  randombytes_buf(out.data(), out.size());
}

}  // namespace entente::crypto
