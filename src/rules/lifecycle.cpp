#include "agreement/status.h"
#include "rules/check.h"
#include "rules/rule_table.h"

/// Art. 21: instruments. Whether one fits the state it meets is the agreement engine's to say.
namespace entente::rules {
namespace {

using agreement::Instrument;
using agreement::InstrumentKind;

Decision check_instrument(const Case& c, InstrumentKind kind, const ActId& id,
                          std::string refers_to = {}, std::optional<Digest> text = {}) {
  Decision decision;
  Instrument candidate;
  candidate.kind = kind;
  candidate.by = c.issuer;
  candidate.effective_at = c.view.now;
  candidate.known_at = c.view.now;
  candidate.id = id.text();
  candidate.refers_to = std::move(refers_to);
  candidate.text = text;
  const Status fits =
      agreement::admissible(c.agreement().texts, c.agreement().shared.instruments(), candidate);
  decision.require(kInstrumentOrder, fits.ok(),
                   fits.ok() ? std::string_view{} : fits.error().message());
  return decision;
}

Decision check_consent(const Case& c, InstrumentKind kind, const act::ConsentToText& body) {
  return check_instrument(c, kind, body.id, body.refers_to.value_or(ActId()).text(), body.text);
}

}  // namespace

Decision check(const Case& c, const act::AgreementSign& body) {
  return check_instrument(c, InstrumentKind::signature, body.id);
}
Decision check(const Case& c, const act::AgreementNotify& body) {
  return check_instrument(c, InstrumentKind::completion_notice, body.id);
}
Decision check(const Case& c, const act::AgreementNotice& body) {
  return check_instrument(c, InstrumentKind::termination_notice, body.id);
}
Decision check(const Case& c, const act::AgreementSuspendNotice& body) {
  return check_instrument(c, InstrumentKind::notice_suspension, body.id, body.refers_to.text());
}
Decision check(const Case& c, const act::AgreementReviveNotice& body) {
  return check_instrument(c, InstrumentKind::notice_revival, body.id, body.refers_to.text());
}
Decision check(const Case& c, const act::AgreementWithdrawNotice& body) {
  return check_instrument(c, InstrumentKind::notice_withdrawal, body.id, body.refers_to.text());
}
Decision check(const Case& c, const act::AgreementWithdrawSuspension& body) {
  return check_instrument(c, InstrumentKind::suspension_withdrawal, body.id, body.refers_to.text());
}

Decision check(const Case& c, const act::AgreementAmend& body) {
  return check_consent(c, InstrumentKind::amendment, body);
}
Decision check(const Case& c, const act::AgreementSupplement& body) {
  return check_consent(c, InstrumentKind::supplement, body);
}
Decision check(const Case& c, const act::AgreementSuspend& body) {
  return check_instrument(c, InstrumentKind::agreement_suspension, body.id);
}
Decision check(const Case& c, const act::AgreementResume& body) {
  return check_instrument(c, InstrumentKind::agreement_resumption, body.id, body.refers_to.text());
}
Decision check(const Case& c, const act::AgreementReplace& body) {
  return check_instrument(c, InstrumentKind::replacement, body.id, body.newer.text());
}
Decision check(const Case& c, const act::AgreementReview& body) {
  return check_instrument(c, InstrumentKind::review, body.id);
}
Decision check(const Case& c, const act::AgreementConfirm& body) {
  return check_instrument(c, InstrumentKind::confirmation, body.id, body.refers_to.text());
}

Decision check(const Case&, const act::AgreementHold&) {
  Decision decision;
  decision.require(kAlways, true);
  return decision;
}

Decision check(const Case& c, const act::AgreementUnhold& body) {
  Decision decision;
  const registry::Hold* hold = c.agreement().shared.hold(body.hold);
  if (!decision.require(kKnown, hold != nullptr) ||
      !decision.require(kRole, hold->by == c.issuer)) {
    return decision;
  }
  decision.require(kActOrder, hold->active, "The hold has ended already.");
  return decision;
}

}  // namespace entente::rules
