#pragma once

#include <string>
#include <string_view>

#include "label/binding.h"

/// How a binding travels (STANAG 4778.2 profiles): beside a file, in an HTTP header, in XMP; in an
/// office document see `office_document.h`. The BDO is carried byte for byte.
namespace entente::label {

/// `urn:nato:stanag:4778:profile:sidecar:1:2`: the suffix stands after the full name.
[[nodiscard]] std::string sidecar_name(std::string_view file);
/// The URI by which a sidecar names its file: `./name`, with what a URI may not hold encoded.
[[nodiscard]] std::string sidecar_uri(std::string_view file);

/// `urn:nato:stanag:4778:profile:rest:1:2`: the value of the field `Binding-Data`.
[[nodiscard]] std::string write_binding_header(std::string_view bdo);
/// The BDO of such a value. Both parameters once, names without regard to case, values quoted; else
/// `label.bad-binding`.
[[nodiscard]] Result<std::string> read_binding_header(std::string_view value);

/// `urn:nato:stanag:4778:profile:xmp:1:1`: the BDO of an XMP packet, spelt as an element or as an
/// attribute of rdf:Description; once, else `label.bad-binding`.
[[nodiscard]] Result<std::string> read_binding_xmp(std::string_view xmp);
[[nodiscard]] std::string write_binding_xmp(std::string_view bdo);

}  // namespace entente::label
