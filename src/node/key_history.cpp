#include "node/key_history.h"

#include <algorithm>

#include "act/envelope.h"

namespace entente::node {

KeyHistory::KeyHistory(Partner enrolled, std::vector<Step> later) {
  std::ranges::sort(later, {}, [](const Step& step) {
    return std::pair(step.after.value_or(UINT64_MAX), step.keys.issued_at);
  });
  Instant newest_placed = enrolled.issued_at;
  add(std::move(enrolled), 0);
  for (Step& step : later) {
    if (step.after) {
      periods_.back().until = step.after;
      newest_placed = std::max(newest_placed, step.keys.issued_at);
      add(std::move(step.keys), *step.after);
    } else if (step.keys.issued_at > newest_placed) {
      // Known from elsewhere, not yet announced here: it may sign, and ends nothing.
      add(std::move(step.keys), 0);
    }
  }
}

void KeyHistory::add(Partner keys, std::uint64_t after) {
  std::string id = act::key_id(keys.node_key);
  periods_.push_back({std::move(keys), std::move(id), after, std::nullopt});
}

bool KeyHistory::may_sign(std::string_view key_id, std::uint64_t place) const {
  return std::ranges::any_of(periods_, [&](const Period& period) {
    return place > period.after && (!period.until || place <= *period.until) &&
           period.key_id == key_id;
  });
}

std::vector<crypto::VerifyingKey> KeyHistory::node_keys() const {
  std::vector<crypto::VerifyingKey> keys;
  for (const Period& period : periods_) {
    keys.push_back(period.keys.node_key);
  }
  return keys;
}

std::vector<crypto::VerifyingKey> KeyHistory::log_keys() const {
  std::vector<crypto::VerifyingKey> keys;
  for (const Period& period : periods_) {
    if (!period.until) {
      keys.push_back(period.keys.log_key);
    }
  }
  return keys;
}

const crypto::VerifyingKey* find_key(std::span<const crypto::VerifyingKey> keys,
                                     std::string_view id, std::size_t first) {
  for (std::size_t i = first; i < keys.size(); ++i) {
    if (act::key_id(keys[i]) == id) {
      return &keys[i];
    }
  }
  return nullptr;
}

}  // namespace entente::node
