#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace entente::label {

/// One thing that is wrong with a label, clearance, policy or binding. `kind` gives the stable code
/// and what to do about it.
struct Fault {
  const ErrorKind* kind;
  std::string where;  ///< the line of a text; empty where there is none
  std::string text;   ///< a sentence
  std::string about;  ///< the tag set or value concerned; empty where it is none

  [[nodiscard]] std::string_view code() const { return kind->code; }
  [[nodiscard]] bool is(const ErrorKind& other) const { return kind->code == other.code; }
  [[nodiscard]] Error error() const { return Error(*kind, text, where); }
};

using Faults = std::vector<Fault>;

}  // namespace entente::label
