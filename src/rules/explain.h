#pragma once

#include <string>
#include <vector>

#include "rules/decide.h"

/// Why a decision is as it is.
namespace entente::rules {

/// One thing that the rules looked at.
struct Input {
  std::string name;  ///< `item`, `reading JP`, `assurance`
  std::string json;  ///< its value; `null` where there is none
};

struct Explanation {
  Decision decision;
  std::vector<Input> inputs;
};

/// Decides, and says what was looked at. Of another party's act the house is no input, as in
/// `decide`. Pure.
[[nodiscard]] Explanation explain(const StateView& view, const PartyCode& issuer,
                                  const act::Body& body);

}  // namespace entente::rules
