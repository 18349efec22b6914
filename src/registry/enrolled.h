#pragma once

#include <string>
#include <vector>

#include "registry/item.h"

namespace entente::registry {

/// A protected object from outside that this party holds as an item, unknown to any partner. `item`
/// is as of one that the party itself originated, received and registered, so that the rules for
/// readers are those of every item.
struct Enrolled {
  using Partial = void;
  AgreementId agreement;
  std::string policy;  ///< the id of its policy, by which key services name it
  Item item;
  std::vector<std::string> readers;  ///< see `act::ObjectEnrol`
  std::vector<Name> levels;
  std::vector<std::string> unknown;
  static constexpr auto fields() {
    using format::field;
    return members(field("agreement", &Enrolled::agreement), field("policy", &Enrolled::policy),
                   field("item", &Enrolled::item), field("readers", &Enrolled::readers),
                   field("levels", &Enrolled::levels), field("unknown", &Enrolled::unknown));
  }
  void apply(const Trace& trace, const act::ObjectEnrol& body);
};

}  // namespace entente::registry
