#pragma once

#include <string_view>

#include "base/bytes.h"
#include "oidc/url.h"

namespace entente::oidc {

inline constexpr std::size_t kMetadataBytes = 64u << 10;

/// How a client shows its secret at the token endpoint (OpenID Connect Core 1.0, 9).
enum class SecretIn { head, body };

/// What a provider says of itself (OpenID Connect Discovery 1.0, 3), as far as it is used here.
struct Metadata {
  Url authorization_endpoint;
  Url token_endpoint;
  Url jwks_uri;
  SecretIn secret_in = SecretIn::head;
  bool names_itself = false;  ///< every answer has `iss` (RFC 9207 section 3)
};

/// Where the provider's description is (Discovery 1.0, 4.1).
[[nodiscard]] Result<Url> metadata_url(const Url& issuer);

/// Reads the description, strictly: its `issuer` is `issuer` to the letter (Discovery 1.0, 4.3),
/// every address is https, it knows the code flow, and PKCE with S256 if it lists methods at all.
/// Members that are not used are passed over. Every error is `oidc.bad-provider`.
[[nodiscard]] Result<Metadata> read_metadata(BytesView json, std::string_view issuer);

/// The one address that a program needs, of a provider that need not know the code flow. Every
/// error is `oidc.bad-provider`.
[[nodiscard]] Result<Url> read_token_endpoint(BytesView json, std::string_view issuer);

}  // namespace entente::oidc
