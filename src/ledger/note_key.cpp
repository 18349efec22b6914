#include "ledger/note_key.h"

#include <fmt/format.h>

#include <array>

#include "base/big_endian.h"
#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "ledger/cosignature.h"
#include "ledger/errors.h"

namespace entente::ledger {
namespace {

constexpr std::size_t kMaxKeyName = 255;
constexpr std::size_t kEd25519Key = 32;
constexpr std::size_t kCosignatureTime = 8;

/// White space of Unicode beyond ASCII, in UTF-8. A character's bytes cannot begin inside another
/// character, so a plain search finds it.
constexpr std::string_view kSpaces[] = {
    "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81",
    "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86",
    "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8",
    "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};

bool has_space(std::string_view name) {
  for (const std::string_view space : kSpaces) {
    if (name.find(space) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

bool has_forbidden_ascii(std::string_view name) {
  for (const char c : name) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == '+') {
      return true;
    }
  }
  return false;
}

std::array<std::uint8_t, 4> big_endian(std::uint32_t value) {
  std::array<std::uint8_t, 4> octets{};
  put_big_endian(std::span(octets), value);
  return octets;
}

Error bad_key(const char* message) { return Error(kBadKey, message); }
Error bad_signature(std::string_view name) {
  return Error(kBadSignature,
               fmt::format("The signature of {} does not verify.", display_safe(name, 100)));
}

}  // namespace

std::string NoteSignature::line() const {
  Bytes payload(bytes.size() + 4);
  const auto id = big_endian(key_id);
  std::copy(id.begin(), id.end(), payload.begin());
  std::copy(bytes.begin(), bytes.end(), payload.begin() + 4);
  return fmt::format("\u2014 {} {}\n", name, to_base64(payload));
}

Status check_key_name(std::string_view name) {
  const bool sized = !name.empty() && name.size() <= kMaxKeyName;
  if (!sized || has_forbidden_ascii(name) || has_space(name) || !check_utf8(name).ok()) {
    return Error(kBadName,
                 "A key name has 1 to 255 bytes of UTF-8, without spaces and plus signs.");
  }
  return {};
}

std::uint32_t note_key_id(std::string_view name, NoteKeyType type, BytesView public_key) {
  const std::array<std::uint8_t, 2> middle{0x0A, static_cast<std::uint8_t>(type)};
  const Digest hash = crypto::sha256({as_bytes(name), middle, public_key});
  return static_cast<std::uint32_t>(hash.bytes[0]) << 24 |
         static_cast<std::uint32_t>(hash.bytes[1]) << 16 |
         static_cast<std::uint32_t>(hash.bytes[2]) << 8 | hash.bytes[3];
}

NoteVerifier::NoteVerifier(std::string name, NoteKeyType type, crypto::VerifyingKey key)
    : name_(std::move(name)),
      type_(type),
      key_(std::move(key)),
      key_id_(note_key_id(name_, type_, key_.raw())) {}

Result<NoteVerifier> NoteVerifier::make(std::string_view name, NoteKeyType type,
                                        const crypto::VerifyingKey& key) {
  ENTENTE_CHECK(check_key_name(name));
  if (key.suite() != crypto::SignatureSuite::ed25519) {
    return bad_key("Notes are signed with Ed25519 keys.");
  }
  return NoteVerifier(std::string(name), type, key);
}

Result<NoteVerifier> NoteVerifier::parse(std::string_view vkey) {
  const std::size_t first = vkey.find('+');
  const std::size_t second = first == std::string_view::npos ? first : vkey.find('+', first + 1);
  if (second == std::string_view::npos) {
    return bad_key("A verifier key has three parts with plus signs between them.");
  }
  const std::string_view name = vkey.substr(0, first);
  const Result<Bytes> id = from_hex(vkey.substr(first + 1, second - first - 1));
  const Result<Bytes> key = from_base64(vkey.substr(second + 1));
  if (!check_key_name(name).ok() || !id.ok() || !key.ok() ||
      key.value().size() != 1 + kEd25519Key) {
    return bad_key("This is not a verifier key of type 1 or 4.");
  }
  const auto type = static_cast<NoteKeyType>(key.value().front());
  if (type != NoteKeyType::ed25519 && type != NoteKeyType::cosignature) {
    return bad_key("This verifier key's type is unknown.");
  }
  const BytesView raw = BytesView(key.value()).subspan(1);
  const Result<crypto::VerifyingKey> verifying = crypto::VerifyingKey::from_raw_ed25519(raw);
  if (!verifying.ok()) {
    return bad_key("This verifier key is not a sound Ed25519 key.");
  }
  NoteVerifier verifier(std::string(name), type, verifying.value());
  if (to_hex(id.value()) != to_hex(big_endian(verifier.key_id()))) {
    return bad_key("The id of this verifier key does not belong to its name and key.");
  }
  return verifier;
}

std::string NoteVerifier::vkey() const {
  Bytes typed{static_cast<std::uint8_t>(type_)};
  append(typed, key_.raw());
  return fmt::format("{}+{}+{}", name_, to_hex(big_endian(key_id_)), to_base64(typed));
}

bool NoteVerifier::knows(const NoteSignature& signature) const {
  return signature.key_id == key_id_ && signature.name == name_;
}

Status NoteVerifier::verify(std::string_view text, const NoteSignature& signature) const {
  const BytesView bytes = signature.bytes;
  if (type_ == NoteKeyType::ed25519) {
    return key_.verify(as_bytes(text), bytes) ? Status{} : bad_signature(name_);
  }
  const Result<Instant> time = cosignature_time(signature);
  if (!time.ok()) {
    return bad_signature(name_);
  }
  const auto seconds = static_cast<std::uint64_t>(time.value().ms() / kMsPerSecond);
  const std::string message = cosignature_message(seconds, text);
  return key_.verify(as_bytes(message), bytes.subspan(kCosignatureTime)) ? Status{}
                                                                         : bad_signature(name_);
}

NoteSigner::NoteSigner(NoteVerifier verifier, crypto::SigningKey key)
    : verifier_(std::move(verifier)), key_(std::move(key)) {}

Result<NoteSigner> NoteSigner::make(std::string_view name, crypto::SigningKey key) {
  ENTENTE_TRY(NoteVerifier verifier,
              NoteVerifier::make(name, NoteKeyType::ed25519, key.verifying_key()));
  return NoteSigner(std::move(verifier), std::move(key));
}

NoteSignature NoteSigner::sign(std::string_view text) const {
  ENTENTE_INVARIANT(text.ends_with('\n'));
  return {verifier_.name(), verifier_.key_id(), key_.sign(as_bytes(text))};
}

}  // namespace entente::ledger
