#include "kas/rewrap.h"

#include "base/encoding.h"
#include "crypto/key_wrap.h"
#include "format/json.h"
#include "format/json_writer.h"
#include "kas/errors.h"

namespace entente::kas {
namespace {

using format::JsonValue;

constexpr std::size_t kDepth = 12;

Error bad(std::string message, std::string where = {}) {
  return Error(kBadRewrap, std::move(message), std::move(where));
}
Error bad(const Error& error) { return bad(error.message(), error.where()); }

Result<format::JsonDocument> read_json(BytesView text) {
  auto document = format::JsonDocument::parse(text, {.bytes = kRewrapBytes, .depth = kDepth});
  return document.ok() ? std::move(document) : Result<format::JsonDocument>(bad(document.error()));
}

Result<std::string> text_at(JsonValue object, std::string_view key) {
  const auto text = object.string_at(key);
  return text.ok() ? Result<std::string>(std::string(*text)) : bad(text.error());
}

Result<JsonValue> list_at(JsonValue object, std::string_view key) {
  const auto list = object.array_at(key);
  return list.ok() ? list : Result<JsonValue>(bad(list.error()));
}

Result<ClientKey> client_key_of(std::string_view pem) {
  auto key = object::read_share_key(pem);
  return key.ok()
             ? std::move(key)
             : bad("The client's key is neither RSA of 2048 to 4096 bits nor on P-256 or P-384.",
                   "/clientPublicKey");
}

Result<object::KeyAccess> key_access_at(JsonValue holder, std::string_view key) {
  const auto object = holder.object_at(key);
  auto read =
      object.ok() ? object::read_key_access(*object) : Result<object::KeyAccess>(object.error());
  return read.ok() ? std::move(read) : Result<object::KeyAccess>(bad(read.error()));
}

/// What the signed token carries: the request, as a text of JSON inside JSON.
Result<std::string> request_in(BytesView body, Instant now, const format::JwsKey* signer) {
  ENTENTE_TRY(const auto outer, read_json(body));
  ENTENTE_TRY(const std::string token, text_at(outer.root(), "signedRequestToken"));
  const auto jws = format::parse_jws(token);
  if (!jws.ok()) {
    return bad(jws.error());
  }
  if (signer != nullptr && !format::verify_jws(*jws, *signer)) {
    return bad("The request is not signed with the key that was proved.");
  }
  ENTENTE_TRY(const auto claims, read_json(jws->payload));
  if (claims.root().find("exp")) {
    const auto expires = claims.root().integer_at("exp");
    if (!expires.ok() || *expires <= now.ms() / 1000) {
      return bad("The request's time is over.", "/exp");
    }
  }
  return text_at(claims.root(), "requestBody");
}

Status read_rest(JsonValue request, RewrapRequest& out) {
  AskedShare asked;
  ENTENTE_TRY(asked.policy, text_at(request, "policy"));
  ENTENTE_TRY(asked.key_access, key_access_at(request, "keyAccess"));
  out.shares.push_back(std::move(asked));
  return {};
}

/// The key access objects under one policy.
Status read_policy(JsonValue request, RewrapRequest& out) {
  const auto policy = request.object_at("policy");
  if (!policy.ok()) {
    return bad(policy.error());
  }
  AskedShare asked;
  ENTENTE_TRY(asked.policy_id, text_at(*policy, "id"));
  ENTENTE_TRY(asked.policy, text_at(*policy, "body"));
  ENTENTE_TRY(const JsonValue list, list_at(request, "keyAccessObjects"));
  for (const JsonValue element : list.elements()) {
    ENTENTE_TRY(asked.key_access_id, text_at(element, "keyAccessObjectId"));
    ENTENTE_TRY(asked.key_access, key_access_at(element, "keyAccessObject"));
    if (out.shares.size() == kSharesAsked) {
      return bad("More shares are asked for than may be.");
    }
    out.shares.push_back(asked);
  }
  return {};
}

Status read_connect(JsonValue request, RewrapRequest& out) {
  ENTENTE_TRY(const JsonValue policies, list_at(request, "requests"));
  for (const JsonValue each : policies.elements()) {
    ENTENTE_CHECK(read_policy(each, out));
  }
  return out.shares.empty() ? Status(bad("No share is asked for.", "/requests")) : Status();
}

/// What clients of the Connect protocol look for in the text of a refusal.
std::string_view word_for(const Error& error) {
  switch (told(error.kind()).http_status) {
    case 400:
      return "rpc error: code = InvalidArgument desc = bad request";
    case 403:
      return "rpc error: code = PermissionDenied desc = forbidden";
    default:
      return "rpc error: code = Internal desc = internal error";
  }
}

void write_line(format::JsonWriter& out, const Answered& line) {
  out.begin_object().member("keyAccessObjectId", line.asked->key_access_id);
  if (line.share.ok()) {
    out.member("status", "permit").member("kasWrappedKey", to_base64(line.share->wrapped_key));
  } else {
    out.member("status", "fail").member("error", word_for(line.share.error()));
  }
  out.end_object();
}

/// Lines of one policy stand together, as they were asked.
void write_lines(format::JsonWriter& out, const std::vector<Answered>& lines) {
  out.begin_array("responses");
  for (std::size_t i = 0; i < lines.size();) {
    const std::string& policy = lines[i].asked->policy_id;
    out.begin_object().member("policyId", policy).begin_array("results");
    for (; i < lines.size() && lines[i].asked->policy_id == policy; ++i) {
      write_line(out, lines[i]);
    }
    out.end_array().end_object();
  }
  out.end_array();
}

}  // namespace

Result<RewrapRequest> parse_rewrap(BytesView body, Spelling spelling, Instant now,
                                   const format::JwsKey* signer) {
  ENTENTE_TRY(const std::string text, request_in(body, now, signer));
  ENTENTE_TRY(const auto document, read_json(as_bytes(text)));
  const JsonValue request = document.root();
  ENTENTE_TRY(const std::string pem, text_at(request, "clientPublicKey"));
  ENTENTE_TRY(ClientKey client, client_key_of(pem));
  RewrapRequest out{std::move(client), {}};
  ENTENTE_CHECK(spelling == Spelling::rest ? read_rest(request, out) : read_connect(request, out));
  // An answer has room for one key of the session.
  if (std::holds_alternative<crypto::AgreementPublicKey>(out.client_key) && out.shares.size() > 1) {
    return bad("With a key on a curve one share is asked for at a time.", "/requests");
  }
  return out;
}

Result<Rewrapped> rewrap(const ClientKey& client, const crypto::Secret32& share, Entropy& entropy) {
  if (const auto* rsa = std::get_if<crypto::RsaPublicKey>(&client)) {
    ENTENTE_TRY(Bytes wrapped, rsa->wrap(share.view()));
    return Rewrapped{std::move(wrapped), {}};
  }
  ENTENTE_TRY(crypto::EcWrapped wrapped,
              crypto::ec_wrap(std::get<crypto::AgreementPublicKey>(client), share.view(), entropy));
  return Rewrapped{std::move(wrapped.wrapped_key), std::move(wrapped.ephemeral_public_key)};
}

std::string write_answer(Spelling spelling, const std::vector<Answered>& lines) {
  std::string text;
  format::JsonWriter out(text);
  out.begin_object();
  const Answered& first = lines.front();
  if (spelling == Spelling::rest) {
    out.member("entityWrappedKey", to_base64(first.share->wrapped_key));
  } else {
    write_lines(out, lines);
  }
  if (first.share.ok() && !first.share->session_public_key.empty()) {
    out.member("sessionPublicKey", first.share->session_public_key);
  }
  out.end_object().finish();
  return text;
}

}  // namespace entente::kas
