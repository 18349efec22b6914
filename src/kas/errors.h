#pragma once

#include "base/error.h"

namespace entente::kas {

inline constexpr ErrorKind kBadRewrap{
    "kas.bad-request", Exit::invalid_input, 400,
    "Ask as OpenTDF clients do, with the policy and the key access object as the object has them."};
inline constexpr ErrorKind kNoToken{
    "kas.token-required", Exit::sign_in_required, 401,
    "Get a token for a registered program first: docs/how-to/open-with-opentdf.md."};

inline constexpr ErrorKind kBadProof{
    "kas.bad-proof", Exit::sign_in_required, 401,
    "Send a fresh DPoP proof (RFC 9449) for this very request, by the key the token is bound to."};

inline constexpr const ErrorKind* kKasErrors[] = {&kBadRewrap, &kNoToken, &kBadProof};

}  // namespace entente::kas
