#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/names.h"
#include "base/time.h"
#include "format/fields.h"

/// Acts of the house about its facilities (Art. 10). See `body.h`.
namespace entente::act {

using format::field;

/// R10.1: a place that may hold items of these levels while it is accredited. Explicit levels: "up
/// to" expands only here. Days count in `zone`. Entered again, the newest counts.
struct FacilityEnter {
  static constexpr std::string_view kType = "facility.enter";
  ActId id;
  Name facility;
  std::string name;
  std::vector<Name> levels;
  CivilDate from;
  CivilDate until;
  Zone zone;
  static constexpr auto fields() {
    return members(field("id", &FacilityEnter::id), field("facility", &FacilityEnter::facility),
                   field("name", &FacilityEnter::name), field("levels", &FacilityEnter::levels),
                   field("from", &FacilityEnter::from), field("until", &FacilityEnter::until),
                   field("zone", &FacilityEnter::zone));
  }
};

/// R10.1: who answers for the facility from one day to another, both included.
struct FacilityAppoint {
  static constexpr std::string_view kType = "facility.appoint";
  ActId id;
  Name facility;
  PersonId person;
  CivilDate from;
  CivilDate until;
  static constexpr auto fields() {
    return members(field("id", &FacilityAppoint::id), field("facility", &FacilityAppoint::facility),
                   field("person", &FacilityAppoint::person), field("from", &FacilityAppoint::from),
                   field("until", &FacilityAppoint::until));
  }
};

/// Every appointment of the person there ends at once.
struct FacilityRelieve {
  static constexpr std::string_view kType = "facility.relieve";
  ActId id;
  Name facility;
  PersonId person;
  std::string reason;
  static constexpr auto fields() {
    return members(field("id", &FacilityRelieve::id), field("facility", &FacilityRelieve::facility),
                   field("person", &FacilityRelieve::person),
                   field("reason", &FacilityRelieve::reason));
  }
};

}  // namespace entente::act
