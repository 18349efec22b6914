#include "kas/share_client.h"

#include <algorithm>

#include "base/encoding.h"
#include "format/json.h"
#include "format/json_writer.h"
#include "format/jws.h"
#include "http/form.h"
#include "kas/dpop.h"
#include "kas/errors.h"
#include "oidc/metadata.h"

namespace entente::kas {
namespace {

constexpr std::size_t kAnswerBytes = 192u << 10;
constexpr std::int64_t kQuestionSeconds = 60;
constexpr unsigned kSessionBits = 2048;

Result<http::Response> reached(Result<http::Response> response, const oidc::Url& at) {
  return response.ok()
             ? std::move(response)
             : Result<http::Response>(
                   Error(kServiceUnreachable,
                         "The service cannot be reached: " + response.error().message(), at.text));
}

Result<http::Response> get(const Exchange& exchange, const oidc::Url& from) {
  http::Request request;
  request.target = from.target;
  request.headers.add("accept", "application/json");
  return reached(exchange(from.endpoint, std::move(request)), from);
}

Error bad_answer(const oidc::Url& from) {
  return Error(kBadAnswer, "The service's answer is not one of its protocol.", from.text);
}

/// A text that the answer's object has.
Result<std::string> text_of(const http::Response& response, std::string_view key,
                            const oidc::Url& from) {
  const auto document =
      format::JsonDocument::parse(response.body, {.bytes = kAnswerBytes, .depth = 8});
  const auto text =
      document.ok() ? document->root().string_at(key) : Result<std::string_view>(document.error());
  return text.ok() ? Result<std::string>(std::string(*text)) : bad_answer(from);
}

/// What a service's refusal means here.
Error refusal_of(int status, const oidc::Url& from) {
  switch (status) {
    case 400:
    case 422:
      return Error(kBadRewrap, "The service says that the object does not fit together.",
                   from.text);
    case 401:
      return Error(kNoToken, "The service does not accept this program's token.", from.text);
    case 403:
    case 404:
      return Error(kNotGiven, "The service does not give the key to this program.", from.text);
    default:
      return status >= 500 ? Error(kServiceUnreachable, "The service has a fault.", from.text)
                           : bad_answer(from);
  }
}

}  // namespace

Result<object::KeyAccessTarget> published_key(const Exchange& exchange, const std::string& url,
                                              ServiceKey wanted) {
  ENTENTE_TRY(const oidc::Url from,
              oidc::Url::beneath(url, "/v2/kas_public_key?v=2&algorithm=" +
                                          http::percent_encoded(name_of(wanted))));
  ENTENTE_TRY(const http::Response response, get(exchange, from));
  if (response.status != 200) {
    return refusal_of(response.status, from);
  }
  ENTENTE_TRY(const std::string pem, text_of(response, "publicKey", from));
  ENTENTE_TRY(std::string kid, text_of(response, "kid", from));
  auto key = object::read_share_key(pem);
  if (!key.ok()) {
    return bad_answer(from);
  }
  return object::KeyAccessTarget{
      std::string(oidc::without_slash(url)), std::move(kid), std::move(*key), {}};
}

ShareClient::ShareClient(Exchange exchange, const Clock& clock, Entropy& entropy,
                         std::vector<std::string> services, Program program)
    : exchange_(std::move(exchange)),
      clock_(clock),
      entropy_(entropy),
      services_(std::move(services)),
      program_(std::move(program)),
      proof_key_(crypto::SigningKey::generate(crypto::SignatureSuite::ecdsa_p256_sha256, entropy)),
      session_key_(crypto::RsaKey::generate(kSessionBits)) {}

/// Where the provider says, else where those say nothing whose addresses OpenTDF clients build
/// themselves.
Result<oidc::Url> ShareClient::token_endpoint() const {
  ENTENTE_TRY(const oidc::Url description, oidc::metadata_url(program_.issuer));
  ENTENTE_TRY(const http::Response response, get(exchange_, description));
  if (response.status == 200) {
    return oidc::read_token_endpoint(response.body, program_.issuer.text);
  }
  return oidc::Url::beneath(program_.issuer.text, "/protocol/openid-connect/token");
}

Result<http::Response> ShareClient::post(const oidc::Url& to, http::Request request,
                                         std::string_view token) const {
  request.method = "POST";
  request.target = to.target;
  request.headers.add("accept", "application/json");
  const std::string_view bare = std::string_view(to.text).substr(0, to.text.find('?'));
  request.headers.add(
      "dpop", write_proof(proof_key_, {request.method, bare, token}, clock_.now(), entropy_));
  return reached(exchange_(to.endpoint, std::move(request)), to);
}

Result<std::string> ShareClient::new_token() const {
  ENTENTE_TRY(const oidc::Url to, token_endpoint());
  http::Request request;
  request.headers.add("content-type", "application/x-www-form-urlencoded");
  request.headers.add("authorization",
                      http::basic_credentials(program_.id, as_text(program_.secret.view())));
  request.body = to_bytes("grant_type=client_credentials");
  ENTENTE_TRY(const http::Response response, post(to, std::move(request), {}));
  if (response.status != 200) {
    return response.status >= 500
               ? refusal_of(response.status, to)
               : Error(kBadProgram, "The provider gives this program no token.", to.text);
  }
  return text_of(response, "access_token", to);
}

/// The request within a token that is signed with the key that is proved.
std::string ShareClient::question(const object::KeyAccess& key_access,
                                  std::string_view policy) const {
  std::string body;
  format::JsonWriter request(body);
  request.begin_object().member("algorithm", "RS256").key("keyAccess");
  object::write_key_access(request, key_access);
  request.member("policy", policy).member("clientPublicKey", session_key_.public_key().pem());
  request.end_object().finish();

  const std::int64_t now = clock_.now().ms() / 1000;
  std::string claims;
  format::JsonWriter out(claims);
  out.begin_object().member("requestBody", body).member("iat", now);
  out.member("exp", now + kQuestionSeconds).end_object().finish();

  std::string text;
  format::JsonWriter outer(text);
  outer.begin_object().member("signedRequestToken",
                              format::write_jws(proof_key_, "JWT", {}, as_bytes(claims)));
  outer.end_object().finish();
  return text;
}

Result<crypto::Secret32> ShareClient::unwrap(const object::KeyAccess& key_access,
                                             std::string_view policy) {
  const std::string service(oidc::without_slash(key_access.url));
  if (std::ranges::find(services_, service, oidc::without_slash) == services_.end()) {
    return Error(kUnknownService, "The object's key is at a service that was not named.", service);
  }
  ENTENTE_TRY(const oidc::Url to, oidc::Url::beneath(service, "/v2/rewrap"));
  if (token_.empty()) {
    ENTENTE_TRY(token_, new_token());
  }
  http::Request request;
  request.headers.add("content-type", "application/json");
  request.headers.add("authorization", "Bearer " + token_);
  request.body = to_bytes(question(key_access, policy));
  ENTENTE_TRY(const http::Response response, post(to, std::move(request), token_));
  if (response.status != 200) {
    return refusal_of(response.status, to);
  }
  ENTENTE_TRY(const std::string wrapped, text_of(response, "entityWrappedKey", to));
  const auto bytes = from_base64(wrapped);
  auto share = bytes.ok() ? session_key_.unwrap(*bytes) : Result<crypto::Secret32>(bytes.error());
  return share.ok() ? std::move(share) : Result<crypto::Secret32>(bad_answer(to));
}

}  // namespace entente::kas
