#include <algorithm>

#include "rules/check.h"
#include "rules/rule_table.h"

/// Art. 6(a) and 6(c): what the originating party may approve, and what may be done with it.
namespace entente::rules {

Decision check(const Case& c, const act::ConsentRequest& body) {
  Decision decision;
  const registry::Item* item = require_item(decision, c, body.item);
  if (item == nullptr || !decision.require(kRole, item->receiving_party == c.issuer) ||
      !decision.require(kActOrder, item->held(), "The item is not held.")) {
    return decision;
  }
  const bool named =
      body.kind == act::ConsentKind::third_party ? !body.recipient.empty() : body.recipient.empty();
  if (decision.require(kConsentAsked, named, "A third party is asked for by its exact name.")) {
    decision.require(kPurposeNamed, c.agreement().profile.purpose(body.purpose) != nullptr);
  }
  return decision;
}

Decision check(const Case& c, const act::ConsentGrant& body) {
  Decision decision;
  const registry::Item* item = require_item(decision, c, body.item);
  if (item == nullptr || !decision.require(kRole, item->originating_party == c.issuer)) {
    return decision;
  }
  const registry::Consent* consent = item->consent(body.request);
  if (!decision.require(kKnown, consent != nullptr) ||
      !decision.require(kActOrder, !consent->granted && !consent->revoked,
                        "The request has been answered already.") ||
      !decision.require(kConsentAsked, body.uses > 0 && c.today(c.issuer) <= body.until)) {
    return decision;
  }
  if (decision.require(kOwnDecision, !c.own() || is_officer(c, body.approved_by),
                       "No officer of the register has approved it.")) {
    require_originators_consent(decision, c, *item, body.item, body);
  }
  return decision;
}

Decision check(const Case& c, const act::ConsentRevoke& body) {
  Decision decision;
  const registry::Item* item = require_item(decision, c, body.item);
  if (item == nullptr || !decision.require(kRole, item->originating_party == c.issuer)) {
    return decision;
  }
  const registry::Consent* consent = item->consent(body.request);
  if (decision.require(kKnown, consent != nullptr)) {
    decision.require(kActOrder, !consent->revoked, "The consent has been revoked already.");
  }
  return decision;
}

namespace {

/// The consent that a party of the quorum may speak about; null after a denial.
const registry::Consent* require_quorum(Decision& decision, const Case& c, const ItemId& id,
                                        const ActId& request) {
  const registry::Item* item = require_item(decision, c, id);
  if (item == nullptr) {
    return nullptr;
  }
  const agreement::Quorum quorum = consent_quorum(c, *item);
  const bool asked = !quorum.originator_alone && c.issuer != item->originating_party &&
                     agreement::is_among(quorum.of, c.issuer);
  if (!decision.require(kRole, asked, "The agreement asks that party for no agreement to it.")) {
    return nullptr;
  }
  const registry::Consent* consent = item->consent(request);
  return decision.require(kKnown, consent != nullptr) ? consent : nullptr;
}

}  // namespace

Decision check(const Case& c, const act::ConsentConcur& body) {
  Decision decision;
  const registry::Consent* consent = require_quorum(decision, c, body.item, body.request);
  if (consent == nullptr) {
    return decision;
  }
  const bool answered = agreement::is_among(consent->concurring, c.issuer) ||
                        agreement::is_among(consent->objecting, c.issuer);
  if (decision.require(kActOrder, !consent->revoked && !answered,
                       "The request has been answered already.")) {
    decision.require(kOwnDecision, !c.own() || is_officer(c, body.approved_by),
                     "No officer of the register has approved it.");
  }
  return decision;
}

Decision check(const Case& c, const act::ConsentObject& body) {
  Decision decision;
  const registry::Consent* consent = require_quorum(decision, c, body.item, body.request);
  if (consent != nullptr) {
    decision.require(kActOrder, !agreement::is_among(consent->objecting, c.issuer),
                     "The party has objected already.");
  }
  return decision;
}

Decision check(const Case& c, const act::ItemTransfer& body) {
  Decision decision;
  const registry::Item* item = require_item(decision, c, body.item);
  if (item == nullptr || !decision.require(kRole, item->receiving_party == c.issuer)) {
    return decision;
  }
  const registry::Consent* consent = body.consent ? item->consent(*body.consent) : nullptr;
  const bool approved = consent != nullptr && consent->kind == act::ConsentKind::third_party &&
                        consent_counts(c, *item, *consent) && consent->recipient == body.recipient;
  if (!decision.require(kNoThirdParty, approved) ||
      !decision.require(kPurposeKept, consent->purpose == body.purpose) ||
      !decision.require(kInForce, c.agreement().standing.exchange_allowed) ||
      !decision.require(kNoHold,
                        c.agreement().shared.active_hold(c.issuer, body.item) == nullptr)) {
    return decision;
  }
  if (decision.require(kOnRegister, known_person(c, body.by))) {
    decision.require(kActOrder, item->stage == registry::Stage::registered,
                     "Only a registered item is handed on.");
  }
  return decision;
}

}  // namespace entente::rules
