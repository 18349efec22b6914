#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "ledger/merkle.h"
#include "ledger/note.h"

/// Signed heads: C2SP tlog-checkpoint v1.0.0. Thread-safety: pure functions.
namespace entente::ledger {

inline constexpr std::size_t kMaxExtensions = 16;

/// What a log says of itself at one moment.
struct Checkpoint {
  std::string origin;  ///< which log: a URL without its scheme
  Head head;
  std::vector<std::string> extensions;  ///< lines we never write, but keep
  bool operator==(const Checkpoint&) const = default;

  /// The text of the note: origin, size, root, extensions, each ended by a newline.
  [[nodiscard]] std::string text() const;
  /// Strict: size in decimal without leading zeros, root as canonical base64 of 32 bytes, no empty
  /// line, at most `kMaxExtensions` extensions; else `ledger.malformed`. `text()` gives the same
  /// bytes again.
  [[nodiscard]] static Result<Checkpoint> parse(std::string_view text);
};

/// The number of a log's first epoch; a recovery closes one and opens the next.
inline constexpr std::uint32_t kFirstEpoch = 1;

/// `<domain>/entente/<agreement id>/<epoch>`: the log of a party under an agreement. `domain` is a
/// lower-case host name, `epoch` at least 1; else `ledger.bad-name`.
[[nodiscard]] Result<std::string> log_origin(std::string_view domain, const AgreementId& agreement,
                                             std::uint32_t epoch);
/// `<domain>/entente/house-<environment>/<epoch>`: the party's house ledger. `environment` in lower
/// case letters (`exercise`).
[[nodiscard]] Result<std::string> house_origin(std::string_view domain,
                                               std::string_view environment, std::uint32_t epoch);

/// Signs `checkpoint` with the log's key. The key's name must equal the origin, else
/// `ledger.wrong-origin`. Sign only what is durable, and only if `check_extends` holds: two
/// inconsistent signed heads convict the log for ever.
[[nodiscard]] Result<SignedNote> sign_checkpoint(const Checkpoint& checkpoint,
                                                 const NoteSigner& log);

/// That a trusted key of this checkpoint's origin signed `note`, and none signed it wrongly. Keys
/// must be of type 0x01; only those named as the origin count. `ledger.wrong-origin` if there is
/// none of that name, `ledger.untrusted` if none signed, `ledger.bad-signature`.
[[nodiscard]] Status verify_log_signature(const SignedNote& note, const Checkpoint& checkpoint,
                                          std::span<const NoteVerifier> log_keys);

/// A checkpoint whose log signature holds, with the note it came in (cosignatures and all).
struct OpenedCheckpoint {
  Checkpoint checkpoint;
  SignedNote note;
};

/// Parses and verifies. `log` must be of type 0x01 and its name must equal the origin
/// (`ledger.wrong-origin`). `ledger.malformed`, `ledger.untrusted`, `ledger.bad-signature` else; a
/// head of size 0 with another root than the empty tree's is `ledger.bad-proof`.
[[nodiscard]] Result<OpenedCheckpoint> open_checkpoint(std::string_view note,
                                                       const NoteVerifier& log);
/// The same for a log with several trusted keys (before and after a rotation): one must have
/// signed, none may have signed wrongly.
[[nodiscard]] Result<OpenedCheckpoint> open_checkpoint(std::string_view note,
                                                       std::span<const NoteVerifier> log_keys);
/// The same of a note that was parsed already.
[[nodiscard]] Result<OpenedCheckpoint> open_checkpoint(SignedNote note,
                                                       std::span<const NoteVerifier> log_keys);

}  // namespace entente::ledger
