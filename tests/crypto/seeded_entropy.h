#pragma once

#include <cstdint>

#include "base/entropy.h"

namespace entente::crypto {

/// Bytes that follow from a seed (splitmix64), for tests that replay.
class SeededEntropy final : public Entropy {
 public:
  explicit SeededEntropy(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) {
      state_ += 0x9e3779b97f4a7c15u;
      std::uint64_t word = state_;
      word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9u;
      word = (word ^ (word >> 27)) * 0x94d049bb133111ebu;
      byte = static_cast<std::uint8_t>(word >> 56);
    }
  }

 private:
  std::uint64_t state_;
};

}  // namespace entente::crypto
