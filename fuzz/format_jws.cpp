// A token that is read has one text, and no key verifies it that did not sign it. A set of keys
// holds only keys that verify.
#include <algorithm>

#include "base/encoding.h"
#include "base/invariant.h"
#include "base/limits.h"
#include "format/jws.h"

using namespace entente;
using namespace entente::format;

namespace {

/// The point of a NIST vector: no seed is signed with it.
const JwsKey& another_key() {
  static const JwsKey key =
      crypto::VerifyingKey::from_raw(
          crypto::SignatureSuite::ecdsa_p256_sha256,
          from_hex("04700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287"
                   "db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ac")
              .value())
          .value();
  return key;
}

void check_token(std::string_view token) {
  const auto jws = parse_jws(token);
  if (!jws.ok()) {
    return;
  }
  ENTENTE_INVARIANT(token.size() <= limits::kJwsBytes);
  ENTENTE_INVARIANT(jws->signing_input ==
                    to_base64url(jws->header) + "." + to_base64url(jws->payload));
  ENTENTE_INVARIANT(jws->signing_input + "." + to_base64url(jws->signature) == token);
  ENTENTE_INVARIANT(!verify_jws(*jws, another_key()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView input(data, size);
  check_token(as_text(input));
  const auto keys = parse_jwks(input);
  if (keys.ok()) {
    ENTENTE_INVARIANT(keys->size() <= limits::kJwksKeys);
    for (const Jwk& jwk : *keys) {
      Jws jws;
      jws.algorithm = algorithm_of(jwk.key);
      jws.signing_input = as_text(input);
      jws.signature = Bytes(64);
      ENTENTE_INVARIANT(!verify_jws(jws, jwk.key));
    }
  }
  return 0;
}
