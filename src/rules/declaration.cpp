#include <algorithm>

#include "rules/check.h"
#include "rules/rule_table.h"

/// What a party tells the other: authorities, systems, assurances, incidents, refusals.
namespace entente::rules {
namespace {

Decision always() {
  Decision decision;
  decision.require(kAlways, true);
  return decision;
}

const label::Level* level_of_party(const Case& c, const Name& level) {
  const label::MarkingScheme* scheme = c.agreement().profile.equivalence().scheme(c.issuer);
  return scheme == nullptr ? nullptr : scheme->find_level(level);
}

}  // namespace

/// Whether the known party key vouches for the new keys is the node's to check, before any rule.
Decision check(const Case&, const act::KeyAnnounce&) { return always(); }

/// T14: epochs are closed one after the other. What of them can be proved is the node's to check.
Decision check(const Case& c, const act::LedgerRecover& body) {
  Decision decision;
  const auto& closed = c.agreement().shared.closed_epochs(c.issuer);
  const auto recorded =
      std::ranges::count_if(closed, [](const auto& each) { return each.recorded; });
  decision.require(kEpochOrder, body.epoch == static_cast<std::uint64_t>(recorded) + 1,
                   "It is not the log's present epoch.");
  return decision;
}

Decision check(const Case& c, const act::LedgerAcceptRecovery& body) {
  Decision decision;
  const auto& closed = c.agreement().shared.closed_epochs(body.party);
  const auto accepted =
      std::ranges::count_if(closed, [&](const auto& each) { return each.accepted_by(c.issuer); });
  const bool of_another =
      body.party != c.issuer && c.agreement().profile.party(body.party) != nullptr;
  if (decision.require(kRole, of_another, "A party accepts the recovery of another's log.")) {
    decision.require(kEpochOrder, body.epoch == static_cast<std::uint64_t>(accepted) + 1,
                     "It is not the epoch in which that log is known.");
  }
  return decision;
}

Decision check(const Case& c, const act::AuthorityNotify& body) {
  Decision decision;
  if (decision.require(kRole, c.agreement().profile.party(c.issuer) != nullptr)) {
    decision.require(kActOrder, !body.until || body.from <= *body.until,
                     "The authority would end before it begins.");
  }
  return decision;
}

Decision check(const Case& c, const act::SystemAccredit& body) {
  Decision decision;
  if (decision.require(kCovered, level_of_party(c, body.level) != nullptr,
                       "The level is not one of the issuer's scheme.")) {
    decision.require(kActOrder, body.from <= body.until,
                     "The accreditation would end before it begins.");
  }
  return decision;
}

Decision check(const Case& c, const act::AssuranceGive& body) {
  Decision decision;
  if (!decision.require(kCovered, level_of_party(c, body.level) != nullptr,
                        "The level is not one of the issuer's scheme.")) {
    return decision;
  }
  decision.require(kAssured,
                   body.recipients_cleared && body.official_need && body.equivalent_protection,
                   "One of the three statements of Art. 7(5) is missing.");
  return decision;
}

Decision check(const Case&, const act::IncidentReport&) { return always(); }

Decision check(const Case& c, const act::IncidentAcknowledge& body) {
  Decision decision;
  const registry::Incident* incident = c.agreement().shared.incident(body.incident);
  if (!decision.require(kKnown, incident != nullptr) ||
      !decision.require(kRole, incident->reported_by != c.issuer,
                        "A party does not acknowledge its own report.")) {
    return decision;
  }
  decision.require(kActOrder, !incident->acknowledged_at, "It has been acknowledged already.");
  return decision;
}

Decision check(const Case& c, const act::IncidentResults& body) {
  Decision decision;
  const registry::Incident* incident = c.agreement().shared.incident(body.incident);
  if (!decision.require(kKnown, incident != nullptr) ||
      !decision.require(kRole, incident->reported_by == c.issuer,
                        "The party that reported it investigates it.")) {
    return decision;
  }
  decision.require(kActOrder, !incident->results_at, "Its results have been told already.");
  return decision;
}

Decision check(const Case& c, const act::LawNotify& body) {
  Decision decision;
  if (decision.require(kRole, c.agreement().profile.party(c.issuer) != nullptr)) {
    decision.require(kLawTold, !body.title.empty() && !body.text.empty(),
                     "It has neither a title nor a text.");
  }
  return decision;
}

Decision check(const Case& c, const act::LawAcknowledge& body) {
  Decision decision;
  const registry::LawNotice* notice = c.agreement().shared.law_notice(body.notice);
  if (!decision.require(kKnown, notice != nullptr && notice->notified_at) ||
      !decision.require(kRole, notice->by != c.issuer,
                        "A party does not acknowledge its own notice.")) {
    return decision;
  }
  decision.require(kActOrder, !notice->acknowledged_by(c.issuer),
                   "It has been acknowledged already.");
  return decision;
}

Decision check(const Case&, const act::VerdictRefuse&) { return always(); }

}  // namespace entente::rules
