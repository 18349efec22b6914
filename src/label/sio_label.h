#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

/// Labels of messages, read only: the header field SIO-Label (RFC 7444) and the ESS label (RFC
/// 2634) that it can carry.
namespace entente::label {

/// One SIO-Label. Type and label come together; without them, handling is the default.
struct SioLabel {
  std::string marking;
  std::string fgcolor;
  std::string bgcolor;
  std::string type;  ///< `:ess`, `:x411`, `:xml` or a URI; empty without a label
  Bytes label;
};

/// The value of the field, folded or not, with continuations and encoded values (RFC 2231). A
/// parameter twice, a gap in continuations, a type without label, a colour without marking and
/// anything malformed are `label.bad-value`. Unknown parameters are passed over.
[[nodiscard]] Result<SioLabel> read_sio_label(std::string_view value);

/// ESSSecurityLabel (RFC 2634 3.2).
struct EssLabel {
  std::string policy_oid;
  std::optional<std::int64_t> classification;
  std::string privacy_mark;
  Bytes categories;  ///< the SET OF SecurityCategory, not looked into; who has any must be able to
};

/// Reads BER, not DER alone: members of the SET in any order, lengths in any definite form. Each at
/// most once and nothing behind; else `label.bad-value`.
[[nodiscard]] Result<EssLabel> read_ess_label(BytesView ber);

}  // namespace entente::label
