#pragma once

#include <optional>

#include "agreement/profile.h"
#include "base/ids.h"
#include "label/confidentiality_label.h"

namespace entente::agreement {

/// What an act of a party says of an item's confidentiality.
struct ItemMark {
  ItemId item;
  PartyCode party;  ///< that marks, by one of its own markings
  Name marking;
  Instant at;
  std::optional<CivilDate> until;  ///< the last day on which the item may be used
};

/// A label without a last day is looked at again after as many days as the agreement itself runs
/// before it is renewed (Art. 21(2)).
inline constexpr Days kLabelReview{365};

/// The marking as a label says it: the party's policy under the agreement, as `spif_of` exports it,
/// and the marking's code as its classification. The party must be one of the profile.
[[nodiscard]] label::LabelInformation information_of(const Profile& profile, const PartyCode& party,
                                                     const Name& marking);

/// Who labels is the party: `urn:entente:party:CODE`.
[[nodiscard]] label::OriginatorId labeller(const PartyCode& party);

/// The label that the mark is (STANAG 4774): its Id is the item's, its originator the party that
/// marks, its time that of the act. The originating party's mark is an `originator` label, the
/// receiving party's an `alternative` one, whose originator is thereby the translator.
[[nodiscard]] label::ConfidentialityLabel label_of(const Profile& profile, const ItemMark& mark,
                                                   label::LabelKind kind);

}  // namespace entente::agreement
