#pragma once

#include <algorithm>
#include <cstdint>

namespace entente {

/// A token bucket: fills at `rate` a second up to `burst`. Counts in thousandths. What was taken
/// may be more than there is (a body whose size was not known): then it is earned first. Not
/// thread-safe.
class TokenBucket {
 public:
  TokenBucket(std::uint64_t rate, std::uint64_t burst)
      : rate_(signed_of(std::max<std::uint64_t>(rate, 1))),
        burst_(signed_of(burst) * kScale),
        level_(burst_) {}

  void refill(std::int64_t elapsed_ms) {
    const std::int64_t full_ms = (burst_ - level_) / rate_ + 1;
    level_ = std::min(burst_, level_ + std::min(elapsed_ms, full_ms) * rate_);
  }
  [[nodiscard]] bool has_one() const { return level_ >= kScale; }
  [[nodiscard]] bool is_full() const { return level_ == burst_; }
  void take(std::uint64_t amount) { level_ -= signed_of(amount) * kScale; }
  /// Whole seconds until there is one, from 1 to 60.
  [[nodiscard]] std::int64_t seconds_until_one() const {
    const std::int64_t missing = std::max<std::int64_t>(kScale - level_, 0);
    const std::int64_t missing_ms = (missing + rate_ - 1) / rate_;
    return std::clamp<std::int64_t>((missing_ms + kScale - 1) / kScale, 1, 60);
  }

 private:
  static constexpr std::int64_t kScale = 1000;
  // No rate, burst or body is near the 2^40 that keep all products here within 63 bits.
  static std::int64_t signed_of(std::uint64_t amount) {
    return static_cast<std::int64_t>(std::min<std::uint64_t>(amount, std::uint64_t{1} << 40));
  }
  std::int64_t rate_;
  std::int64_t burst_;
  std::int64_t level_;
};

/// What one caller may ask: so many requests, and so many bytes of bodies. The bytes of earlier
/// requests have to be earned before the next is heard. Not thread-safe.
struct Allowance {
  TokenBucket requests;
  TokenBucket bytes;

  void refill(std::int64_t elapsed_ms) {
    requests.refill(elapsed_ms);
    bytes.refill(elapsed_ms);
  }
  [[nodiscard]] bool is_full() const { return requests.is_full() && bytes.is_full(); }
  /// Takes one request. 0 where it is heard; else the seconds after which to ask again.
  [[nodiscard]] std::int64_t wait_s() {
    if (!requests.has_one()) {
      return requests.seconds_until_one();
    }
    requests.take(1);
    return bytes.has_one() ? 0 : bytes.seconds_until_one();
  }
};

}  // namespace entente
