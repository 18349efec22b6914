#include <fmt/format.h>

#include <algorithm>

#include "rules/check.h"
#include "rules/rule_table.h"

/// Art. 16: contractors, their subcontractors and their people.
namespace entente::rules {
namespace {

/// The contractor of the own house that the act is about; null after a denial.
const registry::Contractor* require_known(Decision& decision, const Case& c, const Name& code) {
  if (!decision.require(kHouseOrder, c.own())) {
    return nullptr;
  }
  const registry::Contractor* contractor = c.view.house.contractor(code);
  return decision.require(kKnown, contractor != nullptr, "The contractor has not been entered.")
             ? contractor
             : nullptr;
}

/// Whether the text of the agreement at hand, and that one, names the condition.
bool names_condition(const Case& c, const Name& agreement, const Name& condition) {
  if (c.view.agreement == nullptr || c.agreement().profile.id() != agreement) {
    return false;
  }
  const auto& all = c.agreement().profile.clauses().contractor_conditions;
  return std::any_of(all.begin(), all.end(),
                     [&](const auto& each) { return each.code == condition; });
}

/// R16.1: what the contractor, or one above it, does not meet today; nothing if all is met.
std::optional<std::string> lapse_of(const Case& c,
                                    const std::vector<const registry::Contractor*>& line) {
  const agreement::Profile& profile = c.agreement().profile;
  for (const registry::Contractor* contractor : line) {
    for (const auto& condition : profile.clauses().contractor_conditions) {
      if (!contractor->meets(profile.id(), condition.code, c.view.now)) {
        return fmt::format("{} does not meet {} ({}) today.", contractor->contractor.text(),
                           condition.code.text(), condition.article);
      }
    }
  }
  return std::nullopt;
}

/// The clause of the item's level lets contractors have it, or the originating party approved this
/// one by name.
bool clause_permits(const Case& c, const registry::Item& item,
                    const registry::Contractor& contractor) {
  const label::Level* level = level_to_read(c, item);
  const agreement::LevelClause* clause =
      level == nullptr ? nullptr : c.agreement().profile.level_clause(level->code);
  if (clause == nullptr || clause->contractor == agreement::Consent::forbidden) {
    return false;
  }
  return clause->contractor == agreement::Consent::free ||
         std::any_of(item.consents.begin(), item.consents.end(), [&](const auto& consent) {
           return consent.kind == act::ConsentKind::third_party &&
                  consent.recipient == contractor.name && consent_stands(c, item, consent);
         });
}

}  // namespace

bool contractor_may_have(const Case& c, const registry::Item& item,
                         const registry::Person& person) {
  if (!person.contractor) {
    return true;
  }
  const auto line = c.view.house.contractor_line(*person.contractor);
  return !line.empty() && !lapse_of(c, line) && clause_permits(c, item, *line.front());
}

bool require_contractor(Decision& decision, const Case& c, const registry::Item& item,
                        const registry::Person& person) {
  if (!person.contractor) {
    return true;
  }
  const auto line = c.view.house.contractor_line(*person.contractor);
  if (!decision.require(kSubcontract, !line.empty())) {
    return false;
  }
  const registry::Contractor& contractor = *line.front();
  if (!decision.require(kContractorPermitted, clause_permits(c, item, contractor))) {
    return false;
  }
  const auto lapse = lapse_of(c, line);
  return decision.require(kContractor, !lapse, lapse.value_or("")) &&
         decision.require(kInspected, contractor.inspected(person.facility, c.view.now)) &&
         decision.require(kBriefed,
                          contractor.briefed(person.person, person.entries.back().stay.from));
}

Decision check(const Case& c, const act::ContractorEnter& body) {
  Decision decision;
  if (!decision.require(kHouseOrder, c.own())) {
    return decision;
  }
  bool in_tree = true;
  if (body.parent) {
    const auto above = c.view.house.contractor_line(*body.parent);
    in_tree = !above.empty() && std::none_of(above.begin(), above.end(), [&](const auto* each) {
      return each->contractor == body.contractor;
    });
  }
  decision.require(kSubcontract, in_tree);
  return decision;
}

Decision check(const Case& c, const act::ContractorCondition& body) {
  Decision decision;
  const registry::Contractor* contractor = require_known(decision, c, body.contractor);
  if (contractor == nullptr ||
      !decision.require(kKnown, names_condition(c, body.agreement, body.condition),
                        "The agreement's text names no such condition.")) {
    return decision;
  }
  decision.require(kContractor,
                   !body.evidence.empty() && c.view.now.date_in(contractor->zone) <= body.until,
                   "A condition has evidence, and ends on a day to come.");
  return decision;
}

Decision check(const Case& c, const act::ContractorLapse& body) {
  Decision decision;
  if (const registry::Contractor* contractor = require_known(decision, c, body.contractor)) {
    const auto* condition = contractor->condition(body.agreement, body.condition);
    decision.require(kActOrder, condition != nullptr && !condition->lapsed,
                     "There is no evidence for that condition that could lapse.");
  }
  return decision;
}

Decision check(const Case& c, const act::ContractorInspect& body) {
  Decision decision;
  const registry::Contractor* contractor = require_known(decision, c, body.contractor);
  if (contractor == nullptr) {
    return decision;
  }
  if (decision.require(kKnown, c.view.house.entered_facility(body.facility) != nullptr,
                       "The facility has not been entered.")) {
    const CivilDate today = c.view.now.date_in(contractor->zone);
    decision.require(kInspected, body.on <= today && body.on < body.next_due,
                     "An inspection was made, and the next one is due after it.");
  }
  return decision;
}

Decision check(const Case& c, const act::ContractorBrief& body) {
  Decision decision;
  if (require_known(decision, c, body.contractor) == nullptr) {
    return decision;
  }
  const registry::Person* person = c.view.house.registered(body.person);
  if (decision.require(kOnRegister, person != nullptr)) {
    decision.require(kBriefed, person->contractor == body.contractor && !body.duties.empty(),
                     "The person is not one of that contractor, or no duties are named.");
  }
  return decision;
}

}  // namespace entente::rules
