#include "registry/facility.h"

#include <algorithm>

namespace entente::registry {

void Facility::apply(const Trace& trace, const act::FacilityEnter& body) {
  facility = body.facility;
  name = body.name;
  accreditations.push_back({body.levels, body.from, body.until, body.zone, trace.effective_at});
}

void Facility::apply(const Trace&, const act::FacilityAppoint& body) {
  facility = body.facility;
  appointments.push_back({body.person, body.from, body.until, {}});
}

void Facility::apply(const Trace& trace, const act::FacilityRelieve& body) {
  for (Appointment& appointment : appointments) {
    if (appointment.person == body.person && !appointment.relieved_at) {
      appointment.relieved_at = trace.effective_at;
    }
  }
}

bool Facility::accredited(Instant now) const {
  const CivilDate today = now.date_in(zone());
  return entered() && accreditations.back().from <= today && today <= accreditations.back().until;
}

bool Facility::has_officer(Instant now) const {
  const CivilDate today = now.date_in(zone());
  return std::any_of(appointments.begin(), appointments.end(), [&](const Appointment& each) {
    return !each.relieved_at && each.from <= today && today <= each.until;
  });
}

bool Facility::accredited_for(const Name& level, Instant now) const {
  if (!accredited(now)) {
    return false;
  }
  const auto& levels = accreditations.back().levels;
  return std::find(levels.begin(), levels.end(), level) != levels.end();
}

bool Facility::appoints(const PersonId& person) const {
  return std::any_of(appointments.begin(), appointments.end(), [&](const Appointment& each) {
    return each.person == person && !each.relieved_at;
  });
}

bool Facility::open_for(const Name& level, Instant now) const {
  return accredited_for(level, now) && has_officer(now);
}

std::optional<DaysBetween> Facility::days_of(const Appointment& appointment) const {
  CivilDate until = appointment.until;
  if (appointment.relieved_at) {
    until = std::min(until, appointment.relieved_at->date_in(zone()).minus(Days{1}));
  }
  return until < appointment.from ? std::nullopt
                                  : std::optional(DaysBetween{appointment.from, until});
}

std::vector<DaysBetween> Facility::gaps() const {
  if (!entered()) {
    return {};
  }
  std::vector<DaysBetween> covered;
  for (const Appointment& appointment : appointments) {
    if (const auto days = days_of(appointment)) {
      covered.push_back(*days);
    }
  }
  std::sort(covered.begin(), covered.end(),
            [](const DaysBetween& a, const DaysBetween& b) { return a.from < b.from; });
  const Accreditation& whole = accreditations.back();
  std::vector<DaysBetween> gaps;
  CivilDate next = whole.from;  // the first day that nothing before covers
  for (const DaysBetween& days : covered) {
    if (next < days.from && next <= whole.until) {
      gaps.push_back({next, std::min(days.from.minus(Days{1}), whole.until)});
    }
    next = std::max(next, days.until.plus(Days{1}));
  }
  if (next <= whole.until) {
    gaps.push_back({next, whole.until});
  }
  return gaps;
}

}  // namespace entente::registry
