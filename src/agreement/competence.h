#pragma once

#include "agreement/instrument.h"
#include "agreement/profile.h"
#include "base/result.h"

/// Who may bind a party: an instrument that some authority of the party gives by the agreement's
/// text is given by such an authority alone (Art. 21: notices go through the diplomatic channel).
/// Pure functions; thread-safe.
namespace entente::agreement {

/// Whether an authority can be the one to give such instruments: those that move the agreement or
/// change its text, and reviews.
[[nodiscard]] bool is_given(InstrumentKind kind);

/// Whether the text names an authority that gives such instruments for `party`, on whatever day.
[[nodiscard]] bool names_giver(const Profile& text, const PartyCode& party, InstrumentKind kind);

/// An authority that gives such instruments for `party` on `day`; nothing where the text names
/// none.
[[nodiscard]] std::optional<Name> competent_authority(const Profile& text, const PartyCode& party,
                                                      InstrumentKind kind, CivilDate day);

/// `agreement.not-competent` where `text` says which authorities give such an instrument for its
/// party, and `instrument` names none of them, or one outside its days. A text that says nothing
/// leaves it to the party.
[[nodiscard]] Status check_competence(const Profile& text, const Instrument& instrument);

}  // namespace entente::agreement
