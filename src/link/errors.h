#pragma once

#include "base/error.h"

namespace entente::link {

inline constexpr ErrorKind kRefused{
    "link.refused", Exit::denied, 502,
    "The partner's node refused the request; `where` is its code. Ask the partner."};
inline constexpr ErrorKind kUnknownOperation{
    "link.unknown-operation", Exit::invalid_input, 404,
    "The two nodes differ in version: update the older one."};
inline constexpr ErrorKind kQuota{"link.quota", Exit::peer_unreachable, 429,
                                  "Send less often; the answer says after how many seconds."};
inline constexpr ErrorKind kBadInvite{
    "link.bad-invite", Exit::invalid_input, 400,
    "Ask the partner for a new invitation: `entente peer invite -o FILE`."};
inline constexpr ErrorKind kInviteSignature{
    "link.invite-signature", Exit::verification_failed, 400,
    "The invitation was changed on its way. Ask the partner for it again."};
inline constexpr ErrorKind kInviteFingerprint{
    "link.invite-fingerprint", Exit::verification_failed, 400,
    "This is not the invitation whose fingerprint the partner told you. Do not accept it."};

inline constexpr const ErrorKind* kLinkErrors[] = {
    &kRefused, &kUnknownOperation, &kQuota, &kBadInvite, &kInviteSignature, &kInviteFingerprint};

}  // namespace entente::link
