#pragma once

#include <cstdint>
#include <map>
#include <string_view>

#include "rules/decision.h"

namespace entente::node {

/// What this process has counted since it began; nothing of it is kept. Belongs to the node's
/// sequence.
struct Counts {
  std::uint64_t own_shared = 0;     ///< own acts of agreements that are durable
  std::uint64_t own_house = 0;      ///< own acts of the house
  std::uint64_t from_partners = 0;  ///< partners' acts that were admitted and are durable
  std::uint64_t permits = 0;
  std::uint64_t denials = 0;
  /// By the code of the rule that decided, one of the product's own table.
  std::map<std::string_view, std::uint64_t> denied_by;

  void decided(const rules::Decision& decision) {
    if (decision.permitted()) {
      ++permits;
      return;
    }
    ++denials;
    const rules::Rule* rule = decision.deciding();
    ++denied_by[rule == nullptr ? std::string_view("none") : rule->code];
  }
};

}  // namespace entente::node
