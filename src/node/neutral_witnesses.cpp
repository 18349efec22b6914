#include "node/neutral_witnesses.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "ledger/errors.h"
#include "ledger/line.h"
#include "ledger/witness.h"
#include "node/cosigned_heads.h"
#include "node/errors.h"
#include "node/misconduct.h"
#include "node/names.h"

namespace entente::node {
namespace {

constexpr std::uint64_t kRoundsMax = 60;
constexpr int kOk = 200;
constexpr int kConflicting = 409;
constexpr int kInconsistent = 422;
constexpr int kTooMany = 429;
constexpr int kServerFaults = 500;
constexpr std::string_view kAddCheckpoint = "/add-checkpoint";

std::string last_checkpoint_path(std::string_view origin) {
  return "/" + ledger::monitoring_folder(origin) + "/checkpoint";
}

/// The size of the newest head that the witness is known to have cosigned.
std::uint64_t kept_size(const Room& room, const std::string& origin, const std::string& witness) {
  const auto kept = room.neutral.find(neutral_name(origin, witness));
  return kept == room.neutral.end() ? 0 : kept->second.size;
}

/// The largest head that a partner has cosigned, from `least` on: cosigned by both it is worth more
/// than two heads with one cosignature each. Else the whole log.
std::uint64_t size_to_ask_for(const Room& room, std::uint64_t least) {
  std::uint64_t size = 0;
  for (const auto& [party, counterpart] : room.counterparts) {
    size = std::max(size, counterpart.cosigned.size);
  }
  return size > least && size <= room.log.durable() ? size : room.log.durable();
}

Error unexpected(int status) {
  return Error(ledger::kNotWitnessed, fmt::format("It answered {}.", status));
}

}  // namespace

bool NeutralWitnesses::Rest::over() {
  if (rounds_ == 0) {
    return true;
  }
  --rounds_;
  return false;
}

void NeutralWitnesses::Rest::failed() {
  constexpr std::uint64_t kDoublings = 6;
  rounds_ = std::min((std::uint64_t{1} << std::min(failures_, kDoublings)) - 1, kRoundsMax);
  ++failures_;
}

Status NeutralWitnesses::load() {
  for (auto& [id, room] : core_.rooms()) {
    ENTENTE_CHECK(load_neutral_heads(core_.ports().store, room));
  }
  return {};
}

void NeutralWitnesses::begin(std::vector<NeutralWitness> witnesses) {
  ENTENTE_INVARIANT(witnesses_.empty());
  for (NeutralWitness& witness : witnesses) {
    witnesses_.push_back({std::move(witness), {}, {}, {}, false, {}});
  }
  if (!witnesses_.empty()) {
    round();
  }
}

std::vector<NeutralWitnesses::Standing> NeutralWitnesses::standing() const {
  std::vector<Standing> all;
  for (const Witness& witness : witnesses_) {
    const auto refused = std::ranges::count_if(
        witness.own, [](const auto& log) { return log.second.rest.failures() > 0; });
    all.push_back({witness.name(), witness.rest.failures(), static_cast<std::size_t>(refused)});
  }
  return all;
}

// ---- One log of one witness after the other -----------------------------------------------------

void NeutralWitnesses::round() {
  for (Witness& witness : witnesses_) {
    if (witness.under_way || core_.frozen() || !witness.rest.over()) {
      continue;
    }
    for (const auto& [id, room] : core_.rooms()) {
      witness.due.push_back({id, std::nullopt});
      for (const auto& [party, counterpart] : room.counterparts) {
        witness.due.push_back({id, party});
      }
    }
    next(witness);
  }
  core_.ports().executor.after(core_.settings().neutral_interval_ms, [this] { round(); });
}

void NeutralWitnesses::next(Witness& witness) {
  witness.under_way = false;
  while (!witness.due.empty() && !witness.under_way) {
    const Job job = std::move(witness.due.front());
    witness.due.pop_front();
    start(witness, job);
  }
}

void NeutralWitnesses::start(Witness& witness, const Job& job) {
  Room* room = core_.room(job.agreement);
  if (room == nullptr || core_.frozen()) {
    return;
  }
  if (job.copy_of) {
    ask_copy(witness, *room, *job.copy_of);
    return;
  }
  Asked& asked = witness.own[room->log.origin()];
  if (!asked.rest.over()) {
    return;
  }
  if (asked.told) {
    submit(witness, *room, false);
  } else {
    ask_last(witness, *room, Reason::first);
  }
}

/// Whether an answer came. One that did not ends the round for this witness.
bool NeutralWitnesses::answered(Witness& witness, const Result<WebPort::Answer>& answer) {
  if (answer.ok()) {
    witness.rest.worked();
    return true;
  }
  log(LogLevel::info, "ledger.witness-unreachable",
      {{"witness", witness.name()}, {"what", answer.error().message()}});
  ++outcomes_.unreachable;
  witness.rest.failed();
  witness.due.clear();
  witness.under_way = false;
  return false;
}

void NeutralWitnesses::refused(Witness& witness, const Room& room, const Error& why) {
  log(LogLevel::warning, "ledger.witness-refused",
      {{"witness", witness.name()}, {"agreement", room.id.text()}, {"what", why.message()}});
  ++outcomes_.refused;
  witness.own[room.log.origin()].rest.failed();
  next(witness);
}

// ---- Own logs -----------------------------------------------------------------------------------

/// T14: before this node signs anything for a witness, it asks what it signed for it last.
void NeutralWitnesses::ask_last(Witness& witness, Room& room, Reason reason) {
  witness.under_way = true;
  witness.with.at.get(last_checkpoint_path(room.log.origin()),
                      [this, &witness, &room, reason](const Result<WebPort::Answer>& answer) {
                        take_last(witness, room, reason, answer);
                      });
}

void NeutralWitnesses::take_last(Witness& witness, Room& room, Reason reason,
                                 const Result<WebPort::Answer>& answer) {
  if (!answered(witness, answer)) {
    return;
  }
  Asked& asked = witness.own[room.log.origin()];
  asked.known = kept_size(room, room.log.origin(), witness.name());
  if (answer->status >= kServerFaults || answer->status == kTooMany) {
    refused(witness, room, unexpected(answer->status));
    return;
  }
  // Not all serve it: then the answer to the next request says what this would have said.
  if (answer->status == kOk) {
    const auto size = check_held_head(core_, room, witness.name(), as_text(answer->body));
    if (!size.ok()) {
      refused(witness, room, size.error());
      return;
    }
    asked.known = *size;
  }
  asked.told = true;
  if (reason == Reason::contradicted) {
    log(LogLevel::error, "ledger.witness-ahead",
        {{"witness", witness.name()}, {"agreement", room.id.text()}});
    refused(witness, room,
            Error(ledger::kConflict, "It says that it cosigned another log, and shows no head."));
    return;
  }
  submit(witness, room, false);
}

void NeutralWitnesses::submit(Witness& witness, Room& room, bool again) {
  const std::string& origin = room.log.origin();
  Sent sent;
  sent.old_size = witness.own[origin].known;
  sent.size = size_to_ask_for(room, sent.old_size);
  sent.again = again;
  if (sent.size < sent.old_size || sent.size <= kept_size(room, origin, witness.name())) {
    next(witness);
    return;
  }
  const auto make = [&]() -> Result<std::string> {
    ENTENTE_TRY(sent.note, room.log.sign_head(sent.size));
    ENTENTE_TRY(auto path, room.log.tree().consistency_path(sent.old_size, sent.size));
    ENTENTE_TRY(const auto note, ledger::SignedNote::parse(sent.note));
    ENTENTE_TRY(const auto request,
                ledger::make_add_checkpoint(sent.old_size, std::move(path), note));
    return request.format();
  };
  const auto request = make();
  if (!request.ok()) {
    refused(witness, room, request.error());
    return;
  }
  post(witness, room, sent, *request);
}

/// The signer's state goes to disk before the head leaves (ledger.md, decision 7).
void NeutralWitnesses::post(Witness& witness, Room& room, const Sent& sent,
                            const std::string& request) {
  witness.under_way = true;
  const bool newest = sent.size == room.log.durable();  // else a partner has cosigned it already
  core_.ports().executor.work([this, &witness, &room, sent, request, newest,
                               number = room.log.number()] {
    const Status kept = newest ? signer_states_.keep(number, sent.size, sent.note) : Status{};
    core_.ports().executor.post([this, &witness, &room, sent, request, kept] {
      if (!kept.ok()) {
        refused(witness, room, kept.error());
        return;
      }
      witness.with.at.post(kAddCheckpoint, to_bytes(request),
                           [this, &witness, &room, sent](const Result<WebPort::Answer>& answer) {
                             take_answer(witness, room, sent, answer);
                           });
    });
  });
}

void NeutralWitnesses::take_answer(Witness& witness, Room& room, const Sent& sent,
                                   const Result<WebPort::Answer>& answer) {
  if (!answered(witness, answer)) {
    return;
  }
  switch (answer->status) {
    case kOk:
      take_lines(witness, room, sent, as_text(answer->body));
      return;
    case kConflicting:
      take_conflict(witness, room, sent, as_text(answer->body));
      return;
    case kInconsistent:
      ask_last(witness, room, Reason::contradicted);
      return;
    default:
      refused(witness, room, unexpected(answer->status));
  }
}

void NeutralWitnesses::take_lines(Witness& witness, Room& room, const Sent& sent,
                                  std::string_view lines) {
  const auto own = core_.own_verifiers(room);
  auto cosigned = own.ok() ? with_cosignature(sent.note, lines, witness.with.key, *own)
                           : Result<Cosigned>(own.error());
  if (!cosigned.ok()) {
    refused(witness, room, cosigned.error());
    return;
  }
  StoreBatch writes;
  const Status kept = keep_neutral_head(core_, room, room.log.origin(), witness.name(),
                                        std::move(*cosigned), writes);
  if (!kept.ok()) {
    refused(witness, room, kept.error());
    return;
  }
  core_.sequencer().add_writes(std::move(writes), {});
  Asked& asked = witness.own[room.log.origin()];
  asked.known = sent.size;
  asked.rest.worked();
  ++outcomes_.cosigned;
  next(witness);
}

/// The witness cosigned another size last. One that this log has passed is where to go on from,
/// also where the witness has lost what it knew; with any other it must show what it means. Some
/// answer 409 to another root of the same size too, without a size.
void NeutralWitnesses::take_conflict(Witness& witness, Room& room, const Sent& sent,
                                     std::string_view body) {
  const auto size = body.ends_with('\n') ? ledger::parse_size(body.substr(0, body.size() - 1))
                                         : Result<std::uint64_t>(ledger::malformed("No size."));
  if (!size.ok() || sent.again || *size == sent.old_size || *size > room.log.durable()) {
    ask_last(witness, room, Reason::contradicted);
    return;
  }
  if (*size < sent.old_size) {
    log(LogLevel::warning, "ledger.witness-went-back", {{"witness", witness.name()}});
  }
  witness.own[room.log.origin()].known = *size;
  submit(witness, room, true);
}

// ---- Copies of partners' logs -------------------------------------------------------------------

/// What the witness cosigned for a partner: its acts are evidence against both with it, and a head
/// that does not go together with the copy shows that the partner has two logs (AB24).
void NeutralWitnesses::ask_copy(Witness& witness, Room& room, const PartyCode& party) {
  const Counterpart& from = room.counterparts.at(party);
  if (!from.mirror || from.misconduct ||
      from.mirror->head().size <= kept_size(room, from.mirror->origin(), witness.name()) ||
      !witness.copies[from.mirror->origin()].over()) {
    return;
  }
  witness.under_way = true;
  witness.with.at.get(
      last_checkpoint_path(from.mirror->origin()),
      [this, &witness, &room, party](const Result<WebPort::Answer>& answer) {
        if (!answered(witness, answer)) {
          return;
        }
        Rest& rest = witness.copies[room.counterparts.at(party).mirror->origin()];
        if (answer->status != kOk) {
          rest.failed();  // the partner may not ask this witness at all
        } else if (const Status taken = take_copy(witness, room, party, as_text(answer->body));
                   !taken.ok()) {
          log(LogLevel::warning, "ledger.witness-unclear",
              {{"witness", witness.name()},
               {"party", party.text()},
               {"code", taken.error().code()}});
          rest.failed();
        } else {
          rest.worked();
        }
        next(witness);
      });
}

Status NeutralWitnesses::take_copy(const Witness& witness, Room& room, const PartyCode& party,
                                   std::string_view note) {
  Counterpart& from = room.counterparts.at(party);
  const std::string origin = from.mirror->origin();
  ENTENTE_TRY(const auto keys, log_verifiers(origin, from.keys.log_keys()));
  ENTENTE_TRY(const auto parsed, ledger::SignedNote::parse(note));
  ENTENTE_TRY(const auto opened, ledger::open_checkpoint(parsed.without_false(keys), keys));
  ENTENTE_TRY(const auto cosigned, ledger::cosigned_by(opened, std::span(&witness.with.key, 1)));
  if (cosigned.empty()) {
    return Error(ledger::kNotWitnessed, "The head is not cosigned by the witness that shows it.");
  }
  const ledger::MirrorResult found = from.mirror->judge_current(opened.note.format());
  if (found.outcome == ledger::MirrorOutcome::fork) {
    accuse(core_, room, party, from, found);
    return Error(kMisconduct, found.reason);
  }
  const std::uint64_t size = opened.checkpoint.head.size;
  if (size > found.head.size || size <= kept_size(room, origin, witness.name())) {
    return {};  // the partner has not delivered as much yet, or it is known
  }
  // Of what stands on the note, the lines that were verified.
  ENTENTE_TRY(auto head, ledger::SignedNote::unsigned_text(opened.note.text()));
  for (const ledger::NoteSignature& signature : opened.note.signatures()) {
    const bool verified =
        witness.with.key.knows(signature) ||
        std::ranges::any_of(keys, [&](const auto& key) { return key.knows(signature); });
    ENTENTE_CHECK(verified ? head.add(signature) : Status{});
  }
  if (size == found.head.size) {
    ENTENTE_TRY(head, with_own_cosignature(core_, std::move(head)));
  }
  StoreBatch writes;
  ENTENTE_CHECK(
      keep_neutral_head(core_, room, origin, witness.name(), {size, head.format()}, writes));
  core_.sequencer().add_writes(std::move(writes), {});
  return {};
}

}  // namespace entente::node
