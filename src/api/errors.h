#pragma once

#include "base/error.h"

namespace entente::api {

inline constexpr ErrorKind kNoMethod{"api.method-not-allowed", Exit::usage, 405,
                                     "Use a method that `allow` names; see openapi.json."};
inline constexpr ErrorKind kBadParameter{"api.bad-parameter", Exit::usage, 400,
                                         "Send the parameters as openapi.json describes them."};
inline constexpr ErrorKind kBadMediaType{
    "api.bad-media-type", Exit::usage, 415,
    "Send application/json, or multipart/form-data where a file is sent."};
inline constexpr ErrorKind kBadForm{
    "api.bad-form", Exit::invalid_input, 400,
    "Send multipart/form-data as RFC 7578 has it: the fields first, the file last."};
inline constexpr ErrorKind kSignInRequired{"api.sign-in-required", Exit::sign_in_required, 401,
                                           "Sign in (POST /api/v1/session), and send the token."};
inline constexpr ErrorKind kWrongCredentials{
    "api.wrong-credentials", Exit::sign_in_required, 401,
    "Check person, password and code. After several failures, wait as `retry-after` says."};
inline constexpr ErrorKind kTooManyAttempts{"api.too-many-attempts", Exit::sign_in_required, 429,
                                            "Wait as many seconds as `retry-after` says."};
inline constexpr ErrorKind kWeakPassword{
    "api.weak-password", Exit::invalid_input, 422,
    "Choose a password of 12 to 256 characters that does not hold your name."};
inline constexpr ErrorKind kRoleMissing{
    "api.role-missing", Exit::denied, 403,
    "Ask somebody who has the role; the security officer keeps the register of persons."};
inline constexpr ErrorKind kSecondPerson{"api.second-person", Exit::second_person_needed, 403,
                                         "Ask a second person who may do it."};
inline constexpr ErrorKind kForeignOrigin{
    "api.foreign-origin", Exit::denied, 403,
    "Call from the node's own pages, or with a token in place of the cookie."};
inline constexpr ErrorKind kChanged{"api.changed", Exit::out_of_order, 412,
                                    "Read the resource again: it is no longer what you saw."};
inline constexpr ErrorKind kKeyReused{"api.key-reused", Exit::usage, 422,
                                      "Use a new Idempotency-Key for another request."};
inline constexpr ErrorKind kOutcomeUnknown{
    "api.outcome-unknown", Exit::out_of_order, 409,
    "A request with this Idempotency-Key was begun: look whether it was recorded, then decide."};
inline constexpr ErrorKind kNoProvider{
    "api.no-provider", Exit::usage, 404,
    "Sign in with password and code, or name a provider in the configuration (`oidc`)."};
inline constexpr ErrorKind kNoFlow{"api.no-flow", Exit::sign_in_required, 401,
                                   "Begin again, in the same browser: GET /api/v1/session/oidc."};
inline constexpr ErrorKind kNotBound{
    "api.not-bound", Exit::denied, 403,
    "Ask the security officer to bind you to the provider's subject (`account bind`)."};
inline constexpr ErrorKind kSubjectBound{"api.subject-bound", Exit::denied, 409,
                                         "Unbind the other person first, or give another subject."};
inline constexpr ErrorKind kQuota{"api.quota", Exit::peer_unreachable, 429,
                                  "Wait as many seconds as `retry-after` says; then ask slower."};
inline constexpr ErrorKind kBusy{"api.busy", Exit::peer_unreachable, 503, "Try again in a moment."};

inline constexpr const ErrorKind* kApiErrors[] = {
    &kNoMethod,         &kBadParameter,    &kBadMediaType,   &kBadForm,      &kSignInRequired,
    &kWrongCredentials, &kTooManyAttempts, &kWeakPassword,   &kRoleMissing,  &kForeignOrigin,
    &kChanged,          &kKeyReused,       &kOutcomeUnknown, &kBusy,         &kSecondPerson,
    &kNoProvider,       &kNoFlow,          &kNotBound,       &kSubjectBound, &kQuota};

}  // namespace entente::api
