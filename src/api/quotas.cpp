#include "api/quotas.h"

#include <algorithm>

namespace entente::api {

Quotas::Row& Quotas::row_of(const std::string& who, Instant now) {
  if (rows_.size() >= kKept && !rows_.contains(who)) {
    // Who has all that there is may as well be new; so may who asked longest ago.
    std::erase_if(rows_, [](const auto& row) { return row.second.allowed.is_full(); });
    if (rows_.size() >= kKept) {
      rows_.erase(
          std::ranges::min_element(rows_, {}, [](const auto& row) { return row.second.refilled; }));
    }
  }
  const auto [at, is_new] = rows_.try_emplace(who, Row{full_, now});
  Row& row = at->second;
  // A clock that went back gives nothing, and takes nothing.
  const std::int64_t elapsed = is_new ? 0 : std::max<std::int64_t>(now.ms() - row.refilled.ms(), 0);
  row.allowed.refill(elapsed);
  row.refilled = now;
  return row;
}

std::int64_t Quotas::wait_s(const std::string& who, Instant now) {
  return row_of(who, now).allowed.wait_s();
}

void Quotas::took_bytes(const std::string& who, std::uint64_t bytes, Instant now) {
  row_of(who, now).allowed.bytes.take(bytes);
}

}  // namespace entente::api
