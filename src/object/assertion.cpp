#include "object/assertion.h"

#include <optional>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "format/canonical.h"
#include "format/json.h"
#include "format/json_writer.h"

namespace entente::object {
namespace {

constexpr std::size_t kJwsDepth = 8;

/// What the JWS says: the assertion's hash, and that hash together with the content's.
struct Claims {
  std::string hash;
  std::string signature;
};

Claims claims_of(const Assertion& assertion, const AssertedContent& content) {
  const Digest hash = crypto::sha256(as_bytes(assertion.canonical));
  const bool in_hex = content.encoding == HashEncoding::hex_4_2_2;
  Bytes aggregate;
  aggregate.reserve((content.tags.size() + 2) * sizeof(SegmentTag) * (in_hex ? 2 : 1));
  for (const SegmentTag& tag : content.tags) {
    in_hex ? append(aggregate, to_hex(tag)) : append(aggregate, BytesView(tag));
  }
  in_hex ? append(aggregate, hash.hex()) : append(aggregate, hash.view());
  return {hash.hex(), to_base64(aggregate)};
}

std::string mac_of(std::string_view signing_input, const crypto::Secret32& key) {
  return to_base64url(crypto::hmac_sha256(key.view(), as_bytes(signing_input)).view());
}

/// A part of a compact JWS, decoded and read. Nothing if it is not JSON.
std::optional<format::JsonDocument> read_part(std::string_view part) {
  const Result<Bytes> json = from_base64url(part);
  if (!json.ok()) {
    return std::nullopt;
  }
  Result<format::JsonDocument> document =
      format::JsonDocument::parse(*json, {.bytes = limits::kManifestBytes, .depth = kJwsDepth});
  if (!document.ok() || !document->root().is_object()) {
    return std::nullopt;
  }
  return std::move(document).value();
}

bool is_text(format::JsonValue object, std::string_view key, std::string_view wanted) {
  const Result<std::string_view> text = object.string_at(key);
  return text.ok() && *text == wanted;
}

/// RFC 7515 4.1.11: a header with `crit` must be understood; none is.
bool is_plain_hs256(std::string_view header) {
  const auto document = read_part(header);
  return document && is_text(document->root(), "alg", "HS256") &&
         !document->root().find("crit").has_value();
}

}  // namespace

Assertion make_assertion(std::string_view id, std::string_view type, std::string_view scope,
                         std::string_view schema, std::string_view format, std::string_view value) {
  std::string json;
  // The names stand in the order that RFC 8785 sorts them into, and there are only texts:
  // canonical.
  entente::format::JsonWriter out(json);
  out.begin_object();
  out.member("appliesToState", "unencrypted").member("id", id).member("scope", scope);
  out.begin_object("statement");
  out.member("format", format).member("schema", schema).member("value", value).end_object();
  out.member("type", type).end_object().finish();

  Assertion assertion;
  assertion.id = id;
  assertion.type = type;
  assertion.scope = scope;
  assertion.schema = schema;
  assertion.format = format;
  assertion.value = value;
  assertion.canonical = std::move(json);
  return assertion;
}

void bind_assertion(Assertion& assertion, const AssertedContent& content,
                    const crypto::Secret32& content_key) {
  const Claims claims = claims_of(assertion, content);
  std::string payload;
  format::JsonWriter(payload)
      .begin_object()
      .member("assertionHash", claims.hash)
      .member("assertionSig", claims.signature)
      .end_object()
      .finish();
  std::string jws = to_base64url(as_bytes(R"({"alg":"HS256"})"));
  jws += '.';
  append_base64url(jws, as_bytes(payload));
  const std::string mac = mac_of(jws, content_key);
  assertion.binding_method = "jws";
  assertion.signature = std::move(jws) + "." + mac;
}

bool assertion_is_bound(const Assertion& assertion, const AssertedContent& content,
                        const crypto::Secret32& content_key) {
  const std::string_view jws = assertion.signature;
  const std::size_t first = jws.find('.');
  const std::size_t last = jws.rfind('.');
  if (first == std::string_view::npos || first == last) {
    return false;
  }
  // The MAC first: nothing is read that the holder of the key did not write.
  const std::string expected = mac_of(jws.substr(0, last), content_key);
  if (!crypto::equal_constant_time(as_bytes(jws.substr(last + 1)), as_bytes(expected))) {
    return false;
  }
  const auto payload = read_part(jws.substr(first + 1, last - first - 1));
  if (!payload || !is_plain_hs256(jws.substr(0, first))) {
    return false;
  }
  const Claims claims = claims_of(assertion, content);
  return is_text(payload->root(), "assertionHash", claims.hash) &&
         is_text(payload->root(), "assertionSig", claims.signature);
}

}  // namespace entente::object
