#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/command.h"
#include "label/clearance.h"
#include "label/label_xml.h"
#include "label/spif.h"

/// Labels, clearances, policies and bindings from the files that a person names.
namespace entente::cli {

struct LabelFile {
  label::LabelReading reading;
};

/// A label as XML or JSON, whichever the text is; an error where nothing could be read.
[[nodiscard]] Result<LabelFile> read_label_text(std::string_view text);
/// The label of a file; the first fault of its form is the error. A label that breaks a rule of
/// prose alone is given.
[[nodiscard]] Result<label::ConfidentialityLabel> load_label(const std::string& path);
/// The policy of an option's file. Where certificates are given (`--spif-trust`), it must be signed
/// by somebody whom they vouch for at the time of the command; else `label.not-verified`.
[[nodiscard]] Result<label::Spif> load_policy(const Arguments& arguments, std::string_view option);
[[nodiscard]] Result<label::Clearance> load_clearance(const std::string& path);

/// The binding that a text carries: the text itself (`.bdo`), the value of the header field
/// `Binding-Data` with or without its name, or an XMP packet in either spelling. A text that is
/// none of these is given as it is. Errors: `label.bad-binding`, those of XML.
[[nodiscard]] Result<std::string> binding_of_carrier(std::string text);

/// What `label validate` says of a text that is no label but a clearance, policy,
/// binding or field SIO-Label.
struct OtherReading {
  std::string kind;
  std::string policy;
  label::Faults faults;
  label::Faults notes;
};
/// Nothing for a label or a text of no known kind.
[[nodiscard]] Result<std::optional<OtherReading>> validate_other(std::string_view text);

/// The name of the file that a binding's `./name` means, decoded; any other URI decoded as it is.
[[nodiscard]] std::string file_of_uri(std::string_view uri);

/// The error of a result, without its value.
template <class T>
[[nodiscard]] Status status_of(const Result<T>& result) {
  return result.ok() ? Status() : Status(result.error());
}

}  // namespace entente::cli
