#pragma once

#include <optional>
#include <string>
#include <vector>

#include "act/body.h"
#include "registry/trace.h"

/// Art. 10: the places that may hold items, and who answers for each on which day.
namespace entente::registry {

struct Accreditation {
  std::vector<Name> levels;
  CivilDate from;
  CivilDate until;  ///< the last day that counts, in `zone`
  Zone zone;
  Instant entered_at;
  static constexpr auto fields() {
    using format::field;
    return members(field("levels", &Accreditation::levels), field("from", &Accreditation::from),
                   field("until", &Accreditation::until), field("zone", &Accreditation::zone),
                   field("entered_at", &Accreditation::entered_at));
  }
};

struct Appointment {
  PersonId person;
  CivilDate from;
  CivilDate until;  ///< both days included, in the facility's zone
  std::optional<Instant> relieved_at;
  static constexpr auto fields() {
    using format::field;
    return members(field("person", &Appointment::person), field("from", &Appointment::from),
                   field("until", &Appointment::until),
                   field("relieved_at", &Appointment::relieved_at));
  }
};

/// Days in a row, both included.
struct DaysBetween {
  CivilDate from;
  CivilDate until;
  bool operator==(const DaysBetween&) const = default;
  static constexpr auto fields() {
    using format::field;
    return members(field("from", &DaysBetween::from), field("until", &DaysBetween::until));
  }
};

struct Facility {
  using Partial = void;
  Name facility;
  std::string name;
  std::vector<Accreditation> accreditations;  ///< in order; the last one counts
  std::vector<Appointment> appointments;
  static constexpr auto fields() {
    using format::field;
    return members(field("facility", &Facility::facility), field("name", &Facility::name),
                   field("accreditations", &Facility::accreditations),
                   field("appointments", &Facility::appointments));
  }
  void apply(const Trace& trace, const act::FacilityEnter& body);
  void apply(const Trace& trace, const act::FacilityAppoint& body);
  void apply(const Trace& trace, const act::FacilityRelieve& body);

  [[nodiscard]] bool entered() const { return !accreditations.empty(); }
  [[nodiscard]] Zone zone() const { return entered() ? accreditations.back().zone : kUtc; }
  /// Today lies within the accreditation.
  [[nodiscard]] bool accredited(Instant now) const;
  /// The same, for items of that level.
  [[nodiscard]] bool accredited_for(const Name& level, Instant now) const;
  [[nodiscard]] bool has_officer(Instant now) const;
  /// The person is appointed, for whatever days, and was not relieved.
  [[nodiscard]] bool appoints(const PersonId& person) const;
  /// R10.1: may take in an item of that level now.
  [[nodiscard]] bool open_for(const Name& level, Instant now) const;
  /// R10.1: the days of the accreditation for which nobody is appointed, in order. A day on which
  /// an officer was relieved is one of them.
  [[nodiscard]] std::vector<DaysBetween> gaps() const;

 private:
  [[nodiscard]] std::optional<DaysBetween> days_of(const Appointment& appointment) const;
};

}  // namespace entente::registry
