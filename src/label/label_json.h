#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "label/label_import.h"
#include "label/label_xml.h"

namespace entente::label {

/// Whether a text can only be meant as JSON: it begins as an object does.
[[nodiscard]] bool is_json_text(std::string_view text);

/// Reads a label rendered as JSON, as OpenTDF objects carry it: the elements and attributes of
/// STANAG 4774 as members of their names (`ConfidentialityInformation`, `Category` an array,
/// `GenericValue` an array of texts), or the ADatP-5636 form (`ocl` with `pol`, `cls`, `catl`,
/// `dcr`). Members that OpenTDF's documents name otherwise (`CreationTime`, `GenericValues`, one
/// `Category` as an object) are faults `label.deviation`. A text that is no JSON is the error.
[[nodiscard]] Result<LabelReading> read_label_json(std::string_view json);

/// What a tolerant import proposes for a label in JSON whose only faults are deviations; nothing
/// for any other (see label_import.h).
[[nodiscard]] Result<std::optional<QuarantinedLabel>> import_label_json(std::string_view json);

/// The STANAG 4774 form; equal labels have equal texts.
[[nodiscard]] std::string write_label_json(const ConfidentialityLabel& label);
/// The ADatP-5636 form; it has no place for successors, review or originator.
[[nodiscard]] std::string write_label_json_5636(const ConfidentialityLabel& label);

}  // namespace entente::label
