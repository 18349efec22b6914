#include <algorithm>

#include "agreement/errors.h"
#include "agreement/status.h"
#include "rules/check.h"
#include "rules/rule_table.h"

/// Art. 21: instruments. Whether one fits the state it meets is the agreement engine's to say.
namespace entente::rules {
namespace {

using agreement::Instrument;
using agreement::InstrumentKind;

Decision check_candidate(const Case& c, Instrument candidate) {
  Decision decision;
  candidate.by = c.issuer;
  candidate.effective_at = c.view.now;
  candidate.known_at = c.view.now;
  const Status fits =
      agreement::admissible(c.agreement().texts, c.agreement().shared.instruments(), candidate);
  const std::string_view why = fits.ok() ? std::string_view{} : fits.error().message();
  const bool competent = fits.ok() || !fits.error().is(agreement::kNotCompetent);
  if (decision.require(kInstrumentAuthority, competent, why)) {
    decision.require(kInstrumentOrder, fits.ok(), why);
  }
  return decision;
}

template <class Body>
Decision check_instrument(const Case& c, InstrumentKind kind, const Body& body,
                          std::string refers_to = {}, std::optional<Digest> text = {}) {
  Instrument candidate;
  candidate.kind = kind;
  candidate.id = body.id.text();
  candidate.authority = body.authority;
  candidate.refers_to = std::move(refers_to);
  candidate.text = text;
  return check_candidate(c, std::move(candidate));
}

bool holds_text(const AgreementView& agreement, InstrumentKind kind, const Digest& text) {
  if (kind == InstrumentKind::amendment) {
    return agreement.texts.amended(text) != nullptr;
  }
  return std::ranges::find(agreement.supplements, text, &agreement::SupplementText::text) !=
         agreement.supplements.end();
}

Decision check_consent(const Case& c, InstrumentKind kind, const act::ConsentToText& body) {
  Decision decision =
      check_instrument(c, kind, body, body.refers_to.value_or(ActId()).text(), body.text);
  if (decision.permitted() && c.own()) {
    decision.require(kTextHeld, holds_text(c.agreement(), kind, body.text), body.text.hex());
  }
  return decision;
}

}  // namespace

Decision check(const Case& c, const act::AgreementSign& body) {
  return check_instrument(c, InstrumentKind::signature, body);
}
Decision check(const Case& c, const act::AgreementNotify& body) {
  return check_instrument(c, InstrumentKind::completion_notice, body);
}
Decision check(const Case& c, const act::AgreementNotice& body) {
  return check_instrument(c, InstrumentKind::termination_notice, body);
}
Decision check(const Case& c, const act::AgreementSuspendNotice& body) {
  return check_instrument(c, InstrumentKind::notice_suspension, body, body.refers_to.text());
}
Decision check(const Case& c, const act::AgreementReviveNotice& body) {
  return check_instrument(c, InstrumentKind::notice_revival, body, body.refers_to.text());
}
Decision check(const Case& c, const act::AgreementWithdrawNotice& body) {
  return check_instrument(c, InstrumentKind::notice_withdrawal, body, body.refers_to.text());
}
Decision check(const Case& c, const act::AgreementWithdrawSuspension& body) {
  return check_instrument(c, InstrumentKind::suspension_withdrawal, body, body.refers_to.text());
}

Decision check(const Case& c, const act::AgreementAmend& body) {
  return check_consent(c, InstrumentKind::amendment, body);
}
Decision check(const Case& c, const act::AgreementSupplement& body) {
  return check_consent(c, InstrumentKind::supplement, body);
}
Decision check(const Case& c, const act::AgreementSuspend& body) {
  return check_instrument(c, InstrumentKind::agreement_suspension, body);
}
Decision check(const Case& c, const act::AgreementResume& body) {
  return check_instrument(c, InstrumentKind::agreement_resumption, body, body.refers_to.text());
}
Decision check(const Case& c, const act::AgreementReplace& body) {
  return check_instrument(c, InstrumentKind::replacement, body, body.newer.text());
}
Decision check(const Case& c, const act::AgreementReview& body) {
  return check_instrument(c, InstrumentKind::review, body);
}
Decision check(const Case& c, const act::AgreementConfirm& body) {
  return check_instrument(c, InstrumentKind::confirmation, body, body.refers_to.text());
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
