#include "cli/selftest_wycheproof.h"

#include <optional>

#include "base/encoding.h"
#include "crypto/aead.h"
#include "crypto/digest.h"
#include "crypto/errors.h"
#include "crypto/key_agreement.h"
#include "crypto/signature.h"
#include "format/json.h"

namespace entente::cli {
namespace {

using format::JsonValue;

/// What our code made of one vector.
enum class Outcome {
  accepted,    ///< as a correct implementation accepts a valid vector
  refused,     ///< as it refuses an invalid one
  wrong,       ///< accepted, but with another result than the vector's
  unsupported  ///< parameters that no suite of ours has
};

Result<Bytes> hex_at(JsonValue object, std::string_view key) {
  ENTENTE_TRY(const std::string_view text, object.string_at(key));
  auto bytes = from_hex(text);
  if (!bytes.ok()) {
    return bytes.error().within(key);
  }
  return bytes;
}

Outcome outcome_of(bool accepted) { return accepted ? Outcome::accepted : Outcome::refused; }

Result<Outcome> run_aead(JsonValue vector) {
  ENTENTE_TRY(const Bytes key, hex_at(vector, "key"));
  ENTENTE_TRY(const Bytes nonce, hex_at(vector, "iv"));
  ENTENTE_TRY(const Bytes aad, hex_at(vector, "aad"));
  ENTENTE_TRY(const Bytes message, hex_at(vector, "msg"));
  ENTENTE_TRY(Bytes sealed, hex_at(vector, "ct"));
  ENTENTE_TRY(const Bytes tag, hex_at(vector, "tag"));
  if (key.size() != crypto::Aead::kKeySize || nonce.size() != crypto::Aead::kNonceSize ||
      tag.size() != crypto::Aead::kTagSize) {
    return Outcome::unsupported;
  }
  append(sealed, tag);
  crypto::Aead aead(key);
  Bytes opened(sealed.size() - crypto::Aead::kTagSize);
  if (!aead.open(nonce, aad, sealed, opened).ok()) {
    return Outcome::refused;
  }
  Bytes sealed_again(message.size() + crypto::Aead::kTagSize);
  aead.seal(nonce, aad, message, sealed_again);
  return opened == message && sealed_again == sealed ? Outcome::accepted : Outcome::wrong;
}

Result<Outcome> run_mac(JsonValue vector) {
  ENTENTE_TRY(const Bytes key, hex_at(vector, "key"));
  ENTENTE_TRY(const Bytes message, hex_at(vector, "msg"));
  ENTENTE_TRY(const Bytes tag, hex_at(vector, "tag"));
  if (tag.size() > Digest::kSize) {
    return Outcome::unsupported;
  }
  const Digest ours = crypto::hmac_sha256(key, message);
  return outcome_of(crypto::equal_constant_time(ours.view().first(tag.size()), tag));
}

Result<Outcome> run_hkdf(JsonValue vector) {
  ENTENTE_TRY(const Bytes secret, hex_at(vector, "ikm"));
  ENTENTE_TRY(const Bytes salt, hex_at(vector, "salt"));
  ENTENTE_TRY(const Bytes info, hex_at(vector, "info"));
  ENTENTE_TRY(const Bytes expected, hex_at(vector, "okm"));
  ENTENTE_TRY(const std::uint64_t size, vector.unsigned_integer_at("size"));
  const auto derived = crypto::hkdf_sha256(secret, salt, info, size);
  if (!derived.ok()) {
    return Outcome::refused;
  }
  return crypto::equal_constant_time(derived->view(), expected) ? Outcome::accepted
                                                                : Outcome::wrong;
}

enum class SignatureForm { raw, der };

/// The suite of a group of signature vectors, or nothing if we have none for it.
Result<std::optional<crypto::SignatureSuite>> suite_of(JsonValue group) {
  using crypto::SignatureSuite;
  ENTENTE_TRY(const JsonValue key, group.object_at("publicKey"));
  ENTENTE_TRY(const std::string_view curve, key.string_at("curve"));
  if (curve == "edwards25519") {
    return std::optional(SignatureSuite::ed25519);
  }
  ENTENTE_TRY(const std::string_view digest, group.string_at("sha"));
  if (curve == "secp256r1" && digest == "SHA-256") {
    return std::optional(SignatureSuite::ecdsa_p256_sha256);
  }
  if (curve == "secp384r1" && digest == "SHA-384") {
    return std::optional(SignatureSuite::ecdsa_p384_sha384);
  }
  return std::optional<SignatureSuite>();
}

Result<Outcome> run_signature(JsonValue group, JsonValue vector, SignatureForm form) {
  ENTENTE_TRY(const auto suite, suite_of(group));
  if (!suite) {
    return Outcome::unsupported;
  }
  ENTENTE_TRY(const Bytes spki, hex_at(group, "publicKeyDer"));
  ENTENTE_TRY(const Bytes message, hex_at(vector, "msg"));
  ENTENTE_TRY(const Bytes signature, hex_at(vector, "sig"));
  const auto key = crypto::VerifyingKey::from_spki(spki);
  if (!key.ok() || key->suite() != *suite) {
    return Outcome::refused;
  }
  return outcome_of(form == SignatureForm::der ? key->verify_der(message, signature)
                                               : key->verify(message, signature));
}

Result<Outcome> run_vector(std::string_view type, JsonValue group, JsonValue vector) {
  if (type == "AeadTest") {
    return run_aead(vector);
  }
  if (type == "MacTest") {
    return run_mac(vector);
  }
  if (type == "HkdfTest") {
    return run_hkdf(vector);
  }
  if (type == "EcdsaVerify") {
    return run_signature(group, vector, SignatureForm::der);
  }
  if (type == "EddsaVerify" || type == "EcdsaP1363Verify") {
    return run_signature(group, vector, SignatureForm::raw);
  }
  return Error(crypto::kBadParameter, "These vectors are of a type that this test does not know.");
}

/// The digest or cipher of a file must be ours: all MacTests have one type, whatever they compute.
bool known_algorithm(std::string_view algorithm) {
  for (const std::string_view known : {"AES-GCM", "ECDSA", "EDDSA", "HKDF-SHA-256", "HMACSHA256"}) {
    if (algorithm == known) {
      return true;
    }
  }
  return false;
}

void count(WycheproofReport& report, std::uint64_t id, Outcome outcome, std::string_view expected) {
  if (outcome == Outcome::unsupported) {
    report.skipped.push_back(id);
    return;
  }
  const bool passed = (outcome == Outcome::accepted && expected == "valid") ||
                      (outcome == Outcome::refused && expected == "invalid") ||
                      (outcome != Outcome::wrong && expected == "acceptable");
  if (passed) {
    ++report.passed;
  } else {
    report.failed.push_back(id);
  }
}

Status run_group(JsonValue group, WycheproofReport& report) {
  ENTENTE_TRY(const std::string_view type, group.string_at("type"));
  ENTENTE_TRY(const JsonValue vectors, group.array_at("tests"));
  for (const JsonValue vector : vectors.elements()) {
    ENTENTE_TRY(const std::uint64_t id, vector.unsigned_integer_at("tcId"));
    ENTENTE_TRY(const std::string_view expected, vector.string_at("result"));
    ENTENTE_TRY(const Outcome outcome, run_vector(type, group, vector));
    ++report.total;
    count(report, id, outcome, expected);
  }
  return {};
}

}  // namespace

Result<WycheproofReport> run_wycheproof(std::string_view file_name, BytesView json) {
  ENTENTE_TRY(const auto document, format::JsonDocument::parse(json));
  ENTENTE_TRY(const std::string_view algorithm, document.root().string_at("algorithm"));
  if (!known_algorithm(algorithm)) {
    return Error(crypto::kBadParameter, "These vectors are of an algorithm that Entente lacks.");
  }
  ENTENTE_TRY(const JsonValue groups, document.root().array_at("testGroups"));
  WycheproofReport report;
  report.file = file_name;
  for (const JsonValue group : groups.elements()) {
    ENTENTE_CHECK(run_group(group, report));
  }
  return report;
}

}  // namespace entente::cli
