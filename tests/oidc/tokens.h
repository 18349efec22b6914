#pragma once

#include <map>
#include <string>

#include "base/encoding.h"
#include "crypto/random.h"
#include "crypto/signature.h"
#include "format/jws.h"
#include "oidc/claims.h"

/// Tokens as a provider signs them, for tests that change them.
namespace entente::oidc::test {

inline constexpr std::string_view kIssuer = "https://id.example";
/// What the issuer says of itself (OpenID Connect Discovery 1.0).
inline constexpr std::string_view kDescription =
    R"({"issuer":"https://id.example","authorization_endpoint":"https://id.example/auth",)"
    R"("token_endpoint":"https://id.example/token","jwks_uri":"https://id.example/jwks",)"
    R"("response_types_supported":["code"]})";
inline constexpr std::string_view kNonce = "n-0S6_WzA2Mj";

/// The members of a token's claims, as JSON.
using Claims = std::map<std::string, std::string>;

inline Claims sound_claims(Instant now) {
  const std::int64_t seconds = now.ms() / 1000;
  return {{"iss", R"("https://id.example")"},
          {"aud", R"("entente")"},
          {"sub", R"("sub-mori")"},
          {"nonce", R"("n-0S6_WzA2Mj")"},
          {"iat", std::to_string(seconds - 1)},
          {"exp", std::to_string(seconds + 300)}};
}

inline Claims with(Claims claims, const std::string& name, const std::string& json) {
  claims[name] = json;
  return claims;
}
inline Claims without(Claims claims, const std::string& name) {
  claims.erase(name);
  return claims;
}

inline std::string json_of(const Claims& claims) {
  std::string text;
  for (const auto& [name, json] : claims) {
    text += (text.empty() ? "{\"" : ",\"") + name + "\":" + json;
  }
  return text + "}";
}

/// A signing key of a provider, and how it publishes it.
class Signer {
 public:
  explicit Signer(std::string kid)
      : kid_(std::move(kid)),
        key_(crypto::SigningKey::generate(crypto::SignatureSuite::ecdsa_p256_sha256, entropy_)) {}

  [[nodiscard]] std::string sign(const Claims& claims, std::string_view type = "JWT") const {
    return format::write_jws(key_, type, kid_, as_bytes(json_of(claims)));
  }
  [[nodiscard]] std::string jwk() const {
    const auto verifying = key_.verifying_key();
    const BytesView point = verifying.raw();
    return R"({"kty":"EC","crv":"P-256","kid":")" + kid_ + R"(","x":")" +
           to_base64url(point.subspan(1, 32)) + R"(","y":")" + to_base64url(point.subspan(33)) +
           "\"}";
  }
  [[nodiscard]] std::string jwks() const { return R"({"keys":[)" + jwk() + "]}"; }

 private:
  std::string kid_;
  crypto::SystemEntropy entropy_;
  crypto::SigningKey key_;
};

}  // namespace entente::oidc::test
