#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/names.h"

namespace entente {

/// A count that only grows, from the start of the process. Thread-safe.
class Counter {
 public:
  void add(std::uint64_t amount = 1) { value_.fetch_add(amount, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_ = 0;
};

/// How durations spread over fixed buckets, from a tenth of a millisecond to ten seconds.
/// Thread-safe.
class DurationHistogram {
 public:
  /// The largest duration of each bucket, in microseconds; a last one takes what is longer.
  static constexpr std::array<std::int64_t, 11> kBoundsUs = {
      100, 500, 1'000, 2'500, 5'000, 10'000, 50'000, 100'000, 500'000, 2'000'000, 10'000'000};

  void observe_us(std::int64_t duration_us);

 private:
  friend class MetricsText;
  std::array<std::atomic<std::uint64_t>, kBoundsUs.size() + 1> buckets_{};
  std::atomic<std::int64_t> sum_us_ = 0;
};

enum class MetricKind : std::uint8_t { counter, gauge, histogram };

/// Writes the Prometheus text exposition format 0.0.4. Names, help and labels are the product's own
/// tables: whatever comes from outside must never stand there (a broken invariant where it could
/// not be written without escapes). Not thread-safe.
class MetricsText {
 public:
  using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;
  static constexpr std::string_view kMediaType = "text/plain; version=0.0.4; charset=utf-8";

  /// Begins a family; its samples follow. `name` is lower-case words joined by `_`, and ends in
  /// `_total` for a counter.
  void family(std::string_view name, MetricKind kind, std::string_view help);
  void sample(std::uint64_t value, Labels labels = {});
  /// The one sample of a family that counts seconds.
  void sample_seconds(std::int64_t ms);
  /// The samples of a family of the kind histogram, in seconds.
  void samples(const DurationHistogram& histogram);

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void line(std::string_view suffix, Labels labels, std::string_view value);

  std::string name_;
  std::string text_;
};

}  // namespace entente

template <>
struct entente::Names<entente::MetricKind> {
  using enum entente::MetricKind;
  static constexpr std::pair<entente::MetricKind, std::string_view> kRows[] = {
      {counter, "counter"}, {gauge, "gauge"}, {histogram, "histogram"}};
};
