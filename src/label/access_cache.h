#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "label/access_decision.h"

namespace entente::label {

/// Decisions under one policy, remembered by the exact bytes of label and clearance for as long as
/// none of them can change: until the next successor or window begins or ends. What cannot be read
/// is not remembered. Gives what `decide_access` gives. Holds at most `most` decisions and forgets
/// all of them when it is full. Not thread-safe.
class AccessCache {
 public:
  AccessCache(const Spif& spif, std::size_t most) : spif_(&spif), most_(most) {}

  /// `label` and `clearance` are XML.
  [[nodiscard]] AccessDecision decide(std::string_view label, std::string_view clearance,
                                      Instant at);
  [[nodiscard]] std::size_t size() const { return known_.size(); }

 private:
  struct Known {
    AccessDecision decision;
    Instant from;
    Instant until;  ///< no longer at this instant
  };
  [[nodiscard]] Instant until(const ConfidentialityLabel& label, Instant at) const;

  const Spif* spif_;
  std::size_t most_;
  std::string key_;
  std::unordered_map<std::string, Known> known_;
};

}  // namespace entente::label
