#include "node/recovery.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "act/errors.h"
#include "base/errors.h"
#include "base/limits.h"
#include "node/carried_texts.h"
#include "node/checked_act.h"
#include "node/entry.h"
#include "node/errors.h"
#include "node/names.h"

namespace entente::node {

/// One recovery under way, one partner after the other.
struct Recovery::Run {
  Room& room;
  Done done;
  std::vector<PartyCode> left;  ///< to be asked; the last one is being asked
  std::vector<Digest> leaves;   ///< from it, beyond our log's
  bool grown = true;            ///< leaves were taken back since `places` was made
  std::unordered_map<Digest, std::uint64_t> places;  ///< index by leaf, of what was not kept
  std::map<PartyCode, std::uint64_t> before;         ///< the last place in each chain that was kept
  std::uint64_t after = 0;                           ///< place of the last act that it gave

  void next_party() { after = left.empty() || !before.contains(party()) ? 0 : before.at(party()); }
  [[nodiscard]] const PartyCode& party() const { return left.back(); }
};

namespace {

Result<Room*> shared_room(Core& core, const AgreementId& id, const PartyCode& peer) {
  Room* room = core.room(id);
  if (room == nullptr || !room->counterparts.contains(peer) ||
      !room->counterparts.at(peer).mirror) {
    return Error(kUnknownAgreement, "This node has no such agreement with that party.");
  }
  return room;
}

/// The peer's acts behind `after`, those before their turn too, as many as one delivery holds.
Status add_acts_of(const Core& core, const Room& room, const Counterpart& from, std::uint64_t after,
                   Delivery& delivery) {
  std::size_t bytes = 0;
  const auto last = from.early.empty() ? from.received.sequence : from.early.rbegin()->first;
  for (std::uint64_t place = after + 1;
       place <= last && delivery.acts.size() < limits::kDeliveryActs; ++place) {
    auto stored = core.stored_act(from.number, place);
    if (!stored.ok()) {
      if (stored.error().is(kNotFound)) {
        continue;  // one of those that were lost before
      }
      return stored.error();
    }
    LoggedAct logged{place, std::move(stored->commitment_key), std::move(stored->bytes)};
    if (!add_act(delivery, room, std::move(logged), bytes)) {
      break;
    }
  }
  return {};
}

/// What did not come back: entries of the log, and places before a later act of a chain.
struct Gaps {
  std::vector<act::EntryRange> entries;
  std::vector<act::PlaceRange> places;
};

/// The places of the act at `index` in the chains to its addressees; none for an anchor.
Result<std::vector<act::Addressee>> places_of(const Core& core, const Room& room,
                                              std::uint64_t index) {
  ENTENTE_TRY(const auto stored, core.stored_act(room.log.number(), index));
  if (!is_act(stored.bytes)) {
    return std::vector<act::Addressee>{};
  }
  ENTENTE_TRY(const auto envelope, act::parse_envelope(stored.bytes));
  return envelope.header().to;
}

/// The last place in each chain of an act before `kept`.
Result<std::map<PartyCode, std::uint64_t>> places_before(const Core& core, const Room& room,
                                                         std::uint64_t kept) {
  std::map<PartyCode, std::uint64_t> last;
  for (std::uint64_t index = kept; index > 0 && last.size() < room.counterparts.size(); --index) {
    if (core.is_lost(room, index - 1)) {
      continue;
    }
    ENTENTE_TRY(const auto places, places_of(core, room, index - 1));
    for (const act::Addressee& to : places) {
      last.emplace(to.party, to.sequence);
    }
  }
  return last;
}

/// The places that are missing between the known ones of one chain, behind `before`.
void add_missing(const PartyCode& party, std::uint64_t before, const std::set<std::uint64_t>& known,
                 std::vector<act::PlaceRange>& missing) {
  for (const std::uint64_t place : known) {
    if (place > before + 1) {
      missing.push_back({party, before + 1, place - before - 1});
    }
    before = std::max(before, place);
  }
}

Result<Gaps> gaps(const Core& core, const Room& room,
                  const std::map<PartyCode, std::uint64_t>& before) {
  Gaps found;
  std::map<PartyCode, std::set<std::uint64_t>> known;
  for (std::uint64_t index = core.kept(room); index < room.log.durable(); ++index) {
    const auto places = places_of(core, room, index);
    if (places.ok()) {
      for (const act::Addressee& to : *places) {
        known[to.party].insert(to.sequence);
      }
      continue;
    }
    if (!places.error().is(kNotFound)) {
      return places.error();
    }
    auto& lost = found.entries;
    if (lost.empty() || lost.back().first + lost.back().count != index) {
      lost.push_back({index, 0});
    }
    ++lost.back().count;
  }
  for (const auto& [party, places] : known) {
    const auto last = before.find(party);
    add_missing(party, last == before.end() ? 0 : last->second, places, found.places);
  }
  return found.entries.size() + found.places.size() <= limits::kLostRanges
             ? Result<Gaps>(std::move(found))
             : Error(kTooLarge, "The log has too many gaps for one act to list.");
}

}  // namespace

void Recovery::recover(Room& room, Done done) {
  const bool of_this = core_.behind(room);
  if (run_ || !of_this) {
    done(run_ ? Error(kOverloaded, "A recovery is under way; wait for its end.")
              : Error(kNothingLost, "No partner was found to hold more of this log."));
    return;
  }
  run_ = std::make_shared<Run>(Run{room, std::move(done), {}, {}, true, {}, {}, 0});
  for (const auto& [party, counterpart] : room.counterparts) {
    if (core_.partner(party) != nullptr && counterpart.mirror) {
      run_->left.push_back(party);
    }
  }
  auto before = places_before(core_, room, core_.kept(room));
  if (!before.ok()) {
    std::exchange(run_, nullptr)->done(before.error());
    return;
  }
  run_->before = std::move(*before);
  run_->next_party();
  ask(run_);
}

void Recovery::ask(const std::shared_ptr<Run>& run) {
  if (run->left.empty()) {
    close(run);
    return;
  }
  const TailRequest request{run->room.id, run->room.log.tree().size() + run->leaves.size(),
                            run->after};
  core_.ports().link.call(run->party(), kTailOperation, encode_tail_request(request),
                          [this, run](const Result<Bytes>& answer) {
                            const Status taken = answer.ok() ? take(run, *answer) : answer.error();
                            if (!taken.ok()) {
                              run_.reset();
                              run->done(taken.error());
                            }
                          });
}

Status Recovery::take(const std::shared_ptr<Run>& run, BytesView message) {
  ENTENTE_TRY(const Delivery given, parse_delivery(message));
  const std::uint64_t size = run->room.log.tree().size() + run->leaves.size();
  if (given.agreement != run->room.id || given.old_size != size ||
      run->leaves.size() + given.leaves.size() > limits::kRecoveredLeaves) {
    return Error(kBadDelivery, "The partner gave what was not asked for.");
  }
  if (!given.leaves.empty()) {
    run->leaves.insert(run->leaves.end(), given.leaves.begin(), given.leaves.end());
    ask(run);
    return {};
  }
  if (!run->leaves.empty()) {
    return take_leaves(run, given);
  }
  ENTENTE_CHECK(take_acts(*run, given));
  take_texts(core_, run->room, run->party(), given.texts);
  if (given.acts.empty()) {
    run->left.pop_back();
    run->next_party();
  }
  ask(run);
  return {};
}

/// All leaves that this partner holds are here: they must lead to a head that this party signed.
Status Recovery::take_leaves(const std::shared_ptr<Run>& run, const Delivery& given) {
  ENTENTE_TRY(const auto opened, core_.open_own(run->room, given.checkpoint));
  ledger::Tree whole = run->room.log.tree();
  whole.append(run->leaves);
  if (whole.head() != opened.checkpoint.head) {
    return Error(kMisconduct,
                 "What is left of the log does not lead to the head that the partner holds.");
  }
  core_.take_back_leaves(run->room, std::move(run->leaves), [this, run] { ask(run); });
  run->leaves.clear();
  run->grown = true;
  return {};
}

Status Recovery::take_acts(Run& run, const Delivery& given) {
  if (run.grown) {
    const auto leaves = run.room.log.tree().leaves();
    for (std::uint64_t index = core_.kept(run.room); index < leaves.size(); ++index) {
      run.places.emplace(leaves[index], index);
    }
    run.grown = false;
  }
  const Identity& self = core_.identity();
  act::Verifier verifier([&](const PartyCode& party, std::string_view id) {
    return party == self.party ? find_key(self.all_node_keys, id) : nullptr;
  });
  for (const LoggedAct& each : given.acts) {
    ENTENTE_CHECK(take_act(run, verifier, each));
  }
  return {};
}

Status Recovery::take_act(Run& run, act::Verifier& verifier, const LoggedAct& given) {
  Room& room = run.room;
  const CheckedAct checked = check_act(given, verifier);
  if (checked.fault) {
    return *checked.fault;
  }
  const act::Envelope& envelope = *checked.envelope;
  const act::Header& header = envelope.header();
  const act::Addressee* to = header.addressee(run.party());
  if (header.issuer != core_.identity().party || header.agreement != room.id ||
      header.environment != core_.identity().environment || to == nullptr || !checked.body ||
      to->sequence != given.index || given.index <= run.after) {
    return Error(act::kWrongContext, "The act that was given back is none of this log's.");
  }
  run.after = given.index;
  ENTENTE_TRY(
      const auto known,
      core_.ports().store.get(Space::act_digest, log_key(room.log.number(), envelope.digest)));
  if (known) {
    return {};
  }
  const auto place = run.places.find(*checked.leaf);
  if (place == run.places.end()) {
    return Error(kBadDelivery, "The act that was given back is not in the log.");
  }
  core_.take_back(room, run.party(), envelope, *checked.body,
                  {place->second, given.commitment_key, given.bytes});
  return {};
}

/// Everything that there is has come back.
void Recovery::close(const std::shared_ptr<Run>& run) {
  core_.sequencer().add_writes({}, [this, run] {
    run_.reset();
    auto missing = gaps(core_, run->room, run->before);
    if (!missing.ok()) {
      run->done(missing.error());
      return;
    }
    Room& room = run->room;
    Recovered said;
    said.epoch = core_.epoch_of(room, core_.identity().party);
    said.size = room.log.durable();
    said.kept = core_.kept(room);
    said.lost = missing->entries;
    const Status closed = core_.close_epoch(
        room, std::move(missing->entries), std::move(missing->places),
        [this, run, said = std::move(said)](const Submission& submission) mutable {
          if (const Status woken = courier_.load(); !woken.ok()) {
            run->done(woken.error());
            return;
          }
          courier_.wake(run->room);
          said.act = submission.digest;
          said.waits_for = run->room.recovering;
          run->done(submission.error ? Result<Recovered>(*submission.error)
                                     : Result<Recovered>(std::move(said)));
        });
    if (!closed.ok()) {
      run->done(closed.error());
    }
  });
}

Result<Bytes> Recovery::tail(const PartyCode& peer, BytesView request) const {
  ENTENTE_TRY(const TailRequest asked, parse_tail_request(request));
  ENTENTE_TRY(const Room* room, shared_room(core_, asked.agreement, peer));
  const Counterpart& from = room->counterparts.at(peer);
  const auto leaves = from.mirror->tree().leaves();
  Delivery delivery{asked.agreement, asked.size, {}, from.mirror->note(), {}, {}};
  if (asked.size < leaves.size()) {
    delivery.leaves = page_of(leaves, asked.size);
  } else {
    ENTENTE_CHECK(add_acts_of(core_, *room, from, asked.after, delivery));
  }
  return encode_delivery(delivery);
}

Error Recovery::judge(const PartyCode& peer, Room& room, Counterpart& from,
                      const Delivery& delivery, const act::Envelope& envelope,
                      const act::LedgerRecover& says) {
  const Error waits(kRecoveryWaits, "The recovery of this log was not accepted here yet.");
  if (from.proposed && from.proposed->act == envelope.digest) {
    return waits;
  }
  const auto judged = [&]() -> Status {
    const std::uint32_t epoch = core_.epoch_of(room, peer);
    ENTENTE_TRY(const std::string origin,
                ledger::log_origin(core_.partner(peer)->keys.domain, room.id, epoch + 1));
    ENTENTE_TRY(auto verifiers, log_verifiers(origin, from.keys.log_keys()));
    ledger::MirroredLog next = *from.mirror;
    ENTENTE_CHECK(next.begin_epoch(std::move(verifiers)));
    const std::uint64_t held = next.head().size;
    const ledger::MirrorResult result =
        next.accept(delivery.old_size, delivery.leaves, delivery.checkpoint);
    const auto closed = next.tree().root_at(says.size);
    const bool whole = result.outcome == ledger::MirrorOutcome::advanced && says.epoch == epoch &&
                       held <= says.size && closed.ok() && *closed == says.root;
    return whole ? Status{}
                 : Error(kMisconduct,
                         "The recovery closes the log before what is held here of it, "
                         "or does not go on from that.");
  }();
  if (!judged.ok()) {
    return judged.error();
  }
  from.proposed = ProposedRecovery{envelope.digest, says};
  return waits;
}

void Recovery::accept(Room& room, const PartyCode& party, const Digest& act, Submitted done) {
  const auto found = room.counterparts.find(party);
  if (found == room.counterparts.end() || !found->second.proposed ||
      found->second.proposed->act != act) {
    done(Submission::refused(
        Error(kNotFound, "That party has proposed no recovery of its log by this act.")));
    return;
  }
  const ProposedRecovery& proposed = *found->second.proposed;
  core_.submit({room.id, act::Body(act::LedgerAcceptRecovery{
                             new_act_id(core_.ports().entropy), party, proposed.act,
                             proposed.says.epoch, proposed.says.size, proposed.says.root})},
               std::move(done));
}

}  // namespace entente::node
