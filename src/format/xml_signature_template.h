#pragma once

#include <span>
#include <string>
#include <string_view>

#include "format/xml_writer.h"

/// A ds:Signature for `XmlSignatures::sign` to fill in: exclusive C14N, SHA-384, the key by its
/// certificate. The prefix is `ds`. Equal calls give equal texts.
namespace entente::format {

/// What a part of the document is signed by.
struct SignedPart {
  std::string uri;        ///< `#Id`; empty: the whole document but for the signature
  std::string_view type;  ///< of what is there; empty: none is stated
};

/// Writes the signature but for its end, so that a ds:Object may stand in it: the caller closes it.
void open_signature(XmlWriter& out, std::span<const SignedPart> parts);

/// Writes a reference to data outside the document, for a ds:Manifest: they are signed as they are.
void write_data_reference(XmlWriter& out, std::string_view uri);

}  // namespace entente::format
