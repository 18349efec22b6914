#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

/// Labels of messages, read only: the header field SIO-Label (RFC 7444). What label it can carry in
/// ASN.1 is in ess_label.h.
namespace entente::label {

/// One SIO-Label. Type and label come together; without them, handling is the default.
struct SioLabel {
  std::string marking;
  std::string fgcolor;
  std::string bgcolor;
  std::string type;  ///< `:ess`, `:x411`, `:xml` or a URI; empty without a label
  Bytes label;

  /// Whether `label` is an ESS label (RFC 7444 names it in two ways).
  [[nodiscard]] bool carries_ess() const { return type == ":ess" || type == ":x411"; }
};

/// The value of one field, folded or not, with continuations and encoded values (RFC 2231). A
/// parameter twice, a gap in continuations, a type without label, a colour without marking and
/// anything malformed are `label.bad-value`. Unknown parameters are passed over.
[[nodiscard]] Result<SioLabel> read_sio_label(std::string_view value);

}  // namespace entente::label
