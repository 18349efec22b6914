#include "label/spif_signature.h"

#include "format/xml.h"
#include "format/xml_writer.h"
#include "label/errors.h"

namespace entente::label {
namespace {

using format::XmlDocument;
using format::XmlElement;

constexpr std::string_view kExclusiveC14n = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// The element `extensions` with a signature that is yet to be filled in.
std::string signature_template(std::string_view spif_namespace) {
  std::string xml;
  format::XmlWriter out(xml);
  out.open("extensions").attribute("xmlns", spif_namespace);
  out.open("ds:Signature").attribute("xmlns:ds", format::kDsigNamespace).open("ds:SignedInfo");
  out.open("ds:CanonicalizationMethod").attribute("Algorithm", kExclusiveC14n).close();
  out.open("ds:SignatureMethod");
  out.attribute("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384").close();
  out.open("ds:Reference").attribute("URI", "").open("ds:Transforms");
  out.open("ds:Transform");
  out.attribute("Algorithm", "http://www.w3.org/2000/09/xmldsig#enveloped-signature").close();
  out.open("ds:Transform").attribute("Algorithm", kExclusiveC14n).close().close();
  out.open("ds:DigestMethod");
  out.attribute("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#sha384").close();
  out.open("ds:DigestValue").close().close().close();
  out.open("ds:SignatureValue").close();
  out.open("ds:KeyInfo").open("ds:X509Data").close().close().close().close();
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
