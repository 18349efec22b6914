#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace entente::oidc {

inline constexpr std::size_t kTokenAnswerBytes = 192u << 10;

/// The ID token in a token endpoint's answer (OpenID Connect Core 1.0, 3.1.3.3), not yet read.
/// Nothing else of the answer is used. Every error is `oidc.bad-provider`, and shows nothing of it.
[[nodiscard]] Result<std::string> read_token_answer(BytesView json);

}  // namespace entente::oidc
