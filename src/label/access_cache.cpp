#include "label/access_cache.h"

#include <algorithm>

namespace entente::label {
namespace {

/// The longest that a decision is remembered: a label that was too early is looked at again.
constexpr std::int64_t kRememberMs = 60'000;

}  // namespace

Instant AccessCache::until(const ConfidentialityLabel& label, Instant at) const {
  Instant end = at.plus_ms(kRememberMs);
  const auto change = [&](Instant when) { end = when > at ? std::min(end, when) : end; };
  for (const Succession& each : label.successors) {
    change(each.at.latest());
  }
  change(spif_->not_before.value_or(end));
  change(spif_->not_after ? spif_->not_after->plus_ms(1) : end);
  for (const TagSet& set : spif_->tag_sets) {
    for (const Tag& tag : set.tags) {
      for (const TagCategory& value : tag.categories) {
        change(value.not_before.value_or(end));
        change(value.not_after ? value.not_after->plus_ms(1) : end);
      }
    }
  }
  return end;
}

AccessDecision AccessCache::decide(std::string_view label, std::string_view clearance, Instant at) {
  key_.assign(label);
  key_ += '\0';
  key_ += clearance;
  if (const auto found = known_.find(key_); found != known_.end()) {
    if (found->second.from <= at && at < found->second.until) {
      return found->second.decision;
    }
    known_.erase(found);
  }
  const auto read = read_label(label);
  const auto granted = read_clearance(clearance);
  if (!read.ok() || !read->label || !granted.ok() || !granted->clearance) {
    return {read.ok() && read->label ? DenialReason::nil_clearance : DenialReason::malformed,
            {},
            "The label or the clearance cannot be read."};
  }
  AccessDecision decision = decide_access(*read, {&*granted->clearance, 1}, *spif_, at);
  if (known_.size() >= most_) {
    known_.clear();
  }
  known_.emplace(key_, Known{decision, at, until(*read->label, at)});
  return decision;
}

}  // namespace entente::label
