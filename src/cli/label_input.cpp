#include "cli/label_input.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "cli/label_reply.h"
#include "cli/local_file.h"
#include "label/binding.h"
#include "label/binding_carrier.h"
#include "label/errors.h"
#include "label/label_json.h"
#include "label/sio_label.h"
#include "label/spif_signature.h"

namespace entente::cli {
namespace {

bool is_json(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != text.npos && text[first] == '{';
}

constexpr std::string_view kSpifTrustOption = "spif-trust";
constexpr std::string_view kBindingField = "binding-data:";
constexpr std::string_view kSioField = "sio-label:";
constexpr std::string_view kXmpNamespace = "adobe:ns:meta/";
constexpr std::string_view kRdfNamespace = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// The value of the field, where the text is one line of a header that names it.
std::optional<std::string_view> header_value(std::string_view text, std::string_view field) {
  const bool named =
      text.size() > field.size() &&
      std::equal(field.begin(), field.end(), text.begin(),
                 [](char wanted, char found) { return wanted == ascii_lower(found); });
  if (!named) {
    return std::nullopt;
  }
  text.remove_prefix(field.size());
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  return first == text.npos ? std::string_view() : text.substr(first, last - first + 1);
}

/// The field SIO-Label (RFC 7444), and the ESS label (RFC 2634) where it carries one.
Result<OtherReading> validate_sio(std::string_view value) {
  ENTENTE_TRY(const label::SioLabel sio, label::read_sio_label(value));
  OtherReading read{"sio", {}, {}, {}};
  const auto note = [&](const char* text) {
    read.notes.push_back({&label::kAdvice, {}, text, {}});
  };
  if (sio.type != ":ess") {
    note("Only labels of the type :ess are looked into.");
    return read;
  }
  ENTENTE_TRY(const label::EssLabel ess, label::read_ess_label(sio.label));
  read.kind = "ess";
  read.policy = ess.policy_oid;
  if (!ess.categories.empty()) {
    note("The categories of an ESS label are not looked into.");
  }
  return read;
}

template <class T>
Result<T> placed(Result<T> result, const std::string& path) {
  return result.ok() ? std::move(result) : Result<T>(result.error().within(path));
}

}  // namespace

Result<LabelFile> read_label_text(std::string_view text) {
  if (is_json(text)) {
    ENTENTE_TRY(label::LabelReading reading, label::read_label_json(text));
    return LabelFile{std::move(reading)};
  }
  ENTENTE_TRY(label::LabelReading reading, label::read_label(text));
  return LabelFile{std::move(reading)};
}

Result<label::ConfidentialityLabel> load_label(const std::string& path) {
  ENTENTE_TRY(const std::string text, read_local(path, format::kXmlBytes));
  auto file = read_label_text(text);
  if (!file.ok()) {
    return file.error().within(path);
  }
  if (!file->reading.label) {
    return file->reading.malformed.front().error().within(path);
  }
  return std::move(*file->reading.label);
}

Result<label::Spif> load_policy(const Arguments& arguments, std::string_view option) {
  const std::string path = arguments.get(option);
  ENTENTE_TRY(const std::string text, read_local(path, format::kXmlBytes));
  if (arguments.has(kSpifTrustOption)) {
    ENTENTE_TRY(const std::string certificates,
                read_local(arguments.get(kSpifTrustOption), format::kXmlBytes));
    ENTENTE_TRY(const Instant at, time_of(arguments));
    ENTENTE_TRY(const label::Faults faults, label::verify_spif(text, {certificates, at}));
    if (!faults.empty()) {
      return Error(label::kNotVerified, faults.front().text, path);
    }
  }
  return placed(label::load_spif(text), path);
}

Result<label::Clearance> load_clearance(const std::string& path) {
  ENTENTE_TRY(const std::string text, read_local(path, format::kXmlBytes));
  return placed(label::read_any_clearance(text), path);
}

Result<std::string> binding_of_carrier(std::string text) {
  if (const auto value = header_value(text, kBindingField)) {
    return label::read_binding_header(*value);
  }
  if (is_json(text)) {
    return text;
  }
  ENTENTE_TRY(const format::XmlDocument document, format::XmlDocument::parse(text));
  const bool xmp =
      document.root().is(kXmpNamespace, "xmpmeta") || document.root().is(kRdfNamespace, "RDF");
  return xmp ? label::read_binding_xmp(text) : std::move(text);
}

Result<std::optional<OtherReading>> validate_other(std::string_view text) {
  if (is_json(text)) {
    return std::optional<OtherReading>();
  }
  if (const auto sio = header_value(text, kSioField)) {
    ENTENTE_TRY(OtherReading read, validate_sio(*sio));
    return std::optional(std::move(read));
  }
  ENTENTE_TRY(const std::string carried, binding_of_carrier(std::string(text)));
  ENTENTE_TRY(const format::XmlDocument document, format::XmlDocument::parse(carried));
  if (document.root().name() == "SPIF") {
    ENTENTE_TRY(label::SpifReading read, label::read_spif(text));
    return std::optional(OtherReading{"policy", read.spif ? read.spif->policy.name : std::string(),
                                      std::move(read.faults), std::move(read.notes)});
  }
  if (document.root().is(label::kClearanceNamespace, "ConfidentialityClearance")) {
    label::ClearanceReading read = label::read_clearance(document.root());
    return std::optional(OtherReading{"clearance",
                                      read.clearance ? read.clearance->policy.name : std::string(),
                                      std::move(read.malformed),
                                      {}});
  }
  if (document.root().is(label::kBindingNamespace, "BindingInformation")) {
    label::BindingReading read = label::read_binding(document.root());
    return std::optional(
        OtherReading{"binding", {}, std::move(read.faults), std::move(read.notes)});
  }
  return std::optional<OtherReading>();
}

std::string file_of_uri(std::string_view uri) {
  uri.remove_prefix(uri.starts_with("./") ? 2 : 0);
  std::string name;
  for (std::size_t i = 0; i < uri.size(); ++i) {
    unsigned byte = 0;
    const bool encoded = uri[i] == '%' && i + 2 < uri.size() &&
                         std::from_chars(&uri[i + 1], &uri[i + 3], byte, 16).ptr == &uri[i + 3];
    name += encoded ? static_cast<char>(byte) : uri[i];
    i += encoded ? 2 : 0;
  }
  return name;
}

}  // namespace entente::cli
