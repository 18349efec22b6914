#include "format/xml_signature_template.h"

#include "format/xml_signature.h"

namespace entente::format {
namespace {

constexpr std::string_view kExclusiveC14n = "http://www.w3.org/2001/10/xml-exc-c14n#";
constexpr std::string_view kSha384 = "http://www.w3.org/2001/04/xmldsig-more#sha384";
constexpr std::string_view kEcdsaSha384 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384";
constexpr std::string_view kEnveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

void write_algorithm(XmlWriter& out, std::string_view name, std::string_view algorithm) {
  out.open(name).attribute("Algorithm", algorithm).close();
}

void write_digest(XmlWriter& out) {
  write_algorithm(out, "ds:DigestMethod", kSha384);
  out.open("ds:DigestValue").close();
}

void write_part(XmlWriter& out, const SignedPart& part) {
  out.open("ds:Reference").attribute("URI", part.uri);
  if (!part.type.empty()) {
    out.attribute("Type", part.type);
  }
  out.open("ds:Transforms");
  if (part.uri.empty()) {
    write_algorithm(out, "ds:Transform", kEnveloped);
  }
  write_algorithm(out, "ds:Transform", kExclusiveC14n);
  out.close();
  write_digest(out);
  out.close();
}

}  // namespace

void open_signature(XmlWriter& out, std::span<const SignedPart> parts) {
  out.open("ds:Signature").attribute("xmlns:ds", kDsigNamespace).open("ds:SignedInfo");
  write_algorithm(out, "ds:CanonicalizationMethod", kExclusiveC14n);
  write_algorithm(out, "ds:SignatureMethod", kEcdsaSha384);
  for (const SignedPart& part : parts) {
    write_part(out, part);
  }
  out.close().open("ds:SignatureValue").close();
  out.open("ds:KeyInfo").open("ds:X509Data").close().close();
}

void write_data_reference(XmlWriter& out, std::string_view uri) {
  out.open("ds:Reference").attribute("URI", uri);
  write_digest(out);
  out.close();
}

}  // namespace entente::format
