#pragma once

#include <string>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/random.h"
#include "crypto/signature.h"

/// Proofs of possession as clients make them (RFC 9449 section 4.2), and as others do.
namespace entente::kas::testing {

class Prover {
 public:
  [[nodiscard]] std::string jwk() const {
    const BytesView point = key_.verifying_key().raw();
    return R"({"crv":"P-256","kty":"EC","x":")" + to_base64url(point.subspan(1, 32)) +
           R"(","y":")" + to_base64url(point.subspan(33, 32)) + R"("})";
  }
  /// RFC 7638: the digest of exactly these members in this order.
  [[nodiscard]] std::string thumbprint() const {
    return to_base64url(crypto::sha256(as_bytes(jwk())).view());
  }
  [[nodiscard]] std::string sign(const std::string& header, const std::string& claims) const {
    std::string jws = to_base64url(as_bytes(header)) + "." + to_base64url(as_bytes(claims));
    return jws + "." + to_base64url(key_.sign(as_bytes(jws)));
  }
  [[nodiscard]] std::string header() const {
    return R"({"typ":"dpop+jwt","alg":"ES256","jwk":)" + jwk() + "}";
  }
  [[nodiscard]] static std::string claims(std::string_view method, std::string_view url,
                                          Instant made, std::string_view id,
                                          std::string_view token = {}) {
    std::string text = R"({"htm":")" + std::string(method) + R"(","htu":")" + std::string(url) +
                       R"(","iat":)" + std::to_string(made.ms() / 1000) + R"(,"jti":")" +
                       std::string(id) + "\"";
    if (!token.empty()) {
      text += R"(,"ath":")" + to_base64url(crypto::sha256(as_bytes(token)).view()) + "\"";
    }
    return text + "}";
  }
  [[nodiscard]] const crypto::SigningKey& key() const { return key_; }

 private:
  crypto::SystemEntropy entropy_;
  crypto::SigningKey key_ =
      crypto::SigningKey::generate(crypto::SignatureSuite::ecdsa_p256_sha256, entropy_);
};

}  // namespace entente::kas::testing
