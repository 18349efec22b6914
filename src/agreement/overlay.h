#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "agreement/profile.h"
#include "base/ids.h"

/// National overlays (Art. 1, R1.1): what a party's own law asks on top of an agreement. An overlay
/// is the party's alone: no other party needs to hold it or to agree.
namespace entente::agreement {

/// An agreement's text under the law of one of its parties.
struct Overlaid {
  Profile profile;
  bool adds = false;  ///< whether it differs from the agreement's text at all
};

/// `text` with the overlay of `party`'s law on top; nothing where the overlay does not fit the text
/// (any more), which denies. Pure.
[[nodiscard]] std::optional<Overlaid> overlaid(const Profile& text, std::string_view overlay,
                                               const PartyCode& party);

/// An overlay for exercises: it says in so many words that no law adds anything.
[[nodiscard]] std::string neutral_overlay(const Profile& text, const PartyCode& party);

}  // namespace entente::agreement
