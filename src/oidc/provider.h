#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/executor.h"
#include "crypto/secret.h"
#include "format/jws.h"
#include "http/message.h"
#include "oidc/claims.h"
#include "oidc/kept.h"
#include "oidc/metadata.h"

namespace entente::oidc {

using Keys = std::shared_ptr<const std::vector<format::Jwk>>;  // shared by those who verify

/// What the configuration says of a provider.
struct Settings {
  Url issuer;
  std::string client_id;
  crypto::SecretBytes client_secret;
  std::string redirect_uri;  ///< where the provider sends browsers back, as it knows it
  std::string claim;         ///< which claim of an ID token names the person
  std::string audience;      ///< what access tokens for this node name; empty: none is taken
  Keys pinned;               ///< verify its tokens in place of what it publishes; may be null
};

/// Sends a request; calls `done` once, on any thread. Follows no redirect, and keeps answers within
/// `kTokenAnswerBytes`, and all of it within some seconds.
using Send = std::function<void(const http::Endpoint& to, http::Request request,
                                std::function<void(Result<http::Response>)> done)>;

/// Where to send the browser to be asked who it is; of the node's own making (RFC 7636 section 4.3,
/// OpenID Connect Core 1.0, 3.1.2.1).
struct Question {
  std::string state;
  std::string nonce;
  std::string verifier;  ///< the secret behind the challenge, which alone is sent
};

/// What came back with the browser. Nothing of it is known to be true.
struct Answer {
  std::string code;
  std::string issuer;    ///< `iss` (RFC 9207); may be empty
  bool refused = false;  ///< there is an `error` (RFC 6749 section 4.1.2.1)
};

/// An OpenID provider, as one node of one client id sees it: hostile, slow, or not there. Its
/// description and keys are kept for an hour; keys are got anew for a key id that is not known, at
/// most once a minute. Nothing that a token names is ever fetched (AB42). Belongs to the node's
/// sequence.
class Provider {
 public:
  static constexpr std::int64_t kKeptMs = 3'600'000;
  static constexpr std::int64_t kUnknownKeyMs = 60'000;
  static constexpr std::size_t kRedeeming = 32;  ///< codes that are redeemed at once

  Provider(Executor& executor, Clock& clock, Send send, Settings settings);

  /// The address that asks. Errors: `oidc.unreachable`, `oidc.bad-provider`.
  void ask(const Question& question, std::function<void(Result<std::string> url)> done);
  /// Who answered: the value of the claim that names the person, under the configured issuer.
  /// Errors besides: `oidc.refused` where the provider, or another one, answered with no code that
  /// it takes; `oidc.bad-token`.
  void redeem(const Question& question, Answer answer,
              std::function<void(Result<std::string> person)> done);

  /// Who shows an access token of this provider, for this node. Errors: `oidc.bad-token`;
  /// `oidc.unreachable` or `oidc.bad-provider` where its keys are not to be had.
  void read_access(std::string_view token, std::function<void(Result<AccessToken>)> done);

  [[nodiscard]] const std::string& issuer() const { return settings_.issuer.text; }

 private:
  struct Redeeming;
  using RedeemingPtr = std::shared_ptr<Redeeming>;  // shared by the steps, which are std::functions
  using Got = std::function<void(const Result<http::Response>&)>;

  /// The answer comes on the sequence.
  void send(const Url& to, http::Request request, Got done);
  void get(const Url& from, std::function<void(const Result<Bytes>& body)> done);
  void with_metadata(Kept<Metadata>::Done done);
  void with_keys(std::int64_t longest_ms, Kept<Keys>::Done done);
  /// The keys, got anew where none of those kept may have signed the token.
  void with_keys_of(const format::Jws& token, const Kept<Keys>::Done& done);
  [[nodiscard]] http::Request token_request(const Metadata& metadata, const Redeeming& of) const;
  void exchange(const RedeemingPtr& of, const Metadata& metadata);
  void verify(const RedeemingPtr& of, std::string_view token);
  void finish(const RedeemingPtr& of, Result<std::string> person);

  Executor& executor_;
  Clock& clock_;
  Send send_;
  Settings settings_;
  Kept<Metadata> metadata_;
  Kept<Keys> keys_;
  std::size_t redeeming_ = 0;
};

}  // namespace entente::oidc
