#include <algorithm>

#include "rules/check.h"
#include "rules/rule_table.h"

/// Art. 10: where items may be, and who answers for the place.
namespace entente::rules {
namespace {

/// The facility of the own house that the act is about; null after a denial.
const registry::Facility* require_facility(Decision& decision, const Case& c, const Name& code) {
  if (!decision.require(kHouseOrder, c.own())) {
    return nullptr;
  }
  const registry::Facility* facility = c.view.house.entered_facility(code);
  decision.require(kKnown, facility != nullptr, "The facility has not been entered.");
  return facility;
}

/// R10.1: the facility may take in an item of that level today. A text may ask for no officer.
bool takes_in(const Case& c, const registry::Facility& facility, const Name& level) {
  const bool officer_asked = c.agreement().profile.clauses().facilities.officer;
  return officer_asked ? facility.open_for(level, c.view.now)
                       : facility.accredited_for(level, c.view.now);
}

}  // namespace

Decision check(const Case& c, const act::FacilityEnter& body) {
  Decision decision;
  if (decision.require(kHouseOrder, c.own())) {
    decision.require(kFacility, !body.levels.empty() && body.from <= body.until,
                     "A facility names its levels, and its accreditation ends after it begins.");
  }
  return decision;
}

Decision check(const Case& c, const act::FacilityAppoint& body) {
  Decision decision;
  if (require_facility(decision, c, body.facility) == nullptr) {
    return decision;
  }
  const registry::Person* person = c.view.house.registered(body.person);
  if (decision.require(kOnRegister, person != nullptr && person->facility == body.facility,
                       "The officer is on the register of that very facility.")) {
    decision.require(kFacility, body.from <= body.until, "An appointment ends after it begins.");
  }
  return decision;
}

Decision check(const Case& c, const act::FacilityRelieve& body) {
  Decision decision;
  const registry::Facility* facility = require_facility(decision, c, body.facility);
  if (facility != nullptr) {
    decision.require(kActOrder, facility->appoints(body.person),
                     "The person is not appointed there.");
  }
  return decision;
}

bool require_open_facility(Decision& decision, const Case& c, const label::Level* level) {
  if (!c.own()) {
    return true;
  }
  const auto& all = c.view.house.facilities();
  const bool open = level != nullptr && std::any_of(all.begin(), all.end(), [&](const auto& each) {
                      return takes_in(c, each.second, level->code);
                    });
  return decision.require(kFacility, open,
                          "No facility of this party may take in an item of that level today.");
}

bool require_open_facility_of(Decision& decision, const Case& c, const PersonId& person,
                              const label::Level* level) {
  if (!c.own()) {
    return true;
  }
  const registry::Person* found = c.view.house.registered(person);
  const registry::Facility* facility =
      found == nullptr ? nullptr : c.view.house.facility(found->facility);
  const bool open = facility != nullptr && level != nullptr && takes_in(c, *facility, level->code);
  return decision.require(kFacility, open,
                          "The facility of the person who registers it is not one today.");
}

}  // namespace entente::rules
