#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "ledger/checkpoint.h"

/// Timestamped Ed25519 cosignatures, C2SP tlog-cosignature (type 0x04): as of that time, this is
/// the largest consistent tree the cosigner has seen for this origin. Thread-safety: pure
/// functions.
namespace entente::ledger {

/// A witness's signing key with its name. One key per witness, used for nothing else: the signed
/// message does not name the cosigner. Holds a handle, never key bytes. Thread-safe.
class Cosigner {
 public:
  /// `key` must be Ed25519 (`ledger.bad-key`), `name` a key name (`ledger.bad-name`).
  [[nodiscard]] static Result<Cosigner> make(std::string_view name, crypto::SigningKey key);
  [[nodiscard]] const NoteVerifier& verifier() const { return verifier_; }
  /// Over a checkpoint's whole text, at `time` (cut to seconds; not before 1970, a broken invariant
  /// else). Call it only after the new state of the witness is durable.
  [[nodiscard]] NoteSignature sign(const Checkpoint& checkpoint, Instant time) const;

 private:
  Cosigner(NoteVerifier verifier, crypto::SigningKey key);

  NoteVerifier verifier_;
  crypto::SigningKey key_;
};

/// The message that is signed: `cosignature/v1`, the time, the checkpoint's text.
[[nodiscard]] std::string cosignature_message(std::uint64_t seconds,
                                              std::string_view checkpoint_text);

/// The time in a cosignature's first eight bytes; `ledger.malformed` if it has not 72 bytes or the
/// time is past the year 9999. Says nothing about the signature.
[[nodiscard]] Result<Instant> cosignature_time(const NoteSignature& signature);

/// One witness that cosigned.
struct Cosigned {
  std::size_t witness = 0;  ///< index into the keys asked for
  Instant time;             ///< as the witness claims
};

/// Which of `witnesses` cosigned the checkpoint, each once, with the earliest time it claims.
/// Unknown keys are ignored; a wrong signature by a known one is `ledger.bad-signature`.
[[nodiscard]] Result<std::vector<Cosigned>> cosigned_by(const OpenedCheckpoint& checkpoint,
                                                        std::span<const NoteVerifier> witnesses);

}  // namespace entente::ledger
