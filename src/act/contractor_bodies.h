#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/names.h"
#include "base/time.h"
#include "format/fields.h"

/// Acts of the house about its contractors (Art. 16). See `body.h`.
namespace entente::act {

using format::field;

/// R16.3: a firm, and above it the contractor whose subcontractor it is. Its days count in `zone`.
struct ContractorEnter {
  static constexpr std::string_view kType = "contractor.enter";
  ActId id;
  Name contractor;
  std::string name;
  std::optional<Name> parent;
  Zone zone;
  static constexpr auto fields() {
    return members(field("id", &ContractorEnter::id),
                   field("contractor", &ContractorEnter::contractor),
                   field("name", &ContractorEnter::name), field("parent", &ContractorEnter::parent),
                   field("zone", &ContractorEnter::zone));
  }
};

/// R16.1: evidence that one condition of an agreement's text is met, until a day.
struct ContractorCondition {
  static constexpr std::string_view kType = "contractor.condition";
  ActId id;
  Name contractor;
  Name agreement;  ///< the profile that names the condition
  Name condition;
  std::string evidence;
  std::optional<Digest> document;  ///< of the evidence, where it is kept elsewhere
  CivilDate until;
  static constexpr auto fields() {
    return members(field("id", &ContractorCondition::id),
                   field("contractor", &ContractorCondition::contractor),
                   field("agreement", &ContractorCondition::agreement),
                   field("condition", &ContractorCondition::condition),
                   field("evidence", &ContractorCondition::evidence),
                   field("document", &ContractorCondition::document),
                   field("until", &ContractorCondition::until));
  }
};

/// R16.1: the condition is met no more, from now on.
struct ContractorLapse {
  static constexpr std::string_view kType = "contractor.lapse";
  ActId id;
  Name contractor;
  Name agreement;
  Name condition;
  std::string reason;
  static constexpr auto fields() {
    return members(
        field("id", &ContractorLapse::id), field("contractor", &ContractorLapse::contractor),
        field("agreement", &ContractorLapse::agreement),
        field("condition", &ContractorLapse::condition), field("reason", &ContractorLapse::reason));
  }
};

enum class InspectionResult { passed, failed };

/// R16.2: one security inspection of a contractor's facility, and when the next is due.
struct ContractorInspect {
  static constexpr std::string_view kType = "contractor.inspect";
  ActId id;
  Name contractor;
  Name facility;
  CivilDate on;
  InspectionResult result = InspectionResult::failed;
  std::string findings;
  CivilDate next_due;  ///< the last day that still counts
  static constexpr auto fields() {
    return members(field("id", &ContractorInspect::id),
                   field("contractor", &ContractorInspect::contractor),
                   field("facility", &ContractorInspect::facility),
                   field("on", &ContractorInspect::on), field("result", &ContractorInspect::result),
                   field("findings", &ContractorInspect::findings),
                   field("next_due", &ContractorInspect::next_due));
  }
};

/// R16.4: the person has been told of the duties and acknowledges them.
struct ContractorBrief {
  static constexpr std::string_view kType = "contractor.brief";
  ActId id;
  Name contractor;
  PersonId person;
  std::string duties;  ///< what was acknowledged
  static constexpr auto fields() {
    return members(
        field("id", &ContractorBrief::id), field("contractor", &ContractorBrief::contractor),
        field("person", &ContractorBrief::person), field("duties", &ContractorBrief::duties));
  }
};

}  // namespace entente::act

template <>
struct entente::Names<entente::act::InspectionResult> {
  static constexpr std::pair<act::InspectionResult, std::string_view> kRows[] = {
      {act::InspectionResult::passed, "passed"}, {act::InspectionResult::failed, "failed"}};
};
