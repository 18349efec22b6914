#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "format/xml.h"

namespace entente::format {

inline constexpr std::string_view kDsigNamespace = "http://www.w3.org/2000/09/xmldsig#";

/// Data outside the document by the URI that a reference names; nothing if it is not at hand. No
/// URI is ever opened otherwise: not as a file and not over a network.
using XmlSignatureData = std::function<std::optional<Bytes>(std::string_view uri)>;

struct XmlSignatureTrust {
  std::string certificates;  ///< PEM, one or more: those that a signer's must chain to
  Instant at;                ///< when the chain must be valid
};

/// What a signature covers once everything in it has verified: the URIs of its references, those of
/// its manifests too, in the order of the text. `#id` and an empty URI are parts of the document.
struct XmlSignatureCover {
  std::vector<std::string> uris;
};

/// XML digital signatures (W3C xmldsig-core 1.1), verified and made by libxmlsec1 within a frame
/// that is checked here first, because the library answers for the signature value alone:
///
/// * each Id in the document is there once (signature wrapping);
/// * algorithms: exclusive C14N; SHA-256, -384, -512; RSA (PKCS #1) and ECDSA with them;
/// * transforms: exclusive C14N and enveloped signature only;
/// * keys: X509Data only, chained to the trust given; no KeyName, KeyValue or RetrievalMethod;
/// * references: `#id`, the whole document, or what `XmlSignatureData` gives; 1 to 256 of them;
/// * a manifest is itself referenced by SignedInfo, and every reference in it must verify.
///
/// Anything else is `format.bad-xml-signature` (what it is) or `format.xml-signature-fails` (it
/// does not verify). Thread-safety: calls with different documents may run at once.
class XmlSignatures {
 public:
  /// `signature` is a ds:Signature element of `document`, wherever it stands.
  [[nodiscard]] static Result<XmlSignatureCover> verify(XmlDocument& document, XmlElement signature,
                                                        const XmlSignatureTrust& trust,
                                                        const XmlSignatureData& data);
  /// Fills in the digests, value and X509Data of the one ds:Signature template in the document, and
  /// gives the whole text, which must never be written anew. `pkcs8` is a DER private key.
  [[nodiscard]] static Result<std::string> sign(std::string_view xml, BytesView pkcs8,
                                                std::string_view certificate_pem,
                                                const XmlSignatureData& data);
};

}  // namespace entente::format
