#include "rules/check.h"
#include "rules/rule_table.h"

/// Art. 7: who may read. Rank is not an input: there is none in the view (I8).
namespace entente::rules {

bool require_reader(Decision& decision, const Case& c, const registry::Item& item, const ItemId& id,
                    const PersonId& reader, const Name& purpose) {
  if (!decision.require(kRole, item.receiving_party == c.issuer && c.own()) ||
      !decision.require(kActOrder, item.stage == registry::Stage::registered,
                        "Only a registered item, marked by both sides, is read or copied.") ||
      !decision.require(kAccessAllowed, c.agreement().standing.access_allowed) ||
      !decision.require(kNoHold, c.agreement().shared.active_hold(c.issuer, id) == nullptr)) {
    return false;
  }
  const registry::Person* person = c.view.house.person(reader);
  const label::Level* level = level_to_read(c, item);
  if (!decision.require(kOnRegister, person != nullptr) ||
      !decision.require(kCleared,
                        level != nullptr && person->cleared_for(level->code, c.view.now)) ||
      !decision.require(kPurposeKept, purpose_allowed(c, item, purpose))) {
    return false;
  }
  const registry::NeedToKnow* need = c.view.house.need_to_know(reader, id);
  const bool needed =
      need != nullptr && need->active && need->purpose == purpose && c.view.now < need->until;
  return decision.require(kNeedToKnow, needed) &&
         decision.require(kNotExpired, !item.expires || c.today(c.issuer) <= *item.expires) &&
         require_reading_permitted_by_all(decision, c, id, *person, purpose);
}

Decision check(const Case& c, const act::ItemAccess& body) {
  Decision decision;
  if (const registry::Item* item = require_item(decision, c, body.item)) {
    require_reader(decision, c, *item, body.item, body.person, body.purpose);
  }
  return decision;
}

Decision check(const Case& c, const act::NeedToKnowGrant& body) {
  Decision decision;
  const registry::Item* item = require_item(decision, c, body.item);
  if (item == nullptr || !decision.require(kRole, item->receiving_party == c.issuer && c.own()) ||
      !decision.require(kOnRegister, c.view.house.person(body.person) != nullptr) ||
      !decision.require(kTwoPersons,
                        body.approver != body.person && is_officer(c, body.approver))) {
    return decision;
  }
  if (decision.require(kPurposeKept, purpose_allowed(c, *item, body.purpose))) {
    decision.require(kNeedToKnow, c.view.now < body.until, "The need would have ended already.");
  }
  return decision;
}

}  // namespace entente::rules
