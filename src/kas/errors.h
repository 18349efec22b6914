#pragma once

#include "base/error.h"

namespace entente::kas {

inline constexpr ErrorKind kBadRewrap{
    "kas.bad-request", Exit::invalid_input, 400,
    "Ask as OpenTDF clients do, with the policy and the key access object as the object has them."};
inline constexpr ErrorKind kNoToken{
    "kas.token-required", Exit::sign_in_required, 401,
    "Get a token for a registered program first: docs/how-to/open-with-opentdf.md."};

inline constexpr const ErrorKind* kKasErrors[] = {&kBadRewrap, &kNoToken};

}  // namespace entente::kas
