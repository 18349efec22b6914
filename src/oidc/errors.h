#pragma once

#include "base/error.h"

namespace entente::oidc {

inline constexpr ErrorKind kProviderUnreachable{
    "oidc.unreachable", Exit::peer_unreachable, 503,
    "Try again later, or sign in with password and code (POST /api/v1/session)."};
inline constexpr ErrorKind kBadProvider{
    "oidc.bad-provider", Exit::peer_unreachable, 502,
    "Ask the administrator to compare the configuration's `oidc` with the provider."};
inline constexpr ErrorKind kRefused{"oidc.refused", Exit::sign_in_required, 401,
                                    "Begin again: GET /api/v1/session/oidc."};
inline constexpr ErrorKind kBadToken{
    "oidc.bad-token", Exit::sign_in_required, 401,
    "Begin again; if it stays so, ask the administrator: the token is not for this node now."};
inline constexpr ErrorKind kBadUrl{"oidc.bad-url", Exit::invalid_input, 422,
                                   "Give an https address: no user, no fragment, plain ASCII."};

inline constexpr const ErrorKind* kOidcErrors[] = {&kProviderUnreachable, &kBadProvider, &kRefused,
                                                   &kBadToken, &kBadUrl};

}  // namespace entente::oidc
