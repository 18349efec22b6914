#pragma once

#include <cstdint>
#include <span>

namespace entente {

/// Port: random bytes. The product uses the operating system's generator; the simulator a seeded
/// one. Thread-safe in every implementation.
class Entropy {
 public:
  virtual ~Entropy() = default;
  /// Fills `out` wholly. Never fails: without randomness the process stops.
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

}  // namespace entente
