#include "ledger/witnessed_log.h"

#include <algorithm>

#include "ledger/errors.h"

namespace entente::ledger {
namespace {

Status check_keys(std::span<const NoteVerifier> keys) {
  if (keys.empty()) {
    return Error(kBadKey, "A log is known by at least one key.");
  }
  const bool sound = std::all_of(keys.begin(), keys.end(), [&](const NoteVerifier& key) {
    return key.type() == NoteKeyType::ed25519 && key.name() == keys.front().name();
  });
  return sound ? Status{} : Error(kBadKey, "All keys of a log are of type 1 and bear its name.");
}

MirrorOutcome outcome_of(const Error& error) {
  const bool unreadable = error.is(kMalformed) || error.is(kBadProof);
  return unreadable ? MirrorOutcome::malformed : MirrorOutcome::untrusted;
}

/// The note kept, with the signatures of `more` if that is the same text. A line too many is left
/// out: what is kept suffices.
std::string merged(std::string_view kept, const SignedNote& more) {
  Result<SignedNote> note = SignedNote::parse(kept);
  if (!note.ok() || note.value().text() != more.text()) {
    return kept.empty() ? more.format() : std::string(kept);
  }
  for (const NoteSignature& signature : more.signatures()) {
    if (!note.value().add(signature).ok()) {
      break;
    }
  }
  return note.value().format();
}

}  // namespace

bool is_misconduct(MirrorOutcome outcome) {
  return outcome == MirrorOutcome::fork || outcome == MirrorOutcome::rewrite ||
         outcome == MirrorOutcome::rollback;
}

Result<MirroredLog> MirroredLog::make(std::vector<NoteVerifier> keys) {
  ENTENTE_CHECK(check_keys(keys));
  return MirroredLog(std::move(keys));
}

Result<MirroredLog> MirroredLog::restore(std::vector<NoteVerifier> keys,
                                         std::span<const Digest> leaves, std::string_view note) {
  ENTENTE_TRY(MirroredLog log, make(std::move(keys)));
  if (note.empty() && leaves.empty()) {
    return log;
  }
  ENTENTE_TRY(const SignedNote kept, SignedNote::parse(note));
  ENTENTE_TRY(const Checkpoint checkpoint, Checkpoint::parse(kept.text()));
  log.tree_.reserve(leaves.size());
  log.tree_.append(leaves);
  if (checkpoint.origin != log.origin() || log.tree_.head() != checkpoint.head) {
    return Error(kConflict, "The stored copy of the partner's log is not the one its head signs.");
  }
  log.note_ = kept.without_false(log.keys_).format();
  return log;
}

MirrorResult MirroredLog::answer(MirrorOutcome outcome, std::string reason) const {
  return {outcome, tree_.head(), std::nullopt, std::move(reason)};
}

MirrorResult MirroredLog::accuse(MirrorOutcome outcome, const std::string& kept,
                                 std::string_view presented, std::string reason) const {
  return {outcome, tree_.head(), HeadConflict{kept, std::string(presented)}, std::move(reason)};
}

/// As far as the leaves go.
bool MirroredLog::leads_to_expected() const {
  const bool here = expected_ && expected_->head.size <= tree_.size();
  return !here || tree_.root_at(expected_->head.size).value() == expected_->head.root;
}

Status MirroredLog::expect(WitnessedHead head) {
  const Result<Digest> known = tree_.root_at(head.head.size);
  if (known.ok() && known.value() != head.head.root) {
    return Error(kConflict, "The copy of the log does not lead to the head that was cosigned.");
  }
  if (head.head.size > largest().head.size) {
    expected_ = std::move(head);
  }
  return {};
}

/// The result for a head no larger than the one kept; nothing for a larger one.
std::optional<MirrorResult> MirroredLog::judge_known(const Checkpoint& checkpoint,
                                                     std::string_view note) const {
  constexpr std::string_view kTwoRoots = "The log signed two different roots for one size.";
  const Head& head = checkpoint.head;
  if (expected_ && expected_->head.size == head.size && expected_->head.root != head.root) {
    return accuse(MirrorOutcome::fork, expected_->note, note, std::string(kTwoRoots));
  }
  const Result<Digest> root = tree_.root_at(head.size);
  if (!root.ok()) {
    return std::nullopt;
  }
  if (root.value() != head.root) {
    return accuse(MirrorOutcome::fork, note_, note, std::string(kTwoRoots));
  }
  const bool current = head.size == tree_.size();
  return answer(current ? MirrorOutcome::unchanged : MirrorOutcome::stale);
}

MirrorResult MirroredLog::accept(std::uint64_t old_size, std::span<const Digest> new_leaves,
                                 std::string_view note) {
  const Result<OpenedCheckpoint> opened = open_checkpoint(note, keys_);
  if (!opened.ok()) {
    return answer(outcome_of(opened.error()), opened.error().message());
  }
  const Head& head = opened.value().checkpoint.head;
  if (std::optional<MirrorResult> known = judge_known(opened.value().checkpoint, note)) {
    if (known->outcome == MirrorOutcome::unchanged) {
      note_ = merged(note_, opened.value().note);
    }
    return *known;
  }
  const std::uint64_t size = tree_.size();
  if (old_size > size) {
    return answer(MirrorOutcome::gap, "Leaves are missing before those that were sent.");
  }
  if (new_leaves.size() != head.size - old_size) {
    return answer(MirrorOutcome::malformed, "The leaves sent do not lead to the head's size.");
  }
  tree_.append(new_leaves.subspan(size - old_size));
  const bool leads = tree_.root() == head.root;
  if (leads && leads_to_expected()) {
    note_ = opened.value().note.format();
    if (expected_ && expected_->head.size <= tree_.size()) {
      expected_.reset();
    }
    return answer(MirrorOutcome::advanced);
  }
  tree_.truncate(size);
  if (leads) {
    return accuse(MirrorOutcome::fork, expected_->note, note,
                  "The log signed two heads of which neither extends the other.");
  }
  if (note_.empty()) {
    return answer(MirrorOutcome::malformed, "The leaves sent do not lead to the head's root.");
  }
  return accuse(MirrorOutcome::rewrite, note_, note,
                "The new head does not extend the one before.");
}

MirrorResult MirroredLog::judge_current(std::string_view note) const {
  const Result<OpenedCheckpoint> opened = open_checkpoint(note, keys_);
  if (!opened.ok()) {
    return answer(outcome_of(opened.error()), opened.error().message());
  }
  std::optional<MirrorResult> known = judge_known(opened.value().checkpoint, note);
  if (known.has_value() && known->outcome == MirrorOutcome::fork) {
    return *known;
  }
  const WitnessedHead last = largest();
  if (opened.value().checkpoint.head.size < last.head.size) {
    return accuse(MirrorOutcome::rollback, last.note, note,
                  "The log is smaller than a head it signed.");
  }
  return known.value_or(
      answer(MirrorOutcome::gap, "The log has grown; its new leaves are to be fetched."));
}

Status MirroredLog::replace_keys(std::vector<NoteVerifier> keys) {
  ENTENTE_CHECK(check_keys(keys));
  if (keys.front().name() != origin()) {
    return Error(kWrongOrigin, "The new keys are those of another log.");
  }
  keys_ = std::move(keys);
  if (const auto kept = SignedNote::parse(note_); kept.ok()) {
    note_ = kept->without_false(keys_).format();
  }
  return {};
}

Status MirroredLog::begin_epoch(std::vector<NoteVerifier> keys) {
  ENTENTE_CHECK(check_keys(keys));
  keys_ = std::move(keys);
  expected_.reset();
  return {};
}

Status verify_fork(const HeadConflict& conflict, const NoteVerifier& log) {
  ENTENTE_TRY(const OpenedCheckpoint kept, open_checkpoint(conflict.kept, log));
  ENTENTE_TRY(const OpenedCheckpoint presented, open_checkpoint(conflict.presented, log));
  const Head& first = kept.checkpoint.head;
  const Head& second = presented.checkpoint.head;
  if (first.size != second.size || first.root == second.root) {
    return Error(kBadProof, "These two heads do not contradict each other by themselves.");
  }
  return {};
}

}  // namespace entente::ledger
