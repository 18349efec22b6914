#include "registry/contractor.h"

#include <algorithm>

namespace entente::registry {
namespace {

/// The newest of a list that `is` finds; null where there is none.
template <class T, class Is>
auto* newest(T& list, const Is& is) {
  const auto found = std::find_if(list.rbegin(), list.rend(), is);
  return found == list.rend() ? nullptr : &*found;
}

}  // namespace

void Contractor::apply(const Trace&, const act::ContractorEnter& body) {
  contractor = body.contractor;
  name = body.name;
  parent = body.parent;
  zone = body.zone;
}

void Contractor::apply(const Trace& trace, const act::ContractorCondition& body) {
  conditions.push_back({body.agreement,
                        body.condition,
                        body.evidence,
                        body.document,
                        body.until,
                        trace.effective_at,
                        {}});
}

void Contractor::apply(const Trace&, const act::ContractorLapse& body) {
  auto* found = newest(conditions, [&](const AttestedCondition& each) {
    return each.agreement == body.agreement && each.condition == body.condition;
  });
  if (found != nullptr && !found->lapsed) {
    found->lapsed = body.reason;
  }
}

void Contractor::apply(const Trace&, const act::ContractorInspect& body) {
  inspections.push_back({body.facility, body.on, body.result, body.findings, body.next_due});
}

void Contractor::apply(const Trace& trace, const act::ContractorBrief& body) {
  briefings.push_back({body.person, body.duties, trace.effective_at});
}

const AttestedCondition* Contractor::condition(const Name& agreement, const Name& code) const {
  return newest(conditions, [&](const AttestedCondition& each) {
    return each.agreement == agreement && each.condition == code;
  });
}

bool Contractor::meets(const Name& agreement, const Name& code, Instant now) const {
  const AttestedCondition* found = condition(agreement, code);
  return found != nullptr && !found->lapsed && now.date_in(zone) <= found->until;
}

const Inspection* Contractor::inspection(const Name& facility) const {
  return newest(inspections, [&](const Inspection& each) { return each.facility == facility; });
}

bool Contractor::inspected(const Name& facility, Instant now) const {
  const Inspection* found = inspection(facility);
  return found != nullptr && found->result == act::InspectionResult::passed &&
         now.date_in(zone) <= found->next_due;
}

bool Contractor::briefed(const PersonId& person, Instant since) const {
  return std::any_of(briefings.begin(), briefings.end(), [&](const Briefing& each) {
    return each.person == person && each.at >= since;
  });
}

}  // namespace entente::registry
