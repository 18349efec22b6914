#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/checkpoint.h"
#include "ledger/tree.h"
#include "ledger/witness.h"

namespace entente::ledger {

/// What came of a delivery. Only `advanced` and `unchanged` change what is kept.
enum class MirrorOutcome : std::uint8_t {
  advanced,   ///< the log grew as its signed head says; store the new leaves and the note
  unchanged,  ///< the same head again, perhaps with more cosignatures; store the note
  stale,      ///< a head from before that fits what is kept: a late or repeated delivery, ignored
  gap,        ///< leaves are missing before those sent: ask again from `head.size`
  malformed,  ///< the note cannot be read, or its size is not that of the leaves sent
  untrusted,  ///< not signed by the log's key, signed wrongly, or of another origin
  fork,       ///< the log signed another root for a size whose root is known: it forked
  rewrite,    ///< the log signed a larger head that what was sent does not lead to
  rollback,   ///< the log calls a head its current one that is smaller than one it signed before
};

/// True for the outcomes that accuse the log: `fork`, `rewrite`, `rollback`.
[[nodiscard]] bool is_misconduct(MirrorOutcome outcome);

/// Two heads that the same log signed and that do not go together. With `fork` at equal sizes they
/// convict alone; otherwise together with the leaves kept.
struct HeadConflict {
  std::string kept;       ///< the signed note kept from before
  std::string presented;  ///< the signed note that contradicts it
};

struct MirrorResult {
  MirrorOutcome outcome = MirrorOutcome::malformed;
  Head head;  ///< what is kept now
  std::optional<HeadConflict> evidence;
  std::string reason;  ///< a sentence, where the outcome is a refusal
};

/// A partner's log as this party keeps it: all leaf hashes and the last signed head. Because every
/// root is computed from the leaves, a head that is accepted is at once consistent with all heads
/// before and proves each leaf included. Not thread-safe: one sequence owns it.
class MirroredLog {
 public:
  /// An empty copy of the log that these keys (type 0x01, all named as the origin, at least one)
  /// sign; else `ledger.bad-key`.
  [[nodiscard]] static Result<MirroredLog> make(std::vector<NoteVerifier> keys);
  /// The copy as it was stored: leaves and last note, which was verified when it was taken, by keys
  /// that may have been replaced since. `ledger.conflict` if they do not fit together (the stored
  /// copy was damaged or wound back) or are another log's; `ledger.malformed`. An empty note stands
  /// for a log not yet seen, with no leaves.
  [[nodiscard]] static Result<MirroredLog> restore(std::vector<NoteVerifier> keys,
                                                   std::span<const Digest> leaves,
                                                   std::string_view note);

  /// `new_leaves` are those from `old_size` on; `note` is the signed head that they lead to.
  /// Leaves that are known already are skipped. On any outcome but `advanced` and `unchanged` this
  /// is as before.
  [[nodiscard]] MirrorResult accept(std::uint64_t old_size, std::span<const Digest> new_leaves,
                                    std::string_view note);

  /// Takes up a head that the log signed and that was proved to extend `largest()`, or was before a
  /// restart, but whose leaves are not here: what is accepted from now on must lead to it.
  /// `ledger.conflict` where what is kept does not.
  [[nodiscard]] Status expect(WitnessedHead head);

  /// Judges a head that the partner calls its current one (an answer to a question asked now, not a
  /// delivery that may be late): smaller than the kept one is `rollback`. A larger one is `gap`
  /// (its leaves are to be fetched). Changes nothing.
  [[nodiscard]] MirrorResult judge_current(std::string_view note) const;

  /// Exchanges the trusted keys (a rotation agreed by an act); errors as in `make`. Of the note
  /// that is kept, lines that claim to be of a new key and are not are left out.
  [[nodiscard]] Status replace_keys(std::vector<NoteVerifier> keys);

  /// The log goes on under another origin, after its epoch was closed at a size that both sides
  /// agreed on; that of `keys`, as in `make`. The leaves stay: the next epoch begins with them.
  /// The last note stays until there is a head of the new epoch; what was expected is of the old.
  [[nodiscard]] Status begin_epoch(std::vector<NoteVerifier> keys);

  [[nodiscard]] const std::vector<NoteVerifier>& keys() const { return keys_; }
  [[nodiscard]] const std::string& origin() const { return keys_.front().name(); }
  [[nodiscard]] Head head() const { return tree_.head(); }
  [[nodiscard]] const Tree& tree() const { return tree_; }
  /// The last accepted signed head, with its signatures; empty before the first.
  [[nodiscard]] const std::string& note() const { return note_; }
  /// The head that was taken up, for as long as its leaves are missing.
  [[nodiscard]] const std::optional<WitnessedHead>& expected() const { return expected_; }
  /// The largest head known of the log: that one, or the kept one.
  [[nodiscard]] WitnessedHead largest() const {
    return expected_.value_or(WitnessedHead{tree_.head(), note_});
  }

 private:
  explicit MirroredLog(std::vector<NoteVerifier> keys) : keys_(std::move(keys)) {}
  [[nodiscard]] MirrorResult answer(MirrorOutcome outcome, std::string reason = {}) const;
  [[nodiscard]] MirrorResult accuse(MirrorOutcome outcome, const std::string& kept,
                                    std::string_view presented, std::string reason) const;
  [[nodiscard]] bool leads_to_expected() const;
  [[nodiscard]] std::optional<MirrorResult> judge_known(const Checkpoint& checkpoint,
                                                        std::string_view note) const;

  std::vector<NoteVerifier> keys_;
  Tree tree_;
  std::string note_;
  std::optional<WitnessedHead> expected_;  ///< larger than the tree
};

/// That two notes convict the log that owns `log`: both verify, same origin, same size, different
/// roots. Needs nothing else, so anyone can decide it. `ledger.bad-proof` if they do not.
[[nodiscard]] Status verify_fork(const HeadConflict& conflict, const NoteVerifier& log);

}  // namespace entente::ledger
