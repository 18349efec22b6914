#include "agreement/item_label.h"

#include "agreement/spif_export.h"

namespace entente::agreement {

label::LabelInformation information_of(const Profile& profile, const PartyCode& party,
                                       const Name& marking) {
  return {policy_of(profile, party), marking.text(), {}, {}};
}

label::OriginatorId labeller(const PartyCode& party) {
  return {label::OriginatorIdType::uri, "urn:entente:party:" + party.text()};
}

label::ConfidentialityLabel label_of(const Profile& profile, const ItemMark& mark,
                                     label::LabelKind kind) {
  const Party* party = profile.party(mark.party);
  ENTENTE_INVARIANT(party != nullptr);
  const CivilDate last = mark.until.value_or(mark.at.date_in(party->zone).plus(kLabelReview));
  label::ConfidentialityLabel made;
  made.kind = kind;
  made.id = mark.item.text();
  made.review = label::LabelTime{Instant::start_of(last.plus(Days{1}), party->zone)};
  made.body = {information_of(profile, mark.party, mark.marking), labeller(mark.party),
               label::LabelTime{mark.at}};
  return made;
}

}  // namespace entente::agreement
