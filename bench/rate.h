#pragma once

#include <algorithm>
#include <chrono>

namespace entente::bench {

/// Calls per second in the best of some rounds of so many seconds: the others were disturbed.
template <class Call>
double rate_of(const Call& call, double seconds) {
  using Clock = std::chrono::steady_clock;
  constexpr int kRounds = 5;
  double best = 0;
  for (int round = 0; round < kRounds; ++round) {
    const auto start = Clock::now();
    double calls = 0;
    std::chrono::duration<double> passed{};
    while (passed.count() < seconds) {
      for (int i = 0; i < 16; ++i) {
        call();
      }
      calls += 16;
      passed = Clock::now() - start;
    }
    best = std::max(best, calls / passed.count());
  }
  return best;
}

}  // namespace entente::bench
