#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agreement/clause_table.h"
#include "agreement/profile.h"

namespace entente::agreement {

/// One value in which two profiles differ.
struct Difference {
  std::string path;             ///< `level[SECRET].copy`
  std::optional<Value> before;  ///< nothing: the earlier profile states none
  std::optional<Value> after;
  Effect effect = Effect::unknown;  ///< of going from the earlier to the later
};

/// What `after` says otherwise than `before`, by path. `effect` says whether a change tightens or
/// loosens protection where the table of clauses knows; `none` where it is neither. Pure.
[[nodiscard]] std::vector<Difference> diff(const Profile& before, const Profile& after);

/// The effect of one change of the value at `path`, where `before` holds all earlier values.
[[nodiscard]] Effect effect_at(std::string_view path, const Values& before, const Value* after);

}  // namespace entente::agreement
