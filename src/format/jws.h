#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/names.h"
#include "crypto/rsa.h"
#include "crypto/signature.h"
#include "format/json.h"

/// Signed tokens and the keys that verify them, as OpenID Connect providers and OpenTDF clients
/// send them: compact JWS (RFC 7515) and JWK sets (RFC 7517), with the advice of RFC 8725. Nothing
/// here fetches anything (AB42). Pure functions, thread-safe.
namespace entente::format {

/// Only signatures: `none` and MACs have no place where keys are public (AB42).
enum class JwsAlgorithm : std::uint8_t { eddsa = 1, es256 = 2, es384 = 3, rs256 = 4 };

/// A token that was read, not yet verified: nothing in it is known to be true. A value.
struct Jws {
  JwsAlgorithm algorithm{};
  std::string kid;   ///< may be empty; any text: compare it, never build a path of it (AB42)
  std::string type;  ///< `typ`, may be empty
  Bytes header;      ///< a JSON object; `jwk`, `jku`, `x5c`, `x5u` in it are nobody's keys
  Bytes payload;
  std::string signing_input;  ///< what is signed: the first two parts as they came
  Bytes signature;
};

/// Reads a compact JWS strictly, at most `limits::kJwsBytes`: three base64url parts without
/// padding, none empty; a header in strict JSON with an `alg` of ours, where `typ` and `kid` are
/// text if they are there. A header with `crit` or `b64` (RFC 7797) is refused, since no extension
/// is understood. Every error is `format.bad-jws` and shows nothing of the token.
[[nodiscard]] Result<Jws> parse_jws(std::string_view compact);

/// A key and, by its kind, the one algorithm that it verifies.
using JwsKey = std::variant<crypto::VerifyingKey, crypto::RsaPublicKey>;

[[nodiscard]] JwsAlgorithm algorithm_of(const JwsKey& key);

/// Whether the token was signed with `key`, under the key's own algorithm: what the token says of
/// its algorithm never chooses how a key is used (RFC 8725 3.1, AB42).
[[nodiscard]] bool verify_jws(const Jws& jws, const JwsKey& key);

/// A compact JWS over `payload`; empty `type` and `kid` are left out of the header.
[[nodiscard]] std::string write_jws(const crypto::SigningKey& key, std::string_view type,
                                    std::string_view kid, BytesView payload);
/// The same with the public key itself in its header (`jwk`), as proofs of possession have it. The
/// key is on P-256; a broken invariant else.
[[nodiscard]] std::string write_jws_with_key(const crypto::SigningKey& key, std::string_view type,
                                             BytesView payload);

/// One public key of a set.
struct Jwk {
  std::string kid;  ///< may be empty, and may be another key's too
  JwsKey key;
};

/// A key that verifies: `kty` RSA, EC with P-256 or P-384, or OKP with Ed25519; `use`, `key_ops`
/// and `alg`, if there, allow it. Private parts are refused, other members passed over. Errors:
/// `format.bad-jwk` at the key's place.
[[nodiscard]] Result<JwsKey> read_jwk(JsonValue in);

/// The keys of a JWK set that verify, in its order. Passes over keys of another kind and for
/// another use (RFC 7517 5), as providers publish them too; a key of our kinds that is malformed,
/// weak or private makes the set `format.bad-jwk`, as do more than `limits::kJwksKeys` keys. Also
/// `format.bad-json`; `base.too-large` beyond `limits::kJwksBytes`.
[[nodiscard]] Result<std::vector<Jwk>> parse_jwks(BytesView json);

}  // namespace entente::format

template <>
struct entente::Names<entente::format::JwsAlgorithm> {
  using enum entente::format::JwsAlgorithm;
  static constexpr std::pair<entente::format::JwsAlgorithm, std::string_view> kRows[] = {
      {eddsa, "EdDSA"}, {es256, "ES256"}, {es384, "ES384"}, {rs256, "RS256"}};
};
