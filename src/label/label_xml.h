#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "format/xml.h"
#include "label/confidentiality_label.h"
#include "label/fault.h"

namespace entente::label {

/// What reading a label found. `label` is there exactly if `malformed` is empty.
struct LabelReading {
  std::optional<ConfidentialityLabel> label;
  std::optional<LabelKind> kind;  ///< also of a malformed label, as far as it could be read
  std::string policy;
  Faults malformed;  ///< against the schema, or prohibited in prose: there is no label
  Faults prose;      ///< against a rule that ADatP-4774 states in words; never decided upon
  Faults notes;      ///< what a reader may want to know; the label is valid

  [[nodiscard]] bool valid() const { return malformed.empty() && prose.empty(); }
  [[nodiscard]] Faults faults() const;  ///< both kinds, in the order of the text
};

/// Reads a STANAG 4774 label strictly: the rules of the schema and those in prose, checked here;
/// no schema is loaded. Finds as many faults as it can. An XML text that cannot be read at all is
/// the error of `XmlDocument::parse`. Thread-safety: pure.
[[nodiscard]] Result<LabelReading> read_label(std::string_view xml);
/// The same for an element within a larger document.
[[nodiscard]] LabelReading read_label(format::XmlElement root);
/// Whether the element is one of the four roots.
[[nodiscard]] bool is_label(format::XmlElement root);

/// The label as XML: one prefix, no white space, UTC, so that equal labels have equal texts.
[[nodiscard]] std::string write_label(const ConfidentialityLabel& label);

}  // namespace entente::label
