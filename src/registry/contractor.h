#pragma once

#include <optional>
#include <string>
#include <vector>

#include "act/body.h"
#include "registry/trace.h"

/// Art. 16: the firms that may hold items, and what is on record of each.
namespace entente::registry {

/// R16.1: evidence for one condition of one agreement's text.
struct AttestedCondition {
  Name agreement;
  Name condition;
  std::string evidence;
  std::optional<Digest> document;
  CivilDate until;  ///< the last day that counts, in the contractor's zone
  Instant attested_at;
  std::optional<std::string> lapsed;  ///< why it ended before its day
  static constexpr auto fields() {
    using format::field;
    return members(field("agreement", &AttestedCondition::agreement),
                   field("condition", &AttestedCondition::condition),
                   field("evidence", &AttestedCondition::evidence),
                   field("document", &AttestedCondition::document),
                   field("until", &AttestedCondition::until),
                   field("attested_at", &AttestedCondition::attested_at),
                   field("lapsed", &AttestedCondition::lapsed));
  }
};

struct Inspection {
  Name facility;
  CivilDate on;
  act::InspectionResult result = act::InspectionResult::failed;
  std::string findings;
  CivilDate next_due;
  static constexpr auto fields() {
    using format::field;
    return members(field("facility", &Inspection::facility), field("on", &Inspection::on),
                   field("result", &Inspection::result), field("findings", &Inspection::findings),
                   field("next_due", &Inspection::next_due));
  }
};

struct Briefing {
  PersonId person;
  std::string duties;
  Instant at;
  static constexpr auto fields() {
    using format::field;
    return members(field("person", &Briefing::person), field("duties", &Briefing::duties),
                   field("at", &Briefing::at));
  }
};

struct Contractor {
  using Partial = void;
  Name contractor;
  std::string name;
  std::optional<Name> parent;
  Zone zone;
  std::vector<AttestedCondition> conditions;  ///< in order; the newest of each counts
  std::vector<Inspection> inspections;        ///< in order; the newest of each facility counts
  std::vector<Briefing> briefings;
  static constexpr auto fields() {
    using format::field;
    return members(field("contractor", &Contractor::contractor), field("name", &Contractor::name),
                   field("parent", &Contractor::parent), field("zone", &Contractor::zone),
                   field("conditions", &Contractor::conditions),
                   field("inspections", &Contractor::inspections),
                   field("briefings", &Contractor::briefings));
  }
  void apply(const Trace& trace, const act::ContractorEnter& body);
  void apply(const Trace& trace, const act::ContractorCondition& body);
  void apply(const Trace& trace, const act::ContractorLapse& body);
  void apply(const Trace& trace, const act::ContractorInspect& body);
  void apply(const Trace& trace, const act::ContractorBrief& body);

  [[nodiscard]] bool entered() const { return !contractor.empty(); }
  /// The newest evidence; null where there is none.
  [[nodiscard]] const AttestedCondition* condition(const Name& agreement, const Name& code) const;
  /// The evidence counts today.
  [[nodiscard]] bool meets(const Name& agreement, const Name& code, Instant now) const;
  /// The newest inspection of the facility; null where there is none.
  [[nodiscard]] const Inspection* inspection(const Name& facility) const;
  /// It was passed, and the next is not overdue.
  [[nodiscard]] bool inspected(const Name& facility, Instant now) const;
  /// Since `since`: who comes back is told again.
  [[nodiscard]] bool briefed(const PersonId& person, Instant since) const;
};

}  // namespace entente::registry
