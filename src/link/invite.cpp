#include "link/invite.h"

#include "base/encoding.h"
#include "base/errors.h"
#include "base/text.h"
#include "format/json.h"
#include "format/json_writer.h"
#include "link/errors.h"

namespace entente::link {
namespace {

using format::JsonValue;
using format::JsonWriter;

constexpr std::size_t kNameBytes = 200;
constexpr std::size_t kDomainBytes = 253;
constexpr std::size_t kNodeBytes = 64;
constexpr std::size_t kKeyIdBytes = 128;
constexpr std::size_t kAgreements = 32;
constexpr std::int64_t kVersion = 1;
// What is signed begins with this, so that the signature can stand under nothing else.
constexpr std::string_view kSignedAs{"entente-invite-v1\0", 18};

Error bad(std::string message, std::string where = {}) {
  return Error(kBadInvite, std::move(message), std::move(where));
}

Bytes signed_octets(std::string_view content) {
  Bytes octets = to_bytes(kSignedAs);
  append(octets, content);
  return octets;
}

Result<std::string> text_at(JsonValue object, std::string_view key, std::size_t limit) {
  ENTENTE_TRY(const std::string_view text, object.string_at(key));
  if (text.empty() || text.size() > limit || text.find('\0') != std::string_view::npos) {
    return bad("The text is empty or longer than it may be.", "/" + std::string(key));
  }
  return std::string(text);
}

template <class Key>
Result<Key> key_at(JsonValue keys, std::string_view name) {
  ENTENTE_TRY(const std::string_view text, keys.string_at(name));
  ENTENTE_TRY(const Bytes spki, from_base64(text));
  return Key::from_spki(spki);
}

Result<std::vector<std::string>> agreements_of(JsonValue content) {
  ENTENTE_TRY(const JsonValue list, content.array_at("agreements"));
  if (list.size() > kAgreements) {
    return bad("There are more agreements than may be.", "/agreements");
  }
  std::vector<std::string> agreements;
  for (const JsonValue element : list.elements()) {
    ENTENTE_TRY(const std::string_view text, element.string());
    ENTENTE_TRY(const Name name, Name::parse(text));
    agreements.push_back(name.text());
  }
  return agreements;
}

Result<http::Endpoint> endpoint_of(JsonValue content) {
  ENTENTE_TRY(const std::string_view text, content.string_at("endpoint"));
  ENTENTE_TRY(http::Endpoint endpoint, http::Endpoint::parse(text));
  if (endpoint.text() != text) {
    return bad("The address is not in its one form.", "/endpoint");
  }
  return endpoint;
}

Result<act::Environment> environment_of(JsonValue content) {
  ENTENTE_TRY(const std::string_view text, content.string_at("environment"));
  const auto environment = from_name<act::Environment>(text);
  return environment ? Result<act::Environment>(*environment)
                     : bad("There is no such environment.", "/environment");
}

Result<Invite> read_content(JsonValue content) {
  ENTENTE_CHECK(format::only_keys(
      content, {"version", "party", "display_name", "domain", "environment", "node", "endpoint",
                "link_spki", "keys", "key_access_id", "agreements", "issued_at"}));
  ENTENTE_TRY(const std::int64_t version, content.integer_at("version"));
  if (version != kVersion) {
    return bad("The invitation is of a version that this node does not know.", "/version");
  }
  ENTENTE_TRY(const JsonValue keys, content.object_at("keys"));
  ENTENTE_CHECK(format::only_keys(keys, {"party", "node", "log", "witness", "key_access"}));
  ENTENTE_TRY(const std::string_view party_text, content.string_at("party"));
  ENTENTE_TRY(PartyCode party, PartyCode::parse(party_text));
  ENTENTE_TRY(std::string display_name, text_at(content, "display_name", kNameBytes));
  ENTENTE_TRY(std::string domain, text_at(content, "domain", kDomainBytes));
  ENTENTE_CHECK(http::Endpoint::make(domain, 1));  // the same syntax
  ENTENTE_TRY(const act::Environment environment, environment_of(content));
  ENTENTE_TRY(std::string node, text_at(content, "node", kNodeBytes));
  ENTENTE_TRY(http::Endpoint endpoint, endpoint_of(content));
  ENTENTE_TRY(const std::string_view spki_text, content.string_at("link_spki"));
  ENTENTE_TRY(const Digest link_spki, Digest::from_hex(spki_text));
  ENTENTE_TRY(auto party_key, key_at<crypto::VerifyingKey>(keys, "party"));
  ENTENTE_TRY(auto node_key, key_at<crypto::VerifyingKey>(keys, "node"));
  ENTENTE_TRY(auto log_key, key_at<crypto::VerifyingKey>(keys, "log"));
  ENTENTE_TRY(auto witness_key, key_at<crypto::VerifyingKey>(keys, "witness"));
  ENTENTE_TRY(auto access_key, key_at<crypto::AgreementPublicKey>(keys, "key_access"));
  ENTENTE_TRY(std::string access_id, text_at(content, "key_access_id", kKeyIdBytes));
  ENTENTE_TRY(std::vector<std::string> agreements, agreements_of(content));
  ENTENTE_TRY(const std::string_view issued, content.string_at("issued_at"));
  ENTENTE_TRY(const Instant issued_at, Instant::parse(issued));
  return Invite{std::move(party),
                std::move(display_name),
                std::move(domain),
                environment,
                std::move(node),
                std::move(endpoint),
                link_spki,
                std::move(party_key),
                std::move(node_key),
                std::move(log_key),
                std::move(witness_key),
                std::move(access_key),
                std::move(access_id),
                std::move(agreements),
                issued_at};
}

/// Whatever the fault was, to the reader it is one of the invitation; where says the rest.
Error as_bad_invite(const Error& error) {
  return error.is(kBadInvite) ? error : bad(error.message(), error.where());
}

}  // namespace

std::string canonical_content(const Invite& invite) {
  std::string text;
  JsonWriter out(text);
  out.begin_object();
  out.member("version", kVersion);
  out.member("party", invite.party.text());
  out.member("display_name", invite.display_name);
  out.member("domain", invite.domain);
  out.member("environment", name_of(invite.environment));
  out.member("node", invite.node);
  out.member("endpoint", invite.endpoint.text());
  out.member("link_spki", invite.link_spki.hex());
  out.begin_object("keys");
  out.member("party", to_base64(invite.party_key.spki()));
  out.member("node", to_base64(invite.node_key.spki()));
  out.member("log", to_base64(invite.log_key.spki()));
  out.member("witness", to_base64(invite.witness_key.spki()));
  out.member("key_access", to_base64(invite.key_access_key.spki()));
  out.end_object();
  out.member("key_access_id", invite.key_access_id);
  out.begin_array("agreements");
  for (const std::string& agreement : invite.agreements) {
    out.string(agreement);
  }
  out.end_array();
  out.member("issued_at", invite.issued_at.text());
  out.end_object();
  out.finish();
  return text;
}

std::string encode_invite(const Invite& invite, const crypto::SigningKey& party_key) {
  ENTENTE_INVARIANT(party_key.verifying_key() == invite.party_key);
  const std::string content = canonical_content(invite);
  std::string text;
  JsonWriter out(text);
  out.begin_object();
  out.key("content").raw(content);
  out.member("signature", to_base64(party_key.sign(signed_octets(content))));
  out.end_object();
  out.finish();
  text += '\n';
  return text;
}

Result<Invite> parse_invite(BytesView file) {
  Result<format::JsonDocument> document =
      format::JsonDocument::parse(file, format::JsonLimits{kInviteBytes, 8});
  if (!document.ok()) {
    return document.error().is(kTooLarge) ? document.error() : as_bad_invite(document.error());
  }
  const JsonValue root = document->root();
  const Status keys = format::only_keys(root, {"content", "signature"});
  const Result<JsonValue> content = root.object_at("content");
  const Result<std::string_view> signature_text = root.string_at("signature");
  if (!keys.ok() || !content.ok() || !signature_text.ok()) {
    return bad("The file is not an invitation.");
  }
  Result<Invite> invite = read_content(*content);
  if (!invite.ok()) {
    return as_bad_invite(invite.error());
  }
  // Over what was understood, written again: nothing that was not understood can be signed.
  const Result<Bytes> signature = from_base64(*signature_text);
  const Bytes octets = signed_octets(canonical_content(*invite));
  if (!signature.ok() || !invite->party_key.verify(octets, *signature)) {
    return Error(kInviteSignature, "The signature is not of the party's key over this content.");
  }
  return invite;
}

}  // namespace entente::link
