#pragma once

#include <chrono>

#include "base/clock.h"

namespace entente::cli {

/// The time of this machine. Thread-safe.
class SystemClock final : public Clock {
 public:
  Instant now() const override {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return Instant::from_ms(std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
  }
};

}  // namespace entente::cli
