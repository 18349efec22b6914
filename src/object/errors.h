#pragma once

#include "base/error.h"

namespace entente::object {

inline constexpr ErrorKind kBadContainer{
    "object.bad-container", Exit::invalid_input, 400,
    "Give a whole, unchanged protected object: docs/reference/object-format.md says what it is."};
inline constexpr ErrorKind kBadManifest{
    "object.bad-manifest", Exit::invalid_input, 400,
    "Ask the sender to seal the content again; the object's manifest is not well formed."};
inline constexpr ErrorKind kUnsupported{
    "object.unsupported", Exit::invalid_input, 400,
    "Ask the sender for a ZTDF object of version 4.2.2 or 4.3.0 with an HS256 root signature."};
inline constexpr ErrorKind kObjectTooLarge{
    "object.too-large", Exit::invalid_input, 413,
    "Use larger segments or less content; docs/reference/limits.md has the limits."};
inline constexpr ErrorKind kBadSealRequest{
    "object.bad-seal-request", Exit::invalid_input, 400,
    "Correct the named field of what is asked for and seal again."};
inline constexpr ErrorKind kManifestDiffers{
    "object.manifest-differs", Exit::verification_failed, 422,
    "Fetch the object again; this is not the one that the release names."};
inline constexpr ErrorKind kDamaged{
    "object.damaged", Exit::verification_failed, 422,
    "Fetch the object again; its content does not fit its manifest."};
inline constexpr ErrorKind kWrongBinding{
    "object.wrong-binding", Exit::verification_failed, 422,
    "Do not use the object: it was made for another item, agreement or environment."};
/// AB75: the only error for a key, a policy binding, a signature or a segment that does not fit, so
/// that nobody learns which of them failed.
inline constexpr ErrorKind kCannotOpen{
    "object.cannot-open", Exit::verification_failed, 422,
    "Fetch the object again; if it still does not open, ask the sender to seal it again."};

inline constexpr const ErrorKind* kObjectErrors[] = {
    &kBadContainer,    &kBadManifest, &kUnsupported,  &kObjectTooLarge, &kBadSealRequest,
    &kManifestDiffers, &kDamaged,     &kWrongBinding, &kCannotOpen};

}  // namespace entente::object
