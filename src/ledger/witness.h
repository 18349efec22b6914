#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/cosignature.h"

/// The witness's side of cross-signing, as pure decisions: C2SP tlog-witness, `add-checkpoint`.
/// Whoever calls this makes "look up, decide, store" one atomic step per origin, stores `next`
/// durably, and only then cosigns and answers. Thread-safety: pure functions.
namespace entente::ledger {

inline constexpr std::size_t kMaxWitnessRequest = 16'384 + kMaxNoteBytes;

/// A request to cosign: `old <size>`, at most 63 hashes, an empty line, a checkpoint note.
struct AddCheckpoint {
  std::uint64_t old_size = 0;
  std::vector<Digest> path;
  SignedNote note;
  Checkpoint checkpoint;  ///< the note's text, parsed

  [[nodiscard]] std::string format() const;
  /// Strict; `ledger.malformed`, or `ledger.bad-signature` as in `SignedNote::parse`.
  [[nodiscard]] static Result<AddCheckpoint> parse(std::string_view body);
};
/// For asking: `note` must be a checkpoint's.
[[nodiscard]] Result<AddCheckpoint> make_add_checkpoint(std::uint64_t old_size,
                                                        std::vector<Digest> path,
                                                        const SignedNote& note);

/// What a witness keeps of one log.
struct WitnessedHead {
  Head head;         ///< last cosigned; the empty tree if none yet
  std::string note;  ///< it, with the log's own signatures alone; empty if none yet
  bool operator==(const WitnessedHead&) const = default;
};
/// One that was stored: the note was verified when it was taken. `ledger.malformed`, or
/// `ledger.wrong-origin` if it is another log's.
[[nodiscard]] Result<WitnessedHead> witnessed_head(std::string_view note, std::string_view origin);

/// What a witness knows of an origin.
struct KnownLog {
  std::vector<NoteVerifier> keys;  ///< of type 0x01, named as the origin
  WitnessedHead last;
};

enum class WitnessVerdict : std::uint8_t {
  cosign,           ///< 200
  malformed,        ///< 400
  old_above_new,    ///< 400
  untrusted,        ///< 403: no signature by a trusted key, or a wrong one
  unknown_log,      ///< 404
  size_changed,     ///< 409: `old` is not the size last cosigned
  root_differs,     ///< 422: another root at the same size: the log forked
  bad_consistency,  ///< 422: the proof is wrong, or was sent with old size 0
  bad_empty_tree,   ///< 422: size 0 with another root than the empty tree's
};

struct WitnessDecision {
  WitnessVerdict verdict = WitnessVerdict::malformed;
  std::string reason;  ///< for the answer, where it is a refusal
  /// What to store before answering; only with `cosign`. May equal the last head (a heartbeat).
  std::optional<WitnessedHead> next;
  /// Only with `cosign`: what to give to `Cosigner::sign`.
  std::optional<Checkpoint> checkpoint;
  std::uint64_t stored_size = 0;  ///< for the answer with `size_changed`
  /// The last cosigned note and the new one, where the log's signature holds and they do not go
  /// together as shown: always with `root_differs` and `bad_consistency`, and with `size_changed`
  /// if the roots at one size differ.
  std::optional<std::pair<std::string, std::string>> evidence;

  [[nodiscard]] int http_status() const;
  [[nodiscard]] std::string_view content_type() const;
  /// The answer's body but for `cosign`, where it is the cosignature's `line()`.
  [[nodiscard]] std::string body() const;
};

/// `known` is what the witness knows of the request's origin, or nothing.
[[nodiscard]] WitnessDecision decide_add_checkpoint(const AddCheckpoint& request,
                                                    const std::optional<KnownLog>& known);
/// The decision on a body that `AddCheckpoint::parse` refused.
[[nodiscard]] WitnessDecision refuse_unreadable(const Error& error);
/// Both from the body of a request.
using FindLog = std::function<std::optional<KnownLog>(std::string_view origin)>;
[[nodiscard]] WitnessDecision decide_add_checkpoint(std::string_view body, const FindLog& find);

/// Hex SHA-256 of the origin: the folder of the monitoring interface.
[[nodiscard]] std::string monitoring_folder(std::string_view origin);

}  // namespace entente::ledger
