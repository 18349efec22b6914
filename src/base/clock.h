#pragma once

#include "base/time.h"

namespace entente {

/// Port: what time it is. May go backwards (a clock that was set); callers that need order use
/// ledger positions. Thread-safe in every implementation.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
};

}  // namespace entente
