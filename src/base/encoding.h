#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace entente {

/// Encodings of RFC 4648. Decoding is strict: no white space, no foreign characters, padding
/// exactly as the form demands and non-zero trailing bits refused, so that one value has one text.
/// Errors: `base.bad-encoding`. Not for secrets (not constant-time). Thread-safety: pure functions.
[[nodiscard]] std::string to_hex(BytesView bytes);
[[nodiscard]] Result<Bytes> from_hex(std::string_view text);  ///< lower-case digits only

[[nodiscard]] std::string to_base64(BytesView bytes);  ///< section 4, padded
[[nodiscard]] Result<Bytes> from_base64(std::string_view text);

[[nodiscard]] std::string to_base64url(BytesView bytes);  ///< section 5, without padding (RFC 7515)
[[nodiscard]] Result<Bytes> from_base64url(std::string_view text);
void append_base64url(std::string& to, BytesView bytes);

}  // namespace entente
