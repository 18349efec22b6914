#include "api/attempts.h"

#include <algorithm>

namespace entente::api {
namespace {

// No person's id and no address holds a space.
std::string key_of(const std::string& name, const std::string& address) {
  return address + " " + name;
}

}  // namespace

std::int64_t Attempts::wait_for(const std::string& key, unsigned free, Instant now) const {
  const auto found = rows_.find(key);
  if (found == rows_.end() || found->second.failures <= free) {
    return 0;
  }
  const unsigned doublings = std::min(found->second.failures - free - 1, 20U);
  const std::int64_t wait = std::min(kFirstWaitMs << doublings, kLongestWaitMs);
  return std::clamp<std::int64_t>(found->second.last.ms() + wait - now.ms(), 0, wait);
}

std::int64_t Attempts::wait_ms(const std::string& name, const std::string& address,
                               Instant now) const {
  return std::max(wait_for(key_of(name, address), kFreeForName, now),
                  wait_for(key_of("", address), kFreeForAddress, now));
}

void Attempts::count(const std::string& key, Instant now) {
  Row& row = rows_[key];
  row.failures = now.ms() - row.last.ms() > kForgottenMs ? 1 : row.failures + 1;
  row.last = now;
}

void Attempts::failed(const std::string& name, const std::string& address, Instant now) {
  if (rows_.size() >= kKept) {
    // The address rows stay longest: they are touched most often.
    rows_.erase(
        std::ranges::min_element(rows_, {}, [](const auto& row) { return row.second.last; }));
  }
  count(key_of(name, address), now);
  count(key_of("", address), now);
}

void Attempts::succeeded(const std::string& name, const std::string& address) {
  rows_.erase(key_of(name, address));
}

}  // namespace entente::api
