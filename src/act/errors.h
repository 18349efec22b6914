#pragma once

#include "base/error.h"

namespace entente::act {

inline constexpr ErrorKind kMalformed{
    "act.malformed", Exit::invalid_input, 400,
    "Send the act exactly as it was signed; docs/reference/act-format.md has the form."};
inline constexpr ErrorKind kUnknownType{
    "act.unknown-type", Exit::invalid_input, 422,
    "Update this node: the partner uses an act type or version that this release does not know."};
inline constexpr ErrorKind kBadSignature{
    "act.bad-signature", Exit::verification_failed, 403,
    "Ask the issuer to send the act again; if it fails again, compare fingerprints with the peer."};
inline constexpr ErrorKind kUnknownKey{
    "act.unknown-key", Exit::verification_failed, 403,
    "Enrol the signer's key first (peer accept), or ask whether the key was revoked."};
inline constexpr ErrorKind kWrongContext{
    "act.wrong-context", Exit::verification_failed, 403,
    "The act was signed for another agreement, environment or addressee; it has no effect here."};

inline constexpr const ErrorKind* kActErrors[] = {&kMalformed, &kUnknownType, &kBadSignature,
                                                  &kUnknownKey, &kWrongContext};

}  // namespace entente::act
