#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "base/invariant.h"

namespace entente {

/// The names of an enumeration, one row each, as they appear in JSON, on the command line and on
/// screens. Specialise with `static constexpr std::pair<E, std::string_view> kRows[]`.
template <class E>
struct Names;

template <class E>
concept Named = requires { Names<E>::kRows; };

template <Named E>
[[nodiscard]] constexpr std::string_view name_of(E value) {
  for (const auto& [candidate, name] : Names<E>::kRows) {
    if (candidate == value) {
      return name;
    }
  }
  invariant_broken("enumerator has a name", __FILE__, __LINE__);
}

/// Nothing for a name that is in no row: unknown is never guessed.
template <Named E>
[[nodiscard]] constexpr std::optional<E> from_name(std::string_view name) {
  for (const auto& [value, candidate] : Names<E>::kRows) {
    if (candidate == name) {
      return value;
    }
  }
  return std::nullopt;
}

}  // namespace entente
