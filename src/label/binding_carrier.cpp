#include "label/binding_carrier.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/encoding.h"
#include "base/text.h"
#include "format/xml_writer.h"
#include "label/errors.h"

namespace entente::label {
namespace {

constexpr std::string_view kXmpNamespace = "urn:nato:stanag:4778:bindinginformation:1:0:xmp#";
constexpr std::string_view kRdfNamespace = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
constexpr std::size_t kHeaderBytes = 64u << 10;

Error bad(std::string why) { return Error(kBadBinding, std::move(why)); }

/// Reads `name="value"; name="value"` (RFC 9110 5.6.6, quoted strings only).
class Parameters {
 public:
  explicit Parameters(std::string_view text) : text_(text) {}

  Result<std::map<std::string, std::string>> run() {
    std::map<std::string, std::string> found;
    while (true) {
      ENTENTE_TRY(const std::string name, token());
      if (!take('=') || !take('"')) {
        return bad("A parameter of the header has no quoted value.");
      }
      ENTENTE_TRY(std::string value, quoted());
      if (!found.emplace(name, std::move(value)).second) {
        return bad("A parameter of the header is there twice.");
      }
      space();
      if (text_.empty()) {
        return found;
      }
      if (!take(';')) {
        return bad("Parameters of the header are separated by semicolons.");
      }
      space();
    }
  }

 private:
  void space() { text_.remove_prefix(std::min(text_.find_first_not_of(" \t"), text_.size())); }

  bool take(char c) {
    if (text_.empty() || text_.front() != c) {
      return false;
    }
    text_.remove_prefix(1);
    return true;
  }

  Result<std::string> token() {
    std::string name;
    while (!text_.empty()) {
      const char lower = ascii_lower(text_.front());
      if (!(lower >= 'a' && lower <= 'z') && lower != '-') {
        break;
      }
      name += lower;
      text_.remove_prefix(1);
    }
    return name.empty() ? Result<std::string>(bad("The header names no parameter."))
                        : Result<std::string>(std::move(name));
  }

  Result<std::string> quoted() {
    std::string value;
    while (!text_.empty() && text_.front() != '"') {
      const auto c = static_cast<unsigned char>(text_.front());
      if (c == '\\' || c < 0x20 || c >= 0x7f) {
        return bad("A value of the header holds what neither a URI nor base64 has.");
      }
      value += text_.front();
      text_.remove_prefix(1);
    }
    return take('"') ? Result<std::string>(std::move(value))
                     : Result<std::string>(bad("A value of the header is not closed."));
  }

  std::string_view text_;
};

void collect_xmp(format::XmlElement element, std::vector<std::string>& found) {
  if (element.is(kXmpNamespace, "bindingInformation")) {
    found.push_back(element.text());
  }
  if (element.is(kRdfNamespace, "Description")) {
    if (const auto value = element.attribute(kXmpNamespace, "bindingInformation")) {
      found.push_back(*value);
    }
  }
  for (auto child = element.first_child(); child; child = child->next_sibling()) {
    collect_xmp(*child, found);
  }
}

}  // namespace

std::string sidecar_name(std::string_view file) { return std::string(file) + ".bdo"; }

std::string sidecar_uri(std::string_view file) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string uri = "./";
  for (const char c : file.substr(file.rfind('/') + 1)) {
    if (kPlain.find(c) != kPlain.npos) {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return uri;
}

std::string write_binding_header(std::string_view bdo) {
  return fmt::format("binding-type=\"{}\"; binding-data-object=\"{}\"", kBindingNamespace,
                     to_base64(as_bytes(bdo)));
}

Result<std::string> read_binding_header(std::string_view value) {
  if (value.size() > kHeaderBytes) {
    return bad(fmt::format("The header has more than {} bytes.", kHeaderBytes));
  }
  ENTENTE_TRY(const auto parameters, Parameters(value).run());
  const auto type = parameters.find("binding-type");
  const auto object = parameters.find("binding-data-object");
  if (type == parameters.end() || type->second != kBindingNamespace || object == parameters.end()) {
    return bad("The header needs the binding-type of STANAG 4778 and a binding-data-object.");
  }
  ENTENTE_TRY(const Bytes bdo, from_base64(object->second));
  return std::string(as_text(bdo));
}

Result<std::string> read_binding_xmp(std::string_view xmp) {
  ENTENTE_TRY(const format::XmlDocument document, format::XmlDocument::parse(xmp));
  std::vector<std::string> found;
  collect_xmp(document.root(), found);
  if (found.size() != 1) {
    return bad("An XMP packet carries exactly one bindingInformation.");
  }
  return std::move(found.front());
}

std::string write_binding_xmp(std::string_view bdo) {
  std::string xml;
  format::XmlWriter out(xml);
  out.open("rdf:RDF").attribute("xmlns:rdf", kRdfNamespace);
  out.open("rdf:Description").attribute("rdf:about", "").attribute("xmlns:mbxmp", kXmpNamespace);
  out.leaf("mbxmp:bindingInformation", bdo).close().close();
  return xml;
}

}  // namespace entente::label
