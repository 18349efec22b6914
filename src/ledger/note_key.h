#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"
#include "crypto/signature.h"

namespace entente::ledger {

/// Signature type bytes of C2SP signed-note that this release makes and verifies. Others are kept
/// and ignored, as keys one does not know.
enum class NoteKeyType : std::uint8_t {
  ed25519 = 0x01,      ///< over the note's text: a log's own signature
  cosignature = 0x04,  ///< timestamped Ed25519: a witness (C2SP tlog-cosignature)
};

/// One signature of a note, as in its line.
struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  Bytes bytes;  ///< what follows the key id; 1 byte at least
  bool operator==(const NoteSignature&) const = default;

  [[nodiscard]] std::string line() const;  ///< `— name base64` and a newline
};

/// Non-empty, at most 255 bytes of UTF-8, no Unicode space, no control, no `+`; else
/// `ledger.bad-name`.
[[nodiscard]] Status check_key_name(std::string_view name);

/// The first four bytes, big-endian, of SHA-256(name || 0x0A || type || public key).
[[nodiscard]] std::uint32_t note_key_id(std::string_view name, NoteKeyType type,
                                        BytesView public_key);

/// A public key by which a note is trusted. A value type, safe to share among threads.
class NoteVerifier {
 public:
  /// `key` must be Ed25519 (`ledger.bad-key`), `name` a key name (`ledger.bad-name`).
  [[nodiscard]] static Result<NoteVerifier> make(std::string_view name, NoteKeyType type,
                                                 const crypto::VerifyingKey& key);
  /// From `name+hex8(key id)+base64(type || key)`, the vkey of signed-note. Refuses an id that does
  /// not follow from the rest, other types, and keys of low order; else `ledger.bad-key`.
  [[nodiscard]] static Result<NoteVerifier> parse(std::string_view vkey);
  [[nodiscard]] std::string vkey() const;

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] NoteKeyType type() const { return type_; }
  [[nodiscard]] std::uint32_t key_id() const { return key_id_; }
  [[nodiscard]] const crypto::VerifyingKey& key() const { return key_; }

  /// Whether the line claims to be by this key: same name and same id.
  [[nodiscard]] bool knows(const NoteSignature& signature) const;
  /// That `signature` is this key's over the note's `text`; else `ledger.bad-signature`.
  [[nodiscard]] Status verify(std::string_view text, const NoteSignature& signature) const;

 private:
  NoteVerifier(std::string name, NoteKeyType type, crypto::VerifyingKey key);

  std::string name_;
  NoteKeyType type_;
  crypto::VerifyingKey key_;
  std::uint32_t key_id_;
};

/// A log's own signing key with its name (type 0x01). Holds a handle, never key bytes. Thread-safe.
class NoteSigner {
 public:
  /// `key` must be Ed25519 (`ledger.bad-key`), `name` a key name (`ledger.bad-name`).
  [[nodiscard]] static Result<NoteSigner> make(std::string_view name, crypto::SigningKey key);
  [[nodiscard]] const NoteVerifier& verifier() const { return verifier_; }
  /// Over `text`, which must end with a newline.
  [[nodiscard]] NoteSignature sign(std::string_view text) const;

 private:
  NoteSigner(NoteVerifier verifier, crypto::SigningKey key);

  NoteVerifier verifier_;
  crypto::SigningKey key_;
};

}  // namespace entente::ledger
