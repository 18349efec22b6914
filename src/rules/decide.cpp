#include "rules/decide.h"

#include <algorithm>

#include "rules/check.h"
#include "rules/rule_table.h"

namespace entente::rules {

CivilDate Case::today(const PartyCode& party) const {
  const agreement::Party* found = agreement().profile.party(party);
  // A party that the profile does not know is denied by its own rule; the date is then of no use.
  return view.now.date_in(found == nullptr ? kUtc : found->zone);
}

const registry::Item* require_item(Decision& decision, const Case& c, const ItemId& id) {
  const registry::Item* item = c.item(id);
  const bool known = item != nullptr && item->stage != registry::Stage::unknown;
  return decision.require(kKnown, known) ? item : nullptr;
}

const label::Marking* marking_of(const Case& c, const PartyCode& party, const Name& code,
                                 std::string_view text) {
  const label::MarkingScheme* scheme = c.agreement().profile.equivalence().scheme(party);
  const label::Marking* marking = scheme == nullptr ? nullptr : scheme->find(code);
  const bool written =
      marking != nullptr &&
      (marking->text == text || std::find(marking->variants.begin(), marking->variants.end(),
                                          text) != marking->variants.end());
  return written ? marking : nullptr;
}

const label::Level* level_to_read(const Case& c, const registry::Item& item) {
  const label::Equivalence& equivalence = c.agreement().profile.equivalence();
  const label::MarkingScheme* scheme = equivalence.scheme(item.receiving_party);
  const label::Marking* own = scheme == nullptr ? nullptr : scheme->find(item.own_marking);
  if (own == nullptr || item.reclassifications.empty()) {
    return own == nullptr ? nullptr : &scheme->level_of(*own);
  }
  const CivilDate changed_on = item.reclassifications.back().at.date_in(
      c.agreement().profile.party(item.originating_party)->zone);
  const auto answer = equivalence.lookup_code(item.originating_party, item.current_marking(),
                                              item.receiving_party, changed_on);
  const label::Level& level = scheme->level_of(*own);
  return answer.level != nullptr && answer.level->rank > level.rank ? answer.level : &level;
}

bool is_officer(const Case& c, const PersonId& person) {
  const registry::Person* found = c.view.house.person(person);
  return found != nullptr &&
         (found->has(act::Role::registry_officer) || found->has(act::Role::security_officer));
}

bool known_person(const Case& c, const PersonId& person) {
  return !person.empty() && (!c.own() || c.view.house.person(person) != nullptr);
}

bool consent_counts(const Case& c, const registry::Item& item, const registry::Consent& consent) {
  return consent.granted && !consent.revoked && consent.until &&
         c.today(item.originating_party) <= *consent.until && consent.uses < consent.uses_allowed;
}

bool purpose_allowed(const Case& c, const registry::Item& item, const Name& purpose) {
  if (purpose == item.purpose) {
    return true;
  }
  return std::any_of(item.consents.begin(), item.consents.end(), [&](const auto& consent) {
    return consent.kind == act::ConsentKind::purpose && consent.purpose == purpose &&
           consent_counts(c, item, consent);
  });
}

Decision decide(const StateView& view, const PartyCode& issuer, const act::Body& body) {
  const Case c{view, issuer};
  return std::visit([&](const auto& b) { return check(c, b); }, body);
}

}  // namespace entente::rules
