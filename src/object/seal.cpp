#include "object/seal.h"

#include <set>
#include <utility>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/aead.h"
#include "crypto/digest.h"
#include "object/content_key.h"
#include "object/errors.h"
#include "object/manifest.h"
#include "object/policy.h"
#include "object/zip.h"

namespace entente::object {
namespace {

constexpr std::size_t kTextBytes = 1024;
/// With it a manifest stays below `limits::kManifestBytes`: a segment takes some 107 bytes there,
/// and 57 more in the signature of each of up to two assertions.
constexpr std::size_t kSegmentsMax = limits::kManifestBytes / 256;

// ---- What is asked for --------------------------------------------------------------------------

Error bad_request(const char* what, std::string_view field) {
  return Error(kBadSealRequest, what, std::string(field));
}

Status check_text(std::string_view text, std::string_view field, std::size_t max = kTextBytes) {
  if (text.size() > max || !check_utf8(text).ok()) {
    return bad_request("The text is too long, or not UTF-8.", field);
  }
  return {};
}

/// Clients refuse key services without TLS, except on the machine itself.
bool is_key_service_url(std::string_view url) {
  for (const std::string_view prefix : {"https://", "http://localhost/", "http://localhost:",
                                        "http://127.0.0.1/", "http://127.0.0.1:"}) {
    if (url.starts_with(prefix) && url.size() > prefix.size()) {
      return true;
    }
  }
  return false;
}

Status check_recipients(const std::vector<KeyAccessTarget>& recipients) {
  if (recipients.empty() || recipients.size() > kKeyAccessMax) {
    return bad_request("An object needs 1 to 64 key services.", "recipients");
  }
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const KeyAccessTarget& target : recipients) {
    ENTENTE_CHECK(check_text(target.url, "recipients.url"));
    ENTENTE_CHECK(check_text(target.kid, "recipients.kid"));
    ENTENTE_CHECK(check_text(target.sid, "recipients.sid"));
    if (!is_key_service_url(target.url)) {
      return bad_request("A key service's address must begin with https://.", "recipients.url");
    }
    if (!seen.emplace(target.sid, target.url).second) {
      return bad_request("The same key service is named twice for one share.", "recipients.url");
    }
  }
  return {};
}

Status check_policy(const SealRequest& request) {
  if (request.attributes.size() > kPolicyEntries || request.dissem.size() > kPolicyEntries) {
    return bad_request("A policy has at most 1024 attributes and readers.", "attributes");
  }
  for (const std::string& attribute : request.attributes) {
    ENTENTE_CHECK(check_text(attribute, "attributes"));
    if (!is_portable_attribute(attribute)) {
      return bad_request("This is not https://HOST/attr/NAME/value/VALUE as all clients read it.",
                         "attributes");
    }
  }
  for (const std::string& reader : request.dissem) {
    ENTENTE_CHECK(check_text(reader, "dissem"));
    if (reader.empty()) {
      return bad_request("A reader has no name.", "dissem");
    }
  }
  return {};
}

Status check_label(const LabelAssertion& label) {
  ENTENTE_CHECK(check_text(label.id, "label.id"));
  ENTENTE_CHECK(check_text(label.schema, "label.schema"));
  ENTENTE_CHECK(check_text(label.format, "label.format"));
  ENTENTE_CHECK(check_text(label.value, "label.value", limits::kActBytes));
  if (label.id.empty() || label.id == kBindingAssertion) {
    return bad_request("The label's assertion needs an id of its own.", "label.id");
  }
  return {};
}

Status check_request(const SealRequest& request) {
  ENTENTE_CHECK(check_recipients(request.recipients));
  ENTENTE_CHECK(check_policy(request));
  ENTENTE_CHECK(check_text(request.mime_type, "mime_type"));
  if (request.segment_bytes < limits::kSegmentBytesMin ||
      request.segment_bytes > limits::kSegmentBytesMax) {
    return bad_request("A segment has 16 KiB to 4 MiB.", "segment_bytes");
  }
  if (request.binding) {
    const Binding& binding = *request.binding;
    ENTENTE_CHECK(check_text(binding.environment, "binding.environment", 64));
    if (binding.item.empty() || binding.agreement.empty() || binding.environment.empty()) {
      return bad_request("A binding names item, agreement and environment.", "binding");
    }
  }
  return request.label ? check_label(*request.label) : Status{};
}

// ---- The work -----------------------------------------------------------------------------------

/// Digests what passes through, if asked to.
class DigestingSink final : public ByteSink {
 public:
  DigestingSink(ByteSink& sink, bool on) : sink_(&sink) {
    if (on) {
      digest_.emplace();
    }
  }
  [[nodiscard]] Status write(BytesView bytes) override {
    if (digest_) {
      digest_->update(bytes);
    }
    return sink_->write(bytes);
  }
  [[nodiscard]] std::optional<Digest> finish() {
    return digest_ ? std::optional(digest_->finish()) : std::nullopt;
  }

