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
/// Of whatever may not be given: hidden, absent and denied are one answer (AB75).
inline constexpr ErrorKind kNotGiven{
    "kas.denied", Exit::denied, 403,
    "Ask the registry officer whether the object is an item and you need to know it."};
inline constexpr ErrorKind kNoMethod{"kas.method-not-allowed", Exit::usage, 405,
                                     "Use the method that docs/reference/key-access.md names."};

// ---- Of the asking side -------------------------------------------------------------------------

inline constexpr ErrorKind kServiceUnreachable{
    "kas.unreachable", Exit::peer_unreachable, 503,
    "Try again later; if it stays so, compare the addresses, and --trust, with the service's."};
inline constexpr ErrorKind kBadAnswer{
    "kas.bad-answer", Exit::peer_unreachable, 502,
    "Ask whoever runs the service whether it is an OpenTDF key access service."};
/// A hostile object names a service that collects tokens: only those that a person named are asked.
inline constexpr ErrorKind kUnknownService{
    "kas.unknown-service", Exit::denied, 403,
    "If you trust the service with this program's token, name it by --kas."};
inline constexpr ErrorKind kBadProgram{
    "kas.program-refused", Exit::sign_in_required, 401,
    "Compare --oidc, --client-id and the secret's file with what was registered."};

inline constexpr const ErrorKind* kKasErrors[] = {
    &kBadRewrap,          &kNoToken,   &kBadProof,       &kNotGiven,  &kNoMethod,
    &kServiceUnreachable, &kBadAnswer, &kUnknownService, &kBadProgram};

/// What a client is told of an error: that the request does not fit together, that the share may
/// not be given, or, where it is neither, the error's own kind.
[[nodiscard]] constexpr const ErrorKind& told(const ErrorKind& kind) {
  switch (kind.http_status) {
    case 400:
    case 422:
      return kBadRewrap;
    case 403:
    case 404:
      return kNotGiven;
    default:
      return kind;
  }
}

}  // namespace entente::kas
