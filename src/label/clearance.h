#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "format/xml.h"
#include "label/confidentiality_label.h"
#include "label/fault.h"

namespace entente::label {

/// What one person or system may see under one policy (ADatP-4774 App. 2 Annex A). Classifications
/// are a set: only what is listed is granted. "Up to" is an aid for entering one: it expands when
/// it is granted, so that a level which a policy gains later is in no older clearance.
struct Clearance {
  PolicyName policy;
  std::vector<std::string> classifications;
  std::vector<Category> categories;
  bool operator==(const Clearance&) const = default;
};

struct ClearanceReading {
  std::optional<Clearance> clearance;  ///< there exactly if `malformed` is empty
  Faults malformed;
};

/// Reads a clearance strictly; an XML text that cannot be read is `format.bad-xml`.
[[nodiscard]] Result<ClearanceReading> read_clearance(std::string_view xml);
[[nodiscard]] ClearanceReading read_clearance(format::XmlElement root);
/// Reads XML, the BASE64URL text of a JWT's `aciClr` claim, or a JSON object with that claim
/// (ADatP-4774.1 ch. 5); else the first fault.
[[nodiscard]] Result<Clearance> read_any_clearance(std::string_view text);

/// The clearance as XML; equal clearances have equal texts.
[[nodiscard]] std::string write_clearance(const Clearance& clearance);
/// The value of the `aciClr` claim.
[[nodiscard]] std::string clearance_claim(const Clearance& clearance);

}  // namespace entente::label
