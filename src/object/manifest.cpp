#include "object/manifest.h"

#include <numeric>
#include <optional>

#include "base/encoding.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "format/canonical.h"
#include "format/json.h"
#include "format/json_writer.h"
#include "object/json_fields.h"

namespace entente::object {
namespace {

using format::JsonType;
using format::JsonValue;

constexpr std::size_t kManifestDepth = 32;

// ---- Reading ------------------------------------------------------------------------------------

/// Absent means 4.2.2; some clients of that age wrote it out. One draft called it
/// `tdf_spec_version`.
Result<HashEncoding> read_version(JsonValue root) {
  ENTENTE_TRY(std::string version, text_or_empty(root, "schemaVersion"));
  if (version.empty()) {
    ENTENTE_TRY(version, text_or_empty(root, "tdf_spec_version"));
  }
  if (version.empty() || version == "4.2.2") {
    return HashEncoding::hex_4_2_2;
  }
  if (version == "4.3.0") {
    return HashEncoding::raw_4_3_0;
  }
  return Error(kUnsupported, "The manifest's version is neither 4.2.2 nor 4.3.0.",
               "/schemaVersion");
}

/// A hash of `out.size()` bytes in the manifest's encoding.
Status read_hash(JsonValue in, std::string_view key, HashEncoding encoding,
                 std::span<std::uint8_t> out) {
  ENTENTE_TRY(const std::string text, text_at(in, key));
  Result<Bytes> bytes = from_base64(text);
  if (bytes.ok() && encoding == HashEncoding::hex_4_2_2) {
    bytes = from_hex(as_text(*bytes));
  }
  if (!bytes.ok() || bytes->size() != out.size()) {
    return bad_manifest("A hash is not in the encoding of the manifest's version.", in);
  }
  std::ranges::copy(*bytes, out.begin());
  return {};
}

Status read_payload(JsonValue root, Manifest& manifest) {
  ENTENTE_TRY(const JsonValue payload, part_at(root, "payload", JsonType::object));
  ENTENTE_CHECK(require_text(payload, "type", "reference"));
  ENTENTE_CHECK(require_text(payload, "url", "0.payload"));
  ENTENTE_CHECK(require_text(payload, "protocol", "zip"));
  const Result<bool> is_encrypted = payload.boolean_at("isEncrypted");
  if (!is_encrypted.ok() || !*is_encrypted) {
    return Error(kUnsupported, "The payload is not encrypted.", "/payload/isEncrypted");
  }
  ENTENTE_TRY(manifest.mime_type, text_or_empty(payload, "mimeType"));
  return {};
}

Status read_keys(JsonValue information, Manifest& manifest) {
  ENTENTE_TRY(const JsonValue list, part_at(information, "keyAccess", JsonType::array));
  if (list.size() > kKeyAccessMax) {
    return bad_manifest("There are more key access objects than an object may have.", list);
  }
  for (const JsonValue element : list.elements()) {
    ENTENTE_TRY(manifest.key_access.emplace_back(), read_key_access(element));
  }
  return {};
}

/// A size in bytes; nothing where it is absent. Zero to 4 MiB and the overhead.
Result<std::optional<std::uint32_t>> read_size(JsonValue in, std::string_view key) {
  if (!in.find(key)) {
    return std::optional<std::uint32_t>();
  }
  const Result<std::int64_t> size = in.integer_at(key);
  if (!size.ok() || *size < 0) {
    return bad_manifest("A size must be a whole number that is not negative.", in);
  }
  if (*size > static_cast<std::int64_t>(limits::kSegmentBytesMax + kSegmentOverhead)) {
    return Error(kObjectTooLarge, "A segment is larger than a segment may be.", in.pointer());
  }
  return std::optional(static_cast<std::uint32_t>(*size));
}

/// Nothing authenticates the sizes, so the two must agree (and their sum with the payload's length,
/// which is checked where the container is known). A size that is left out is the default's.
Result<std::uint32_t> read_sizes(JsonValue in, std::string_view plain_key,
                                 std::string_view encrypted_key,
                                 std::optional<std::uint32_t> otherwise) {
  ENTENTE_TRY(std::optional<std::uint32_t> plain, read_size(in, plain_key));
  ENTENTE_TRY(const std::optional<std::uint32_t> encrypted, read_size(in, encrypted_key));
  if (!plain && encrypted && *encrypted >= kSegmentOverhead) {
    plain = *encrypted - static_cast<std::uint32_t>(kSegmentOverhead);
  }
  if (!plain && !encrypted) {
    plain = otherwise;
  }
  if (!plain || (encrypted && *encrypted != *plain + kSegmentOverhead)) {
    return bad_manifest("The sizes of a segment are missing or contradict each other.", in);
  }
  if (*plain > limits::kSegmentBytesMax) {
    return Error(kObjectTooLarge, "A segment is larger than a segment may be.", in.pointer());
  }
  return *plain;
}

Status read_segments(JsonValue integrity, Manifest& manifest) {
  ENTENTE_TRY(manifest.segment_bytes_default,
              read_sizes(integrity, "segmentSizeDefault", "encryptedSegmentSizeDefault", 0));
  ENTENTE_TRY(const JsonValue list, part_at(integrity, "segments", JsonType::array));
  manifest.tags.reserve(list.size());
  manifest.segment_bytes.reserve(list.size());
  for (const JsonValue segment : list.elements()) {
    ENTENTE_CHECK(read_hash(segment, "hash", manifest.encoding, manifest.tags.emplace_back()));
    ENTENTE_TRY(
        const std::uint32_t plain,
        read_sizes(segment, "segmentSize", "encryptedSegmentSize", manifest.segment_bytes_default));
    manifest.segment_bytes.push_back(plain);
  }
  return {};
}

Status read_integrity(JsonValue information, Manifest& manifest) {
  ENTENTE_TRY(const JsonValue integrity,
              part_at(information, "integrityInformation", JsonType::object));
  ENTENTE_TRY(const JsonValue root, part_at(integrity, "rootSignature", JsonType::object));
  // A GMAC root is a copy of the last segment's hash: with it, segments could be dropped and
  // reordered by anybody. HS256 segment hashes are read differently by different clients.
  ENTENTE_CHECK(require_text(root, "alg", "HS256"));
  ENTENTE_CHECK(require_text(integrity, "segmentHashAlg", "GMAC"));
  ENTENTE_CHECK(read_hash(root, "sig", manifest.encoding, manifest.root_signature.bytes));
  return read_segments(integrity, manifest);
}

Status read_information(JsonValue root, Manifest& manifest) {
  ENTENTE_TRY(const JsonValue information,
              part_at(root, "encryptionInformation", JsonType::object));
  ENTENTE_CHECK(require_text(information, "type", "split"));
  ENTENTE_TRY(const JsonValue method, part_at(information, "method", JsonType::object));
  ENTENTE_CHECK(require_text(method, "algorithm", "AES-256-GCM"));
  ENTENTE_TRY(manifest.policy, text_at(information, "policy"));
  ENTENTE_CHECK(read_keys(information, manifest));
  return read_integrity(information, manifest);
}

/// Text as it is, anything else as canonical JSON: some clients turn objects into texts.
Result<std::string> read_statement_value(JsonValue statement) {
  const auto value = statement.find("value");
  if (!value) {
    return std::string();
  }
  if (value->is_string()) {
    return text_at(statement, "value");
  }
  Result<std::string> text = format::canonical(*value);
  return text.ok() ? text : Result<std::string>(bad_manifest(text.error()));
}

/// RFC 8785 of all members but `binding`.
Result<std::string> canonical_without_binding(JsonValue assertion) {
  std::string rest;
  format::JsonWriter out(rest);
  out.begin_object();
  for (const auto [key, value] : assertion.members()) {
    if (key != "binding") {
      out.member(key, value);
    }
  }
  out.end_object().finish();
  const auto document = format::JsonDocument::parse(rest, {.bytes = 2 * limits::kManifestBytes});
  if (!document.ok()) {
    return bad_manifest(document.error());
  }
  Result<std::string> text = format::canonical(document->root());
  return text.ok() ? text : Result<std::string>(bad_manifest(text.error()));
}

Result<Assertion> read_assertion(JsonValue in) {
  Assertion assertion;
  ENTENTE_TRY(assertion.id, text_at(in, "id"));
  ENTENTE_TRY(assertion.type, text_or_empty(in, "type"));
  ENTENTE_TRY(assertion.scope, text_or_empty(in, "scope"));
  ENTENTE_TRY(const JsonValue statement, part_at(in, "statement", JsonType::object));
  ENTENTE_TRY(assertion.schema, text_or_empty(statement, "schema"));
  ENTENTE_TRY(assertion.format, text_or_empty(statement, "format"));
  ENTENTE_TRY(assertion.value, read_statement_value(statement));
  ENTENTE_TRY(assertion.canonical, canonical_without_binding(in));
  const auto binding = in.find("binding");
  if (binding && binding->is_object()) {
    ENTENTE_TRY(assertion.binding_method, text_or_empty(*binding, "method"));
    ENTENTE_TRY(assertion.signature, text_or_empty(*binding, "signature"));
  }
  return assertion;
}

Status read_assertions(JsonValue root, Manifest& manifest) {
  ENTENTE_TRY(const auto list, array_or_none(root, "assertions"));
  if (!list) {
    return {};
  }
  if (list->size() > kAssertionsMax) {
    return bad_manifest("There are more assertions than an object may have.", *list);
  }
  for (const JsonValue element : list->elements()) {
    ENTENTE_TRY(manifest.assertions.emplace_back(), read_assertion(element));
  }
  return {};
}

// ---- Writing ------------------------------------------------------------------------------------

std::string hash_text(BytesView hash, HashEncoding encoding) {
  return encoding == HashEncoding::hex_4_2_2 ? to_base64(as_bytes(to_hex(hash))) : to_base64(hash);
}

void write_integrity(format::JsonWriter& out, const Manifest& manifest) {
  out.begin_object("integrityInformation").begin_object("rootSignature");
  out.member("alg", "HS256");
  out.member("sig", hash_text(manifest.root_signature.view(), manifest.encoding)).end_object();
  out.member("segmentHashAlg", "GMAC");
  out.member("segmentSizeDefault", manifest.segment_bytes_default);
  out.member("encryptedSegmentSizeDefault", manifest.segment_bytes_default + kSegmentOverhead);
  out.begin_array("segments");
  for (std::size_t i = 0; i < manifest.tags.size(); ++i) {
    out.begin_object()
        .member("hash", hash_text(manifest.tags[i], manifest.encoding))
        .member("segmentSize", manifest.segment_bytes[i])
        .member("encryptedSegmentSize", manifest.segment_bytes[i] + kSegmentOverhead)
        .end_object();
  }
  out.end_array().end_object();
}

void write_information(format::JsonWriter& out, const Manifest& manifest) {
  out.begin_object("encryptionInformation").member("type", "split");
  out.member("policy", manifest.policy).begin_array("keyAccess");
  for (const KeyAccess& key_access : manifest.key_access) {
    write_key_access(out, key_access);
  }
  out.end_array().begin_object("method").member("algorithm", "AES-256-GCM");
  out.member("isStreamable", true).member("iv", "").end_object();
  write_integrity(out, manifest);
  out.end_object();
}

/// What was signed, byte for byte, with the binding put in as its last member.
void write_assertion(format::JsonWriter& out, const Assertion& assertion) {
  std::string json = assertion.canonical;
  if (!assertion.binding_method.empty() || !assertion.signature.empty()) {
    json.pop_back();
    json += R"(,"binding":)";
    format::JsonWriter(json)
        .begin_object()
        .member("method", assertion.binding_method)
        .member("signature", assertion.signature)
        .end_object()
        .finish();
    json += '}';
  }
  out.raw(json);
}

}  // namespace

std::uint64_t Manifest::content_bytes() const {
  return std::accumulate(segment_bytes.begin(), segment_bytes.end(), std::uint64_t{0});
}

std::uint64_t Manifest::payload_bytes() const {
  return content_bytes() + kSegmentOverhead * segment_bytes.size();
}

Result<Manifest> parse_manifest(BytesView json) {
  const Result<format::JsonDocument> document =
      format::JsonDocument::parse(json, {.bytes = limits::kManifestBytes, .depth = kManifestDepth});
  if (!document.ok()) {
    return bad_manifest(document.error());
  }
  const JsonValue root = document->root();
  Manifest manifest;
  ENTENTE_TRY(manifest.encoding, read_version(root));
  ENTENTE_CHECK(read_payload(root, manifest));
  ENTENTE_CHECK(read_information(root, manifest));
  ENTENTE_CHECK(read_assertions(root, manifest));
  return manifest;
}

std::string write_manifest(const Manifest& manifest) {
  ENTENTE_INVARIANT(manifest.tags.size() == manifest.segment_bytes.size());
  std::string text;
  format::JsonWriter out(text);
  out.begin_object();
  if (manifest.encoding == HashEncoding::raw_4_3_0) {
    out.member("schemaVersion", "4.3.0");
  }
  out.begin_object("payload").member("type", "reference").member("url", "0.payload");
  out.member("protocol", "zip").member("isEncrypted", true);
  out.member("mimeType", manifest.mime_type).end_object();
  write_information(out, manifest);
  if (!manifest.assertions.empty()) {
    out.begin_array("assertions");
    for (const Assertion& assertion : manifest.assertions) {
      write_assertion(out, assertion);
    }
    out.end_array();
  }
  out.end_object().finish();
  return text;
}

Digest root_signature(const AssertedContent& content, const crypto::Secret32& content_key) {
  crypto::HmacSha256 mac(content_key.view());
  for (const SegmentTag& tag : content.tags) {
    content.encoding == HashEncoding::hex_4_2_2 ? mac.update(as_bytes(to_hex(tag)))
                                                : mac.update(tag);
  }
  return mac.finish();
}

}  // namespace entente::object
