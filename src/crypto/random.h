#pragma once

#include "base/entropy.h"

namespace entente::crypto {

/// The operating system's generator (getrandom), asked anew for every call: no state of ours can be
/// repeated by a fork or a restored machine (AB76). Thread-safe.
class SystemEntropy final : public Entropy {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace entente::crypto
