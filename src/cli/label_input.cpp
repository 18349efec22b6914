#include "cli/label_input.h"

#include <algorithm>
#include <charconv>

#include "base/encoding.h"
#include "base/text.h"
#include "cli/label_reply.h"
#include "cli/local_file.h"
#include "label/binding.h"
#include "label/binding_carrier.h"
#include "label/errors.h"
#include "label/ess_label.h"
#include "label/label_json.h"
#include "label/sio_label.h"
#include "label/spif_signature.h"

namespace entente::cli {
namespace {

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
  return trimmed(text.substr(field.size()));
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Whether text without white space is base64 of what begins as a SET does.
bool is_base64_of_set(std::string_view text) {
  constexpr std::string_view kSecond = "QRSTUVWXYZabcdef";
  return text.size() > 1 && text[0] == 'M' && kSecond.find(text[1]) != kSecond.npos &&
         text.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") == text.npos;
}

/// The octets of an ESS label that a text is; nothing for a text of another kind.
Result<std::optional<Bytes>> ess_octets(std::string_view text) {
  constexpr char kSet = 0x31;
  if (text.starts_with(kSet)) {
    return std::optional(to_bytes(text));
  }
  std::string bare(text.substr(0, 2 * label::kEssBytes));
  std::erase_if(bare, is_space);
  if (!is_base64_of_set(bare)) {
    return std::optional<Bytes>();
  }
  ENTENTE_TRY(Bytes octets, from_base64(bare));
  return std::optional(std::move(octets));
}

/// The label that a field SIO-Label carries.
Result<LabelFile> read_sio_text(std::string_view value) {
  ENTENTE_TRY(const label::SioLabel sio, label::read_sio_label(value));
  LabelFile file;
  file.marking = sio.marking;
  if (sio.carries_ess()) {
    ENTENTE_TRY(file.ess, label::read_ess_label(sio.label));
    return file;
  }
  if (sio.type == ":xml" || sio.type == label::kLabelNamespace) {
    ENTENTE_TRY(file.reading, label::read_label(as_text(sio.label)));
    return file;
  }
  return Error(label::kNotALabel, sio.type.empty()
                                      ? "The field carries a marking and no label."
                                      : "The field carries a label of a type that is not read.");
}

template <class T>
Result<T> placed(Result<T> result, const std::string& path) {
  return result.ok() ? std::move(result) : Result<T>(result.error().within(path));
}

}  // namespace

bool is_ess(std::string_view text) {
  const auto octets = ess_octets(text);
  return !octets.ok() || *octets;
}

std::optional<std::string_view> sio_field(std::string_view text) {
  return header_value(text, kSioField);
}

Result<LabelFile> read_label_text(std::string_view text) {
  if (const auto sio = sio_field(text)) {
    return read_sio_text(*sio);
  }
  LabelFile file;
  ENTENTE_TRY(const auto octets, ess_octets(text));
  if (octets) {
    ENTENTE_TRY(file.ess, label::read_ess_label(*octets));
    return file;
  }
  ENTENTE_TRY(file.reading,
              label::is_json_text(text) ? label::read_label_json(text) : label::read_label(text));
  return file;
}

Result<label::LabelInformation> information_of(const LabelFile& file, const label::Spif& spif,
                                               Instant at) {
  if (file.ess) {
    label::EssResolution resolved = label::resolve_ess_label(*file.ess, spif);
    if (!resolved.information) {
      return resolved.faults.front().error();
    }
    return std::move(*resolved.information);
  }
  if (!file.reading.label) {
    return file.reading.malformed.front().error();
  }
  return file.reading.label->in_force(at).information;
}

Result<label::ConfidentialityLabel> load_label(const std::string& path) {
  ENTENTE_TRY(const std::string text, read_local(path, format::kXmlBytes));
  auto file = read_label_text(text);
  if (!file.ok()) {
    return file.error().within(path);
  }
  if (file->ess) {
    return Error(label::kNotALabel,
                 "An ESS label does not say all that a label of STANAG 4774 must.", path);
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
  if (label::is_json_text(text)) {
    return text;
  }
  ENTENTE_TRY(const format::XmlDocument document, format::XmlDocument::parse(text));
  const bool xmp =
      document.root().is(kXmpNamespace, "xmpmeta") || document.root().is(kRdfNamespace, "RDF");
  return xmp ? label::read_binding_xmp(text) : std::move(text);
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
