#include "object/key_access.h"

#include "base/encoding.h"
#include "format/json.h"
#include "format/json_writer.h"
#include "object/json_fields.h"

namespace entente::object {
namespace {

Status read_policy_binding(format::JsonValue in, KeyAccess& key_access) {
  if (in.is_object()) {
    ENTENTE_TRY(key_access.binding_alg, text_or_empty(in, "alg"));
    ENTENTE_TRY(key_access.binding_hash, text_at(in, "hash"));
    if (key_access.binding_alg != "HS256" && !key_access.binding_alg.empty()) {
      return Error(kUnsupported, "A policy binding must be HS256.", in.pointer() + "/alg");
    }
    return {};
  }
  const Result<std::string_view> bare = in.string();
  if (!bare.ok()) {
    return bad_manifest(bare.error());
  }
  key_access.binding_hash = *bare;
  return {};
}

}  // namespace

Result<ShareKey> read_share_key(std::string_view pem) {
  if (auto curve = crypto::AgreementPublicKey::from_pem(pem); curve.ok()) {
    return ShareKey(std::move(*curve));
  }
  ENTENTE_TRY(crypto::RsaPublicKey rsa, crypto::RsaPublicKey::from_pem(pem));
  return ShareKey(std::move(rsa));
}

Result<KeyAccess> read_key_access(format::JsonValue in) {
  KeyAccess key_access;
  ENTENTE_TRY(key_access.type, text_at(in, "type"));
  ENTENTE_TRY(key_access.url, text_at(in, "url"));
  ENTENTE_TRY(key_access.protocol, text_or_empty(in, "protocol"));
  ENTENTE_TRY(key_access.kid, text_or_empty(in, "kid"));
  ENTENTE_TRY(key_access.sid, text_or_empty(in, "sid"));
  ENTENTE_TRY(key_access.encrypted_metadata, text_or_empty(in, "encryptedMetadata"));
  ENTENTE_TRY(key_access.ephemeral_public_key, text_or_empty(in, "ephemeralPublicKey"));
  ENTENTE_TRY(key_access.schema_version, text_or_empty(in, "schemaVersion"));
  ENTENTE_TRY(const std::string wrapped, text_at(in, "wrappedKey"));
  Result<Bytes> wrapped_key = from_base64(wrapped);
  if (!wrapped_key.ok()) {
    return bad_manifest(wrapped_key.error().within(in.pointer() + "/wrappedKey"));
  }
  key_access.wrapped_key = std::move(wrapped_key).value();
  const auto binding = in.find("policyBinding");
  if (!binding) {
    return bad_manifest("The key access object has no policy binding.", in);
  }
  ENTENTE_CHECK(read_policy_binding(*binding, key_access));
  return key_access;
}

void write_key_access(format::JsonWriter& out, const KeyAccess& key_access) {
  const auto write_if_any = [&out](std::string_view name, const std::string& text) {
    if (!text.empty()) {
      out.member(name, text);
    }
  };
  out.begin_object();
  out.member("type", key_access.type);
  out.member("url", key_access.url);
  write_if_any("protocol", key_access.protocol);
  write_if_any("kid", key_access.kid);
  write_if_any("sid", key_access.sid);
  out.member("wrappedKey", to_base64(key_access.wrapped_key));
  if (key_access.binding_alg.empty()) {
    out.member("policyBinding", key_access.binding_hash);
  } else {
    out.begin_object("policyBinding");
    out.member("alg", key_access.binding_alg).member("hash", key_access.binding_hash).end_object();
  }
  write_if_any("ephemeralPublicKey", key_access.ephemeral_public_key);
  write_if_any("encryptedMetadata", key_access.encrypted_metadata);
  write_if_any("schemaVersion", key_access.schema_version);
  out.end_object();
}

}  // namespace entente::object
