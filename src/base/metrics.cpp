#include "base/metrics.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/invariant.h"

namespace entente {
namespace {

constexpr std::int64_t kMicro = 1'000'000;

bool is_metric_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

/// What needs no escape, in a label's value and in a help line alike.
bool is_plain(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

/// Decimal, without an exponent and without trailing zeros.
std::string seconds_text(std::int64_t us) {
  std::string text = fmt::format("{}.{:06}", us / kMicro, us % kMicro);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) {
    text.pop_back();
  }
  return text;
}

}  // namespace

void DurationHistogram::observe_us(std::int64_t duration_us) {
  const std::int64_t duration = std::max<std::int64_t>(duration_us, 0);
  const auto bound = std::ranges::lower_bound(kBoundsUs, duration);
  const auto bucket = static_cast<std::size_t>(bound - kBoundsUs.begin());
  buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
  sum_us_.fetch_add(duration, std::memory_order_relaxed);
}

void MetricsText::family(std::string_view name, MetricKind kind, std::string_view help) {
  ENTENTE_INVARIANT(is_metric_name(name) && is_plain(help));
  ENTENTE_INVARIANT(name.ends_with("_total") == (kind == MetricKind::counter));
  name_ = name;
  text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, name_of(kind));
}

void MetricsText::line(std::string_view suffix, Labels labels, std::string_view value) {
  ENTENTE_INVARIANT(!name_.empty());
  text_ += name_;
  text_ += suffix;
  char before = '{';
  for (const auto& [label, text] : labels) {
    ENTENTE_INVARIANT(is_metric_name(label) && is_plain(text));
    text_ += fmt::format("{}{}=\"{}\"", before, label, text);
    before = ',';
  }
  text_ += labels.size() == 0 ? " " : "} ";
  text_ += value;
  text_ += '\n';
}

void MetricsText::sample(std::uint64_t value, Labels labels) {
  line("", labels, std::to_string(value));
}

void MetricsText::sample_seconds(std::int64_t ms) {
  line("", {}, seconds_text(std::max<std::int64_t>(ms, 0) * 1'000));
}

void MetricsText::samples(const DurationHistogram& histogram) {
  // Counts are summed from one reading of the buckets, so that the last equals `_count`.
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < histogram.buckets_.size(); ++i) {
    count += histogram.buckets_[i].load(std::memory_order_relaxed);
    const bool last = i == DurationHistogram::kBoundsUs.size();
    const std::string bound = last ? "+Inf" : seconds_text(DurationHistogram::kBoundsUs[i]);
    line("_bucket", {{"le", bound}}, std::to_string(count));
  }
  line("_sum", {}, seconds_text(histogram.sum_us_.load(std::memory_order_relaxed)));
  line("_count", {}, std::to_string(count));
}

}  // namespace entente
