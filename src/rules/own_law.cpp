#include "rules/check.h"
#include "rules/rule_table.h"

/// Art. 1 and 3: the house's own law, and what it has heard of changes at others.
namespace entente::rules {
namespace {

/// The act is submitted under the agreement that it names.
bool is_under(const Case& c, const AgreementId& agreement) {
  return c.view.agreement != nullptr && c.agreement().id == agreement;
}

}  // namespace

Decision check(const Case& c, const act::OverlayAdopt& body) {
  Decision decision;
  const bool named = !body.overlay.empty() && !body.version.empty();
  if (decision.require(kRole, c.own(), "A party's law is its own affair.")) {
    decision.require(kOverlayNamed, named && is_under(c, body.agreement));
  }
  return decision;
}

Decision check(const Case& c, const act::ChangeLearn& body) {
  Decision decision;
  const bool anothers = body.party != c.issuer && is_under(c, body.agreement) &&
                        c.agreement().profile.party(body.party) != nullptr;
  decision.require(kHeard,
                   anothers && !body.code.empty() && !body.text.empty() && !body.source.empty());
  return decision;
}

Decision check(const Case& c, const act::ChangeDismiss& body) {
  Decision decision;
  const registry::KnownChange* change = c.view.house.known_change(body.change);
  if (decision.require(kKnown, change != nullptr) &&
      decision.require(kActOrder, !change->dismissed_at, "It has been dismissed already.")) {
    decision.require(kHeard, !body.reason.empty(), "It is dismissed for a reason.");
  }
  return decision;
}

}  // namespace entente::rules
