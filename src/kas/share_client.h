#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/entropy.h"
#include "crypto/rsa.h"
#include "crypto/secret.h"
#include "crypto/signature.h"
#include "http/endpoint.h"
#include "http/message.h"
#include "kas/service_key.h"
#include "object/key_access.h"
#include "object/seal.h"
#include "oidc/url.h"

/// The asking side of the key access protocol: how a program that is no node seals to a key access
/// service, and opens what it may (docs/reference/key-access.md).
namespace entente::kas {

/// One exchange with a server of the web, waited for.
using Exchange = std::function<Result<http::Response>(const http::Endpoint& to, http::Request)>;

/// The current key of the service at `url` (`https://host/kas`), as a recipient of one share.
/// Errors: `oidc.bad-url`, `kas.unreachable`, `kas.bad-answer`.
[[nodiscard]] Result<object::KeyAccessTarget> published_key(const Exchange& exchange,
                                                            const std::string& url,
                                                            ServiceKey wanted);

/// A registered program, and who vouches for it.
struct Program {
  oidc::Url issuer;  ///< an OpenID Connect provider, or a node's `https://host/auth`
  std::string id;
  crypto::SecretBytes secret;
};

/// Asks key access services for shares in the name of a program: one token (RFC 6749 4.4), bound to
/// a key that is drawn for this client and proved with every request (RFC 9449). Not thread-safe.
class ShareClient {
 public:
  /// Only `services` are ever asked, whatever an object says. Clock and entropy must outlive it.
  ShareClient(Exchange exchange, const Clock& clock, Entropy& entropy,
              std::vector<std::string> services, Program program);

  /// One share, as `object::KeyUnwrapper` wants it. Errors: `kas.unknown-service`,
  /// `kas.unreachable`, `kas.bad-answer`, `kas.program-refused`, `kas.token-required`,
  /// `kas.denied`, and `kas.bad-request` where the service says that key, policy and binding do not
  /// fit.
  [[nodiscard]] Result<crypto::Secret32> unwrap(const object::KeyAccess& key_access,
                                                std::string_view policy);

 private:
  [[nodiscard]] Result<oidc::Url> token_endpoint() const;
  [[nodiscard]] Result<std::string> new_token() const;
  [[nodiscard]] Result<http::Response> post(const oidc::Url& to, http::Request request,
                                            std::string_view token) const;
  [[nodiscard]] std::string question(const object::KeyAccess& key_access,
                                     std::string_view policy) const;

  Exchange exchange_;
  const Clock& clock_;
  Entropy& entropy_;
  std::vector<std::string> services_;
  Program program_;
  crypto::SigningKey proof_key_;
  crypto::RsaKey session_key_;  ///< to which the shares are wrapped: every service knows RSA
  std::string token_;
};

}  // namespace entente::kas
