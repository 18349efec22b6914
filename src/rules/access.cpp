#include "rules/check.h"
#include "rules/rule_table.h"

/// Art. 7: who may read. Rank is not an input: there is none in the view (I8).
namespace entente::rules {

Decision check(const Case& c, const act::ItemAccess& body) {
  Decision decision;
  const registry::Item* item = require_item(decision, c, body.item);
  if (item == nullptr || !decision.require(kRole, item->receiving_party == c.issuer && c.own()) ||
      !decision.require(kActOrder, item->stage == registry::Stage::registered,
                        "Only a registered item, marked by both sides, is read.") ||
      !decision.require(kAccessAllowed, c.agreement().standing.access_allowed) ||
      !decision.require(kNoHold,
                        c.agreement().shared.active_hold(c.issuer, body.item) == nullptr)) {
    return decision;
  }
  const registry::Person* person = c.view.house.person(body.person);
  const label::MarkingScheme* scheme = c.agreement().profile.equivalence().scheme(c.issuer);
  const label::Marking* marking = scheme->find(item->own_marking);
  if (!decision.require(kOnRegister, person != nullptr) ||
      !decision.require(kCleared,
                        marking != nullptr && person->cleared_for(marking->level, c.view.now)) ||
      !decision.require(kPurposeKept, purpose_allowed(c, *item, body.purpose))) {
    return decision;
  }
  const registry::NeedToKnow* need = c.view.house.need_to_know(body.person, body.item);
  const bool needed =
      need != nullptr && need->active && need->purpose == body.purpose && c.view.now < need->until;
  if (decision.require(kNeedToKnow, needed)) {
    decision.require(kNotExpired, !item->expires || c.today(c.issuer) <= *item->expires);
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
