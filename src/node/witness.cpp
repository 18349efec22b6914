#include "node/witness.h"

#include "base/log.h"
#include "node/errors.h"
#include "node/misconduct.h"
#include "node/names.h"

namespace entente::node {
namespace {

using ledger::WitnessDecision;
using ledger::WitnessVerdict;

constexpr std::string_view kNoteType = "text/plain; charset=utf-8";

Witness::Answer refusal_of(const WitnessDecision& decision) {
  return {decision.http_status(), decision.content_type(), decision.body()};
}

WitnessDecision unknown_log() {
  return ledger::decide_add_checkpoint(ledger::AddCheckpoint{}, std::nullopt);
}

}  // namespace

std::string cosignature_lines(const Core& core, std::string_view note) {
  const auto parsed = ledger::SignedNote::parse(note);
  const auto checkpoint = parsed.ok() ? ledger::Checkpoint::parse(parsed->text())
                                      : Result<ledger::Checkpoint>(parsed.error());
  if (!checkpoint.ok()) {
    return {};
  }
  const std::string name = witness_name(core.identity().domain);
  std::string lines;
  for (const crypto::SigningKey& key : core.identity().witness_keys) {
    if (const auto cosigner = ledger::Cosigner::make(name, key); cosigner.ok()) {
      lines += cosigner->sign(*checkpoint, core.now()).line();
    }
  }
  return lines;
}

ledger::KnownLog Witness::Subject::known() const {
  return partner != nullptr ? ledger::KnownLog{partner->mirror->keys(), partner->mirror->largest()}
                            : *neutral;
}

bool Witness::Subject::hidden_from(const std::optional<PartyCode>& peer) const {
  return partner != nullptr && !(peer && room->counterparts.contains(*peer));
}

Witness::Witness(Core& core) : core_(core) {
  for (const ledger::NoteVerifier& key : core.settings().witnessed) {
    neutral_[key.name()].keys.push_back(key);
  }
}

Status Witness::load() {
  for (auto& [origin, log] : neutral_) {
    ENTENTE_TRY(const auto note,
                core_.ports().store.get(Space::meta, name_key(witnessed_name(origin))));
    if (note) {
      ENTENTE_TRY(log.last, ledger::witnessed_head(as_text(*note), origin));
    }
  }
  return {};
}

Status Witness::check_ready() const {
  if (core_.frozen()) {
    return *core_.frozen();
  }
  return core_.sequencer().waiting() < core_.settings().queue_max
             ? Status()
             : Error(kOverloaded, "Too much waits to be recorded; ask again.");
}

/// A log is known in one way: where a partner's has the origin, no neutral one does.
std::optional<Witness::Subject> Witness::find(const std::optional<PartyCode>& peer,
                                              const Wanted& wanted) {
  for (auto& [id, room] : core_.rooms()) {
    for (auto& [party, counterpart] : room.counterparts) {
      if (counterpart.mirror && wanted(counterpart.mirror->origin())) {
        const bool there = peer && core_.partner(party) != nullptr;
        return there ? std::optional(Subject{&room, party, &counterpart, nullptr}) : std::nullopt;
      }
    }
  }
  for (auto& [origin, log] : neutral_) {
    if (wanted(origin)) {
      return Subject{nullptr, {}, nullptr, &log};
    }
  }
  return std::nullopt;
}

void Witness::add_checkpoint(const std::optional<PartyCode>& peer, std::string_view request,
                             const Done& done) {
  if (const Status ready = check_ready(); !ready.ok()) {
    done(ready.error());
    return;
  }
  const auto asked = ledger::AddCheckpoint::parse(request);
  if (!asked.ok()) {
    done(refusal_of(ledger::refuse_unreadable(asked.error())));
    return;
  }
  const auto subject =
      find(peer, [&](std::string_view origin) { return origin == asked->checkpoint.origin; });
  const WitnessDecision decision = decide(peer, *asked, subject);
  if (decision.verdict == WitnessVerdict::cosign) {
    cosign(*subject, decision, done);
  } else {
    done(refusal_of(decision));
  }
}

WitnessDecision Witness::decide(const std::optional<PartyCode>& peer,
                                const ledger::AddCheckpoint& asked,
                                const std::optional<Subject>& subject) {
  WitnessDecision decision = ledger::decide_add_checkpoint(
      asked, subject ? std::optional(subject->known()) : std::nullopt);
  if (decision.verdict == WitnessVerdict::unknown_log) {
    return decision;
  }
  if (decision.verdict == WitnessVerdict::untrusted) {
    return subject->hidden_from(peer) ? unknown_log() : decision;
  }
  look_for_fork(*subject, asked, decision);
  if (subject->partner != nullptr && subject->partner->misconduct) {
    decision.verdict = WitnessVerdict::root_differs;
    decision.reason = "the log contradicted itself";
  }
  return decision;
}

/// The log's signature over `asked` holds; two roots of one size convict it, whoever shows them.
void Witness::look_for_fork(const Subject& subject, const ledger::AddCheckpoint& asked,
                            const WitnessDecision& decision) {
  if (subject.partner != nullptr) {
    const auto judged = subject.partner->mirror->judge_current(asked.note.format());
    if (judged.outcome == ledger::MirrorOutcome::fork && !subject.partner->misconduct) {
      accuse(core_, *subject.room, subject.party, *subject.partner, judged);
    }
  } else if (decision.evidence && decision.verdict != WitnessVerdict::bad_consistency) {
    const std::string& origin = asked.checkpoint.origin;
    log(LogLevel::error, "witness.forked", {{"origin", origin}});
    StoreBatch kept;
    kept.push_back({Space::meta, name_key(forked_name(origin)),
                    to_bytes(decision.evidence->first + "\n" + decision.evidence->second)});
    core_.sequencer().add_writes(std::move(kept), {});
  }
}

/// From here on this head counts for whoever asks next; the cosignature is made once it is durable,
/// in the order of the decisions, so that the sizes that are cosigned never decrease (T12).
void Witness::cosign(const Subject& subject, const WitnessDecision& decision, const Done& done) {
  const ledger::WitnessedHead& next = *decision.next;
  if (subject.partner == nullptr) {
    subject.neutral->last = next;
  } else if (const Status taken = subject.partner->mirror->expect(next); !taken.ok()) {
    done(taken.error());
    return;
  }
  StoreBatch writes;
  writes.push_back(
      {Space::meta, name_key(witnessed_name(decision.checkpoint->origin)), to_bytes(next.note)});
  core_.sequencer().add_writes(std::move(writes), [this, note = next.note, done] {
    done(Answer{200, kNoteType, cosignature_lines(core_, note)});
  });
}

void Witness::last_checkpoint(const std::optional<PartyCode>& peer, std::string_view folder,
                              const Done& done) {
  if (const Status ready = check_ready(); !ready.ok()) {
    done(ready.error());
    return;
  }
  const auto subject = find(
      peer, [&](std::string_view origin) { return ledger::monitoring_folder(origin) == folder; });
  const bool there = subject && !subject->hidden_from(peer) &&
                     !(subject->partner != nullptr && subject->partner->misconduct);
  const std::string note = there ? subject->known().last.note : std::string();
  if (note.empty()) {
    done(refusal_of(unknown_log()));
    return;
  }
  // Behind whatever wrote it.
  core_.sequencer().add_writes({}, [this, note, done] {
    done(Answer{200, kNoteType, note + cosignature_lines(core_, note)});
  });
}

}  // namespace entente::node
