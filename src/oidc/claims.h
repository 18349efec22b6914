#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "format/jws.h"

/// What a provider's token says, and whether it is said to this node, now.
namespace entente::oidc {

inline constexpr std::int64_t kSkewSeconds = 60;        ///< by which clocks may differ
inline constexpr std::int64_t kIssuedSeconds = 600;     ///< since when an ID token may be, at most
inline constexpr std::int64_t kAccessSeconds = 86'400;  ///< the same of an access token
inline constexpr std::size_t kSubjectBytes = 255;       ///< OpenID Connect Core 1.0, 2: `sub`
inline constexpr std::string_view kSubject = "sub";     ///< the claim that names the person

/// What a token must say.
struct Expected {
  std::string_view issuer;
  std::string_view audience;
  std::string_view claim = kSubject;  ///< which claim names the person
  Instant now;
};

/// The keys of `keys` that may have signed the token: those of its `kid` and its algorithm, or all
/// of its algorithm where it has no `kid` (OpenID Connect Core 1.0, 10.1).
[[nodiscard]] std::vector<const format::Jwk*> keys_for(const format::Jws& token,
                                                       const std::vector<format::Jwk>& keys);

/// The value of the claim that names the person, in an ID token that one of `keys` has signed, by
/// OpenID Connect Core 1.0, 3.1.3.7: issuer, sole audience, authorised party, times, nonce; and its
/// type, so that no other kind of token passes for one (RFC 8725 section 3.11). Every error is
/// `oidc.bad-token`, and shows nothing of the token (AB42).
[[nodiscard]] Result<std::string> person_of_id_token(const format::Jws& token,
                                                     const std::vector<format::Jwk>& keys,
                                                     const Expected& expected,
                                                     std::string_view nonce);

/// What an access token says of who shows it.
struct AccessToken {
  std::string person;    ///< the value of the claim that names the person
  std::string bound_to;  ///< the thumbprint of the key to be proved with it (RFC 9449 section 6.1)
};

/// The same for an access token of the provider, by RFC 9068 section 4: its type, issuer, this node
/// among its audiences, times. One that is bound in a way not known here is refused.
[[nodiscard]] Result<AccessToken> read_access_token(const format::Jws& token,
                                                    const std::vector<format::Jwk>& keys,
                                                    const Expected& expected);

}  // namespace entente::oidc
