#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/time.h"

namespace entente::api {

/// Slows down guessing. Failures are counted for each name from each address, so that nobody can
/// lock out somebody else (AB44), and for each address over all names. Past a few free ones the
/// wait doubles with every failure. Not thread-safe.
class Attempts {
 public:
  static constexpr unsigned kFreeForName = 4;
  static constexpr unsigned kFreeForAddress = 32;
  static constexpr std::int64_t kFirstWaitMs = 1'000;
  static constexpr std::int64_t kLongestWaitMs = 300'000;
  static constexpr std::int64_t kForgottenMs = 3'600'000;
  static constexpr std::size_t kKept = 16'384;

  /// Milliseconds until the next attempt is heard; 0 where it is heard at once. The name need not
  /// exist.
  [[nodiscard]] std::int64_t wait_ms(const std::string& name, const std::string& address,
                                     Instant now) const;
  void failed(const std::string& name, const std::string& address, Instant now);
  /// Forgets the failures for the name from the address, not those of the address.
  void succeeded(const std::string& name, const std::string& address);

 private:
  struct Row {
    unsigned failures = 0;
    Instant last;
  };
  void count(const std::string& key, Instant now);
  [[nodiscard]] std::int64_t wait_for(const std::string& key, unsigned free, Instant now) const;
  std::map<std::string, Row> rows_;
};

}  // namespace entente::api
