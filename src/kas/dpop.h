#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/entropy.h"
#include "base/time.h"
#include "crypto/signature.h"
#include "format/jws.h"

/// Proof of possession (DPoP, RFC 9449): a token that was bound to a key is no use to who stole it.
namespace entente::kas {

/// What a proof must be for.
struct ProofOf {
  std::string_view method;
  std::string_view url;    ///< without query and fragment
  std::string_view token;  ///< the access token that it comes with; empty where one is asked for
};

/// A proof that holds: who sent the request has the key.
struct Proof {
  format::JwsKey key;
  std::string thumbprint;  ///< of the key (RFC 7638), base64url: what a token is bound to
};

/// A proof by `key` for one request, made now: what `Proofs` verifies. The key is on P-256.
[[nodiscard]] std::string write_proof(const crypto::SigningKey& key, const ProofOf& of, Instant now,
                                      Entropy& entropy);

/// Verifies proofs, each of them once. Not thread-safe: belongs to the node's sequence.
class Proofs {
 public:
  static constexpr std::int64_t kWindowMs = 120'000;  ///< before and after now that it may be made
  static constexpr std::size_t kKept = 65'536;        ///< ids within the window; past it none holds

  /// Reads and verifies the value of the `dpop` field by RFC 9449 4.3: type, algorithm, the
  /// signature by the key that it names, method, address, time, the token's digest; and that its id
  /// was not seen before. Every failure is `kas.bad-proof`.
  [[nodiscard]] Result<Proof> verify(std::string_view field, const ProofOf& of, Instant now);

 private:
  [[nodiscard]] bool is_new(const std::string& id, Instant now);
  std::map<std::string, Instant, std::less<>> seen_;
};

}  // namespace entente::kas
