#pragma once

#include "api/access.h"
#include "api/endpoint.h"
#include "oidc/provider.h"

namespace entente::api {

/// The cookie of a sign-in that is at the provider. It comes along when the provider sends the
/// browser back, which a `SameSite=Strict` one does not.
inline constexpr std::string_view kFlowCookie = "__Host-entente-flow";

/// What sign-in through a provider asks. All outlive the endpoints.
struct ProviderSignIn {
  Access& access;
  oidc::Provider* provider = nullptr;  ///< null where none is configured
  /// Whether a person is in the register now.
  std::function<bool(const PersonId&)> is_registered;
};

/// The two endpoints through which a browser signs in with an OpenID provider: one sends it there,
/// one takes what it comes back with.
[[nodiscard]] std::vector<Endpoint> provider_endpoints(const ProviderSignIn& with);

}  // namespace entente::api
