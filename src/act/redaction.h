#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "act/body.h"
#include "format/fields.h"

/// Acts and records without a person's name (`person.erase`). Thread-safety: pure functions.
namespace entente::act {

/// Who is erased, and the id that stands in the person's place.
struct Redaction {
  PersonId person;
  PersonId pseudonym;
};

/// Stands where a text about the person stood.
inline constexpr std::string_view kErasedText = "(erased)";

template <class T>
bool redact(T& value, const Redaction& redaction, bool about = false);

/// A struct is about the person that its member `person` names; one who only did something in it is
/// named by another member.
template <format::Described T>
bool is_about(const T& value, const PersonId& person) {
  bool about = false;
  T::fields()([&](const auto& f) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value.*(f.member))>, PersonId>) {
      about = about || (f.name == "person" && value.*(f.member) == person);
    }
  });
  return about;
}

template <class T>
bool redact(std::vector<T>& values, const Redaction& redaction, bool about) {
  bool changed = false;
  for (T& value : values) {
    changed = redact(value, redaction, about) || changed;
  }
  return changed;
}
template <class T>
bool redact(std::optional<T>& value, const Redaction& redaction, bool about) {
  return value && redact(*value, redaction, about);
}

/// Puts the pseudonym in the person's place wherever `value` names the person, and `kErasedText` in
/// the place of every text in what is about the person. True if anything changed.
template <class T>
bool redact(T& value, const Redaction& redaction, bool about) {
  bool changed = false;
  if constexpr (std::is_same_v<T, PersonId>) {
    changed = value == redaction.person;
    if (changed) {
      value = redaction.pseudonym;
    }
  } else if constexpr (std::is_same_v<T, std::string>) {
    changed = about && !value.empty() && value != kErasedText;
    if (changed) {
      value = kErasedText;
    }
  } else if constexpr (format::Described<T>) {
    const bool inside = about || is_about(value, redaction.person);
    T::fields()(
        [&](const auto& f) { changed = redact(value.*(f.member), redaction, inside) || changed; });
  }
  return changed;
}

/// The same for the body of any act.
[[nodiscard]] bool redact_body(Body& body, const Redaction& redaction);

}  // namespace entente::act