 private:
  ByteSink* sink_;
  std::optional<crypto::Sha256> digest_;
};

/// RFC 9562 version 4.
std::string random_uuid(Entropy& entropy) {
  std::array<std::uint8_t, 16> bytes{};
  entropy.fill(bytes);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);
  std::string text = to_hex(bytes);
  for (const std::size_t at : {20, 16, 12, 8}) {
    text.insert(at, 1, '-');
  }
  return text;
}

std::string policy_base64(const SealRequest& request, Entropy& entropy) {
  Policy policy;
  // A key service learns by it which item the key is for.
  policy.uuid = request.binding ? request.binding->item.text() : random_uuid(entropy);
  policy.dissem = request.dissem;
  for (const std::string& attribute : request.attributes) {
    policy.attributes.emplace_back().attribute = attribute;
  }
  return to_base64(as_bytes(write_policy(policy)));
}

/// Encrypts segment after segment in one buffer: IV || plaintext becomes IV || ciphertext || tag.
Status encrypt_segments(ByteSource& content, ZipWriter& zip, const crypto::Secret32& content_key,
                        Entropy& entropy, Manifest& manifest) {
  const std::size_t segment_bytes = manifest.segment_bytes_default;
  crypto::Aead aead(content_key);
  Bytes buffer(segment_bytes + kSegmentOverhead);
  const std::span<std::uint8_t> whole(buffer);
  for (std::size_t got = segment_bytes; got == segment_bytes;) {
    ENTENTE_TRY(got, read_full(content, whole.subspan(crypto::Aead::kNonceSize, segment_bytes)));
    if (got == 0 && !manifest.tags.empty()) {
      break;
    }
    if (manifest.tags.size() == kSegmentsMax) {
      return Error(kObjectTooLarge, "The content has more segments than an object may have.");
    }
    entropy.fill(whole.first(crypto::Aead::kNonceSize));
    aead.seal(whole.first(crypto::Aead::kNonceSize), {},
              whole.subspan(crypto::Aead::kNonceSize, got),
              whole.subspan(crypto::Aead::kNonceSize, got + crypto::Aead::kTagSize));
    const auto segment = whole.first(got + kSegmentOverhead);
    std::ranges::copy(segment.last(crypto::Aead::kTagSize), manifest.tags.emplace_back().begin());
    manifest.segment_bytes.push_back(static_cast<std::uint32_t>(got));
    ENTENTE_CHECK(zip.write_payload(segment));
  }
  return {};
}

void add_assertions(const SealRequest& request, const crypto::Secret32& content_key,
                    Manifest& manifest) {
  if (request.binding) {
    manifest.assertions.push_back(make_assertion(kBindingAssertion, "other", "payload",
                                                 kBindingSchema, "json",
                                                 write_binding(*request.binding)));
  }
  if (request.label) {
    const LabelAssertion& label = *request.label;
    manifest.assertions.push_back(
        make_assertion(label.id, kHandling, "tdo", label.schema, label.format, label.value));
  }
  for (Assertion& assertion : manifest.assertions) {
    bind_assertion(assertion, {manifest.encoding, manifest.tags}, content_key);
  }
}

}  // namespace

Result<SealedObject> seal(ByteSource& content, ByteSink& object, const SealRequest& request,
                          Entropy& entropy) {
  ENTENTE_CHECK(check_request(request));
  const crypto::Secret32 content_key = crypto::Secret32::random(entropy);
  Manifest manifest;
  manifest.encoding = request.encoding;
  manifest.mime_type = request.mime_type;
  manifest.segment_bytes_default = request.segment_bytes;
  manifest.policy = policy_base64(request, entropy);
  ENTENTE_TRY(manifest.key_access,
              wrap_content_key(content_key, request.recipients, manifest.policy, entropy));

  DigestingSink sink(object, request.digest_container);
  ZipWriter zip(sink);
  ENTENTE_CHECK(encrypt_segments(content, zip, content_key, entropy, manifest));
  manifest.root_signature = root_signature({manifest.encoding, manifest.tags}, content_key);
  add_assertions(request, content_key, manifest);
  const std::string text = write_manifest(manifest);
  if (text.size() > limits::kManifestBytes) {
    return Error(kObjectTooLarge, "The object's manifest is larger than a manifest may be.");
  }
  ENTENTE_CHECK(zip.finish(as_bytes(text)));
  return SealedObject{crypto::sha256(as_bytes(text)), sink.finish(), manifest.content_bytes(),
                      zip.bytes()};
}

}  // namespace entente::object
