#pragma once

#include <string>
#include <vector>

#include "format/xml.h"

namespace entente::format {

/// What a signature's text says, before anything is computed.
struct XmlSignatureFrame {
  std::vector<std::string> uris;  ///< of all references: SignedInfo's, then the manifests'
  std::size_t in_signed_info = 0;
};

/// Checks that document and signature have the form that `XmlSignatures` promises; else
/// `format.bad-xml-signature`.
[[nodiscard]] Result<XmlSignatureFrame> check_signature_frame(XmlElement root,
                                                              XmlElement signature);

}  // namespace entente::format
