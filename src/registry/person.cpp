#include "registry/person.h"

#include <algorithm>

namespace entente::registry {

bool ClearanceOf::counted(Instant at) const {
  const CivilDate day = at.date_in(zone);
  const bool paused = std::any_of(suspensions.begin(), suspensions.end(),
                                  [&](const Span& s) { return s.covers(at); });
  return known.covers(at) && !paused && from <= day && day <= until;
}

void Person::apply(const Trace& trace, const act::PersonEnrol& body) {
  person = body.person;
  name = body.name;
  left_by.reset();
  if (on_register() && facility == body.facility && roles == body.roles &&
      contractor == body.contractor) {
    return;
  }
  if (on_register()) {
    entries.back().stay.until = trace.effective_at;
  }
  facility = body.facility;
  roles = body.roles;
  contractor = body.contractor;
  entries.push_back({facility, roles, {trace.effective_at, {}}, contractor});
}

void Person::apply(const Trace& trace, const act::PersonLeave& body) {
  if (on_register()) {
    entries.back().stay.until = trace.effective_at;
    left_by = body.id;
  }
  end_clearance(trace.effective_at);
}

void Person::apply(const Trace& trace, const act::ClearanceGrant& body) {
  end_clearance(trace.effective_at);
  clearance =
      ClearanceOf{body.levels, body.from, body.until, body.zone, {trace.effective_at, {}}, {}};
}

void Person::apply(const Trace& trace, const act::ClearanceRevoke&) {
  end_clearance(trace.effective_at);
}

void Person::apply(const Trace& trace, const act::ClearanceSuspend&) {
  if (clearance && !clearance->suspended()) {
    clearance->suspensions.push_back({trace.effective_at, {}});
  }
}

void Person::apply(const Trace& trace, const act::ClearanceResume&) {
  if (clearance && clearance->suspended()) {
    clearance->suspensions.back().until = trace.effective_at;
  }
}

void Person::end_clearance(Instant at) {
  if (clearance) {
    clearance->known.until = at;
    past_clearances.push_back(std::move(*clearance));
    clearance.reset();
  }
}

bool Person::has(act::Role role) const {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

bool Person::erased() const { return left_by && person == erased_person(*left_by); }

bool Person::cleared_for(const Name& level, Instant now) const {
  if (!clearance || clearance->suspended()) {
    return false;
  }
  const CivilDate today = now.date_in(clearance->zone);
  const bool valid = clearance->from <= today && today <= clearance->until;
  return valid && std::find(clearance->levels.begin(), clearance->levels.end(), level) !=
                      clearance->levels.end();
}

const RegisterEntry* Person::entry_at(Instant at) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const RegisterEntry& e) { return e.stay.covers(at); });
  return found == entries.end() ? nullptr : &*found;
}

const ClearanceOf* Person::clearance_at(Instant at) const {
  if (clearance && clearance->counted(at)) {
    return &*clearance;
  }
  const auto found = std::find_if(past_clearances.begin(), past_clearances.end(),
                                  [&](const ClearanceOf& past) { return past.counted(at); });
  return found == past_clearances.end() ? nullptr : &*found;
}

PersonId erased_person(const ActId& left_by) {
  // An act's id is `act-` and random characters.
  return PersonId::parse("erased." + left_by.text().substr(left_by.text().find('-') + 1)).value();
}

}  // namespace entente::registry
