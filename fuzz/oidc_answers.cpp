// What a provider says, hostile: what is read of it holds, and names https addresses alone.
#include "base/invariant.h"
#include "base/limits.h"
#include "crypto/random.h"
#include "http/message.h"
#include "oidc/claims.h"
#include "oidc/metadata.h"
#include "oidc/token_answer.h"

using namespace entente;
using namespace entente::oidc;

namespace {

constexpr std::string_view kIssuer = "https://id.example";

/// A provider that signs whatever it is given.
const crypto::SigningKey& signing_key() {
  static crypto::SystemEntropy entropy;
  static const auto key =
      crypto::SigningKey::generate(crypto::SignatureSuite::ecdsa_p256_sha256, entropy);
  return key;
}

/// The members of a payload are what the token says, in one way alone.
void check_claims(BytesView payload) {
  static const std::vector<format::Jwk> keys{{"", signing_key().verifying_key()}};
  static const Instant now = Instant::parse("2026-11-27T09:00:00Z").value();
  const auto token = format::parse_jws(format::write_jws(signing_key(), "JWT", "", payload));
  if (!token.ok()) {
    return;
  }
  const auto person = person_of_id_token(*token, keys, {kIssuer, "entente", kSubject, now}, "n");
  auto access = *token;
  access.type = "at+jwt";
  const auto shown = read_access_token(access, keys, {kIssuer, "entente", kSubject, now});
  ENTENTE_INVARIANT(!shown.ok() || shown->person.size() <= kSubjectBytes);
  // The sole audience is among the audiences, and what is one kind for its claims may be the other.
  ENTENTE_INVARIANT(!person.ok() || shown.ok() || shown.error().where() == "cnf");
  if (person.ok()) {
    ENTENTE_INVARIANT(!person->empty() && person->size() <= kSubjectBytes);
    const auto document = format::JsonDocument::parse(payload);
    ENTENTE_INVARIANT(document->root().string_at("iss").value() == kIssuer);
    ENTENTE_INVARIANT(document->root().string_at("nonce").value() == "n");
    ENTENTE_INVARIANT(document->root().string_at("sub").value() == *person);
  }
}

void check_url(const Url& url) {
  ENTENTE_INVARIANT(url.text.starts_with("https://") && url.text.size() <= Url::kBytes);
  ENTENTE_INVARIANT(url.target.starts_with('/') && http::is_field_value(url.target));
  ENTENTE_INVARIANT(http::is_field_value(url.text));
  ENTENTE_INVARIANT(url.endpoint.port != 0 && !url.endpoint.host.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView input(data, size);
  if (const auto url = Url::parse(as_text(input)); url.ok()) {
    check_url(*url);
  }
  if (const auto metadata = read_metadata(input, kIssuer); metadata.ok()) {
    check_url(metadata->authorization_endpoint);
    check_url(metadata->token_endpoint);
    check_url(metadata->jwks_uri);
  }
  if (const auto token = read_token_answer(input); token.ok()) {
    ENTENTE_INVARIANT(!token->empty() && token->size() <= limits::kJwsBytes);
  }
  check_claims(input);
  return 0;
}
