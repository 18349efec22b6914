#pragma once

#include <string_view>

#include "base/names.h"

namespace entente::act {

/// Where acts count. One per node home; part of every agreement id and every signature, with
/// separate keys, so that the three can never meet (AB34).
enum class Environment { live, exercise, training };

}  // namespace entente::act

template <>
struct entente::Names<entente::act::Environment> {
  static constexpr std::pair<act::Environment, std::string_view> kRows[] = {
      {act::Environment::live, "live"},
      {act::Environment::exercise, "exercise"},
      {act::Environment::training, "training"}};
};
