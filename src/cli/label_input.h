#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/command.h"
#include "label/clearance.h"
#include "label/ess_label.h"
#include "label/label_xml.h"
#include "label/spif.h"

/// Labels, clearances, policies and bindings from the files that a person names.
namespace entente::cli {

struct LabelFile {
  label::LabelReading reading;         ///< empty if `ess` is there
  std::optional<label::EssLabel> ess;  ///< the numbers of a label that only its policy can name
  std::string marking;                 ///< what the field SIO-Label around it is marked with
};

/// Whether a text can only be meant as an ESS label: octets or base64 that begin as a SET does.
[[nodiscard]] bool is_ess(std::string_view text);

/// A label as XML or JSON, or an ESS label (RFC 2634) as BER or base64 of it; also within a line of
/// the field SIO-Label (RFC 7444). An error where nothing could be read.
[[nodiscard]] Result<LabelFile> read_label_text(std::string_view text);
/// What the label says at a time: of an ESS label, as the policy resolves it. The first fault of
/// its form is the error.
[[nodiscard]] Result<label::LabelInformation> information_of(const LabelFile& file,
                                                             const label::Spif& spif, Instant at);
/// The label of a file; the first fault of its form is the error. A label that breaks a rule of
/// prose alone is given. Not an ESS label, which lacks what a STANAG 4774 label must say.
[[nodiscard]] Result<label::ConfidentialityLabel> load_label(const std::string& path);
/// The policy of an option's file. Where certificates are given (`--spif-trust`), it must be signed
/// by somebody whom they vouch for at the time of the command; else `label.not-verified`.
[[nodiscard]] Result<label::Spif> load_policy(const Arguments& arguments, std::string_view option);
[[nodiscard]] Result<label::Clearance> load_clearance(const std::string& path);

/// The binding that a text carries: the text itself (`.bdo`), the value of the header field
/// `Binding-Data` with or without its name, or an XMP packet in either spelling. A text that is
/// none of these is given as it is. Errors: `label.bad-binding`, those of XML.
[[nodiscard]] Result<std::string> binding_of_carrier(std::string text);

/// The value of a line of the header field SIO-Label; nothing for any other text.
[[nodiscard]] std::optional<std::string_view> sio_field(std::string_view text);

/// The name of the file that a binding's `./name` means, decoded; any other URI decoded as it is.
[[nodiscard]] std::string file_of_uri(std::string_view uri);

/// The error of a result, without its value.
template <class T>
[[nodiscard]] Status status_of(const Result<T>& result) {
  return result.ok() ? Status() : Status(result.error());
}

}  // namespace entente::cli
