#include "label/spif_signature.h"

#include "format/xml.h"
#include "format/xml_signature_template.h"
#include "label/errors.h"

namespace entente::label {
namespace {

using format::XmlDocument;
using format::XmlElement;

/// The element `extensions` with a signature that is yet to be filled in.
std::string signature_template(std::string_view spif_namespace) {
  const format::SignedPart whole[] = {{"", {}}};
  std::string xml;
  format::XmlWriter out(xml);
  out.open("extensions").attribute("xmlns", spif_namespace);
  format::open_signature(out, whole);
  out.close().close();
  return xml;
}

std::vector<XmlElement> signatures_of(XmlElement root) {
  std::vector<XmlElement> found;
  for (const XmlElement& section : root.children()) {
    if (section.name() != "extensions") {
      continue;
    }
    for (const XmlElement& each : section.children()) {
      if (each.is(format::kDsigNamespace, "Signature")) {
        found.push_back(each);
      }
    }
  }
  return found;
}

}  // namespace

Result<std::string> sign_spif(std::string_view xml, BytesView pkcs8,
                              std::string_view certificate_pem) {
  ENTENTE_TRY(const XmlDocument document, XmlDocument::parse(xml));
  const XmlElement root = document.root();
  if (root.name() != "SPIF" || root.children().empty()) {
    return Error(kBadSpif, "This is no XML SPIF.", root.where());
  }
  for (const XmlElement& section : root.children()) {
    if (section.name() == "extensions") {
      return Error(kBadSpif, "The policy has extensions already: it is signed before it gets any.",
                   section.where());
    }
  }
  // The root has children, so the last end tag of the text is its own.
  const std::size_t end = xml.rfind("</");
  const std::string unsigned_text = std::string(xml.substr(0, end)) +
                                    signature_template(root.ns()) + std::string(xml.substr(end));
  return format::XmlSignatures::sign(unsigned_text, pkcs8, certificate_pem,
                                     [](std::string_view) { return std::nullopt; });
}

Result<Faults> verify_spif(std::string_view xml, const format::XmlSignatureTrust& trust) {
  ENTENTE_TRY(XmlDocument document, XmlDocument::parse(xml));
  const auto fault = [](std::string text, std::string where) {
    return Faults{{&kNotVerified, std::move(where), std::move(text), {}}};
  };
  const std::vector<XmlElement> signatures = signatures_of(document.root());
  if (signatures.size() != 1) {
    return fault(signatures.empty() ? "The policy is not signed."
                                    : "The policy has more than one signature.",
                 document.root().where());
  }
  const auto cover = format::XmlSignatures::verify(document, signatures.front(), trust,
                                                   [](std::string_view) { return std::nullopt; });
  if (!cover.ok()) {
    return Faults{{&cover.error().kind(), cover.error().where(), cover.error().message(), {}}};
  }
  if (cover->uris != std::vector<std::string>{""}) {
    return fault("The signature is not over the whole policy.", signatures.front().where());
  }
  return Faults();
}

}  // namespace entente::label
