#include "agreement/overlay.h"

#include <fmt/format.h>

#include "agreement/profile_diff.h"

namespace entente::agreement {

std::optional<Overlaid> overlaid(const Profile& text, std::string_view overlay,
                                 const PartyCode& party) {
  Loaded loaded = text.with_overlay(overlay, "overlay.toml", party);
  if (!std::holds_alternative<Profile>(loaded)) {
    return std::nullopt;
  }
  Overlaid both{std::get<Profile>(std::move(loaded)), false};
  both.adds =
      !diff(text, both.profile).empty() || both.profile.clauses().contractor_conditions.size() !=
                                               text.clauses().contractor_conditions.size();
  return both;
}

std::string neutral_overlay(const Profile& text, const PartyCode& party) {
  return fmt::format(
      "# EXERCISE: no law is taken into account beside the agreement.\n"
      "[profile]\n"
      "id = \"exercise-neutral\"\n"
      "version = \"1\"\n"
      "extends = \"{}\"\n"
      "party = \"{}\"\n"
      "effective_from = 2000-01-01\n",
      text.id().text(), party.text());
}

}  // namespace entente::agreement
