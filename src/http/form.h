#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace entente::http {

/// Percent-decoding (RFC 3986 section 2.1), once; `http.bad-form` for a stray `%`, what is not
/// UTF-8, and control characters. Thread-safety: pure functions.
[[nodiscard]] Result<std::string> percent_decoded(std::string_view text);

/// What `percent_decoded` gives back: all but the unreserved characters of RFC 3986 section 2.3 as
/// `%XX`. Fit for a query and for a form.
[[nodiscard]] std::string percent_encoded(std::string_view text);

/// The value of `authorization` by which a program shows its id and secret (RFC 6749 section
/// 2.3.1): both encoded, then as HTTP Basic.
[[nodiscard]] std::string basic_credentials(std::string_view id, std::string_view secret);

/// The fields of a query, or of a body of `application/x-www-form-urlencoded`, in their order;
/// `http.bad-form` also for a name without a value.
using FormFields = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] Result<FormFields> read_form_fields(std::string_view text);

}  // namespace entente::http
