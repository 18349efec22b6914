#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace entente::crypto {

/// One PEM block (RFC 7468, strict form: 64-column lines, `\n`), `label` without dashes.
[[nodiscard]] std::string to_pem(std::string_view label, BytesView der);

/// The content of exactly one block of that label. Lines may end in `\n` or `\r\n` and have any
/// width; headers, other text and trailing bytes other than line ends give `crypto.bad-pem`.
/// At most 64 KiB. Not for secrets (not constant-time). Thread-safe.
[[nodiscard]] Result<Bytes> from_pem(std::string_view label, std::string_view pem);

}  // namespace entente::crypto
