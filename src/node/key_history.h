#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "node/partner.h"

namespace entente::node {

/// One party's keys under one agreement, by place in its chain of acts (T8: an act verifies with
/// the key that was valid at its place). Built from the invite it was enrolled with, the invites
/// it announced, and those that were compared again. A value; not thread-safe.
class KeyHistory {
 public:
  /// One invite. `after` is the place of the announcement; nothing for the invite of the enrolment
  /// and for one that was compared, or announced under another agreement only.
  struct Step {
    Partner keys;
    std::optional<std::uint64_t> after;
  };

  KeyHistory() = default;
  /// `enrolled` counts from the first place; `later` in any order.
  KeyHistory(Partner enrolled, std::vector<Step> later);

  /// Whether the node key with this id (`act::key_id`) may sign the act at `place` (from 1).
  [[nodiscard]] bool may_sign(std::string_view key_id, std::uint64_t place) const;
  /// Every node key that may sign some act.
  [[nodiscard]] std::vector<crypto::VerifyingKey> node_keys() const;
  /// The log keys of the invites that have not been replaced.
  [[nodiscard]] std::vector<crypto::VerifyingKey> log_keys() const;

 private:
  /// Counts for the places after `after`, up to `until` (to the end without one).
  struct Period {
    Partner keys;
    std::string key_id;  ///< of its node key
    std::uint64_t after = 0;
    std::optional<std::uint64_t> until;
  };
  void add(Partner keys, std::uint64_t after);

  std::vector<Period> periods_;
};

/// The key with that id (`act::key_id`) among `keys`, from `first` on; null if there is none.
[[nodiscard]] const crypto::VerifyingKey* find_key(std::span<const crypto::VerifyingKey> keys,
                                                   std::string_view id, std::size_t first = 0);

}  // namespace entente::node
