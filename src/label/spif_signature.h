#pragma once

#include <string>
#include <string_view>

#include "format/xml_signature.h"
#include "label/fault.h"

/// A signed policy (ADatP-4774.1 3.7: a policy should be signed): one enveloped XML digital
/// signature over the whole text, in the element `extensions` of the XML SPIF, where its schema has
/// room.
namespace entente::label {

/// The policy, signed with SHA-384. What comes back is never written anew. `pkcs8` is the DER
/// private key of the certificate. `label.bad-policy` for what is no policy, or one that has
/// `extensions` already.
[[nodiscard]] Result<std::string> sign_spif(std::string_view xml, BytesView pkcs8,
                                            std::string_view certificate_pem);

/// Whether the policy is whole what somebody trusted signed: there is one signature, it verifies
/// (see `XmlSignatures`), and it covers the document. Faults say which is not so. An XML text that
/// cannot be read is the error.
[[nodiscard]] Result<Faults> verify_spif(std::string_view xml,
                                         const format::XmlSignatureTrust& trust);

}  // namespace entente::label
