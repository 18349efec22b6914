#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/errors.h"
#include "base/invariant.h"
#include "base/limits.h"
#include "base/log.h"
#include "node/core.h"
#include "node/errors.h"
#include "node/names.h"

/// The epochs of logs, and what a node does that finds itself behind what others hold of its own
/// (ledger.md, decision 6; T14, AB25, AB26).
namespace entente::node {
namespace {

using Closed = registry::LogEpochs::Closed;

/// How much of a log there was before its recovery, which is not finished.
std::optional<std::uint64_t> number_in(const std::optional<Bytes>& stored) {
  return stored && stored->size() == sizeof(std::uint64_t) ? std::optional(get_big_endian(*stored))
                                                           : std::nullopt;
}

Error waits_for(const Room& room) {
  std::vector<std::string_view> parties;
  std::ranges::transform(room.recovering, std::back_inserter(parties), &PartyCode::text);
  return Error(kRecovering,
               fmt::format("The recovery of a log waits for {}.", fmt::join(parties, ", ")));
}

/// Of a range of entries or places.
bool covers(const auto& range, std::uint64_t number) {
  return range.first <= number && number - range.first < range.count;
}

bool is_epoch_act(const act::Body& body) {
  return std::holds_alternative<act::LedgerRecover>(body) ||
         std::holds_alternative<act::LedgerAcceptRecovery>(body);
}

}  // namespace

std::uint32_t Core::epoch_of(const Room& room, const PartyCode& party) const {
  const PartyCode& self = identity_.party;
  const auto counts = [&](const Closed& each) {
    return party == self ? each.recorded : each.accepted_by(self);
  };
  const auto& closed = room.shared.closed_epochs(party);
  return ledger::kFirstEpoch + static_cast<std::uint32_t>(std::ranges::count_if(closed, counts));
}

Result<std::vector<ledger::NoteVerifier>> Core::own_verifiers(const Room& room) const {
  std::vector<ledger::NoteVerifier> all;
  for (std::uint32_t epoch = ledger::kFirstEpoch; epoch <= epoch_of(room, identity_.party);
       ++epoch) {
    ENTENTE_TRY(const std::string origin, ledger::log_origin(identity_.domain, room.id, epoch));
    ENTENTE_TRY(auto verifiers, log_verifiers(origin, identity_.all_log_keys));
    std::ranges::move(verifiers, std::back_inserter(all));
  }
  return all;
}

Result<ledger::OpenedCheckpoint> Core::open_own(const Room& room, std::string_view note) const {
  ENTENTE_TRY(const auto parsed, ledger::SignedNote::parse(note));
  ENTENTE_TRY(const auto checkpoint, ledger::Checkpoint::parse(parsed.text()));
  ENTENTE_TRY(const std::string first,
              ledger::log_origin(identity_.domain, room.id, ledger::kFirstEpoch));
  const bool ours = checkpoint.origin.starts_with(first.substr(0, first.rfind('/') + 1));
  ENTENTE_TRY(const auto own,
              log_verifiers(ours ? checkpoint.origin : room.log.origin(), identity_.all_log_keys));
  // Who keeps it may not know all keys, and keeps their lines as they came, damaged ones too.
  return ledger::open_checkpoint(parsed.without_false(own), own);
}

Status Core::open_mirror(Room& room, const PartyCode& party, Counterpart& counterpart) {
  const Enrolled* known = partner(party);
  if (known == nullptr) {
    return {};
  }
  const bool restored = !counterpart.mirror;
  if (restored) {
    ENTENTE_CHECK(restore_mirror(room, party, counterpart, known->keys.domain));
  }
  ENTENTE_TRY(const std::string origin,
              ledger::log_origin(known->keys.domain, room.id, epoch_of(room, party)));
  ENTENTE_TRY(auto verifiers, log_verifiers(origin, counterpart.keys.log_keys()));
  ENTENTE_CHECK(origin == counterpart.mirror->origin()
                    ? counterpart.mirror->replace_keys(std::move(verifiers))
                    : counterpart.mirror->begin_epoch(std::move(verifiers)));
  return restored ? load_expected(origin, *counterpart.mirror) : Status{};
}

/// The head of that log that was cosigned for who asked, whose leaves may still be on their way.
Status Core::load_expected(const std::string& origin, ledger::MirroredLog& mirror) const {
  ENTENTE_TRY(const auto witnessed,
              ports_.store.get(Space::meta, name_key(witnessed_name(origin))));
  if (!witnessed) {
    return {};
  }
  ENTENTE_TRY(auto expected, ledger::witnessed_head(as_text(*witnessed), origin));
  return mirror.expect(std::move(expected));
}

/// The copy as it was stored, under the origin of its last head: there may be none yet of the epoch
/// that was begun since.
Status Core::restore_mirror(Room& room, const PartyCode& party, Counterpart& counterpart,
                            std::string_view domain) {
  ENTENTE_TRY(const auto leaves, load_leaves(ports_.store, counterpart.number));
  ENTENTE_TRY(const auto stored,
              ports_.store.get(Space::meta, name_key(mirror_name(room.id, party))));
  const std::string_view note = stored ? as_text(*stored) : std::string_view{};
  for (std::uint32_t epoch = epoch_of(room, party); epoch >= ledger::kFirstEpoch; --epoch) {
    ENTENTE_TRY(const std::string origin, ledger::log_origin(domain, room.id, epoch));
    if (epoch > ledger::kFirstEpoch && !note.starts_with(origin + "\n")) {
      continue;
    }
    ENTENTE_TRY(auto verifiers, log_verifiers(origin, counterpart.keys.log_keys()));
    ENTENTE_TRY(counterpart.mirror,
                ledger::MirroredLog::restore(std::move(verifiers), leaves, note));
    return {};
  }
  return {};
}

/// After the records, which say in which epoch each log is.
Status Core::load_epochs() {
  for (auto& [id, room] : rooms_) {
    ENTENTE_CHECK(follow_epochs(room));
    ENTENTE_CHECK(check_signer_state(room));
    ENTENTE_TRY(const auto stored, ports_.store.get(Space::meta, name_key(recovery_name(id))));
    if (const auto kept = number_in(stored)) {
      freeze_behind(room, Error(kRolledBack, "The recovery of a log is not finished."));
      behind_[id] = *kept;
    }
  }
  return {};
}

/// T14: a store that is older than the last head this node signed is a restored copy. What was
/// signed in an epoch that is closed says nothing of the present one.
Status Core::check_signer_state(const Room& room) {
  const std::string path = signer_state_path(room.log.number());
  ENTENTE_TRY(const bool present, ports_.files.exists(path));
  if (!present) {
    return {};
  }
  ENTENTE_TRY(const Bytes note, read_whole(ports_.files, path, limits::kTextField));
  ENTENTE_TRY(const auto own, own_verifiers(room));
  const auto opened = ledger::open_checkpoint(as_text(note), own);
  if (opened.ok() && opened->checkpoint.origin != room.log.origin()) {
    return {};
  }
  const Status extends = opened.ok()
                             ? ledger::check_extends(room.log.tree(), opened->checkpoint.head)
                             : Status(opened.error());
  if (!extends.ok()) {
    freeze_behind(
        room, Error(kRolledBack, "The store is older than the last head that this node signed."));
  }
  return {};
}

/// Every log bears the origin of the epoch that the records say it is in.
Status Core::follow_epochs(Room& room) {
  ENTENTE_TRY(std::string origin,
              ledger::log_origin(identity_.domain, room.id, epoch_of(room, identity_.party)));
  if (origin != room.log.origin()) {
    ENTENTE_CHECK(room.log.begin_epoch(std::move(origin), identity_.log_keys));
  }
  for (auto& [party, counterpart] : room.counterparts) {
    if (counterpart.mirror) {
      ENTENTE_CHECK(open_mirror(room, party, counterpart));
    }
  }
  room.recovering.clear();
  const auto& closed = room.shared.closed_epochs(identity_.party);
  for (const auto& [party, counterpart] : room.counterparts) {
    const registry::Peer* peer = house_.peer(party);
    const bool owes = std::ranges::any_of(
        closed, [&](const Closed& each) { return each.recorded && !each.accepted_by(party); });
    if (owes && peer != nullptr && peer->trusted) {
      room.recovering.insert(party);
    }
  }
  if (!room.recovering.empty() && !frozen_) {
    freeze(waits_for(room));
  }
  return {};
}

void Core::after_fold(Room& room, const PartyCode& issuer, const act::Body& body) {
  if (!is_epoch_act(body)) {
    return;
  }
  if (issuer != identity_.party) {
    advance(room, issuer, room.counterparts.at(issuer));
  }
  if (const auto* accepted = std::get_if<act::LedgerAcceptRecovery>(&body);
      accepted != nullptr && room.counterparts.contains(accepted->party)) {
    room.counterparts.at(accepted->party).proposed.reset();
  }
  ENTENTE_INVARIANT(follow_epochs(room).ok());
}

void Core::freeze_behind(const Room& room, const Error& why) {
  behind_.emplace(room.id, room.log.durable());
  freeze(why);
}

void Core::confirm_restored(const Room& room, const PartyCode& party) {
  if (unasked_.erase({room.id, party}) > 0) {
    thaw();
  }
}

/// Signs again once no partner is still to be asked, nothing is to be recovered, and every recovery
/// was accepted.
void Core::thaw() {
  const bool for_good =
      !frozen_ || !(frozen_->is(kRestored) || frozen_->is(kRolledBack) || frozen_->is(kRecovering));
  if (for_good || !unasked_.empty() || !behind_.empty()) {
    return;
  }
  const auto waits = std::ranges::find_if(
      rooms_, [](const auto& each) { return !each.second.recovering.empty(); });
  if (waits != rooms_.end()) {
    frozen_ = waits_for(waits->second);
    return;
  }
  if (const auto marked = ports_.files.exists(kRestoredMark); !marked.ok() || *marked) {
    if (const Status removed = ports_.files.remove(kRestoredMark); !removed.ok()) {
      freeze(removed.error());
      return;
    }
  }
  frozen_.reset();
  log(LogLevel::info, "node.thawed", {});
  if (thawed_) {
    thawed_();
  }
}

void Core::take_back_leaves(Room& room, std::vector<Digest> leaves, Sequencer::Done done) {
  StoreBatch writes;
  writes.push_back({Space::meta, name_key(recovery_name(room.id)), number_bytes(kept(room))});
  std::uint64_t index = room.log.tree().size();
  for (const Digest& leaf : leaves) {
    writes.push_back({Space::leaf, log_key(room.log.number(), index++),
                      Bytes(leaf.bytes.begin(), leaf.bytes.end())});
  }
  room.log.take_back(leaves);
  sequencer_.add_writes(std::move(writes), [&room, index, done = std::move(done)] {
    room.log.durable_to(index);
    done();
  });
}

void Core::take_back(Room& room, const PartyCode& from, const act::Envelope& envelope,
                     const act::Body& body, const LoggedAct& logged) {
  const act::Header& header = envelope.header();
  StoreBatch writes = fold_own(&room, header, body, envelope.digest);
  Bytes row = logged.commitment_key;
  append(row, envelope.bytes);
  const LogNumber log = room.log.number();
  writes.push_back({Space::act, log_key(log, logged.index), std::move(row)});
  writes.push_back({Space::act_digest, log_key(log, envelope.digest), number_bytes(logged.index)});
  newest_ = std::max(newest_, header.recorded_at);
  writes.push_back({Space::meta, name_key(kNewestKey), to_bytes(newest_.text())});
  for (const act::Addressee& to : header.to) {
    Counterpart& counterpart = room.counterparts.at(to.party);
    if (to.sequence > counterpart.sent.sequence) {
      counterpart.sent = {to.sequence, envelope.digest, header.recorded_at};
      writes.push_back(chain_write(room.id, to.party, "sent", counterpart.sent));
    }
    if (to.party != from) {  // who gave it back has it
      writes.push_back(outbox_write(counterpart, act::type_of(body), to.sequence, logged.index));
    }
  }
  for (const act::Head& seen : header.heads_seen) {
    const auto other = room.counterparts.find(seen.party);
    if (other != room.counterparts.end() && seen.sequence > other->second.judged) {
      other->second.judged = seen.sequence;
      writes.push_back(
          chain_write(room.id, seen.party, "judged", {seen.sequence, seen.digest, newest_}));
    }
  }
  auto kept_body = std::make_shared<const act::Body>(body);
  remember(envelope.digest, kept_body);
  sequencer_.add_writes(std::move(writes), [this, digest = envelope.digest] { forget(digest); });
}

Status Core::close_epoch(Room& room, std::vector<act::EntryRange> lost,
                         std::vector<act::PlaceRange> passed, Submitted done) {
  // What came back may have closed an epoch, or announced a key.
  ENTENTE_CHECK(follow_epochs(room));
  ENTENTE_CHECK(choose_node_key(room));
  const ledger::Head head = room.log.tree().head();
  const Instant at = now();
  act::Body body(act::LedgerRecover{new_act_id(ports_.entropy), epoch_of(room, identity_.party),
                                    head.size, head.root, kept(room), std::move(lost),
                                    std::move(passed)});
  rules::Decision decision = consider(&room, identity_.party, body, at);
  ENTENTE_INVARIANT(decision.permitted());
  behind_.erase(room.id);
  std::erase_if(unasked_, [&](const auto& each) { return each.first == room.id; });
  sequencer_.add_writes({{Space::meta, name_key(recovery_name(room.id)), std::nullopt}}, {});
  if (behind_.empty() && unasked_.empty()) {
    frozen_.reset();  // `follow_epochs` says what it waits for now
  }
  Bytes payload = act::encode_body(body);
  place(&room, std::move(body), std::move(payload), {at, at}, std::move(decision), {},
        [this, done = std::move(done)](const Submission& recorded) {
          thaw();
          done(recorded);
        });
  return {};
}

std::optional<std::uint64_t> Core::closed_at(const Room& room, std::string_view origin) const {
  for (const Closed& each : room.shared.closed_epochs(identity_.party)) {
    const auto closed =
        ledger::log_origin(identity_.domain, room.id, static_cast<std::uint32_t>(each.epoch));
    if (each.recorded && closed.ok() && *closed == origin) {
      return each.size;
    }
  }
  return std::nullopt;
}

std::optional<std::uint64_t> Core::closed_for(const Room& room, const PartyCode& party) const {
  const auto& closed = room.shared.closed_epochs(identity_.party);
  return room.recovering.contains(party) ? std::optional(closed.back().size) : std::nullopt;
}

Result<std::string> Core::sign_closed_head(const Room& room, std::uint64_t size) const {
  const std::uint32_t closed = epoch_of(room, identity_.party) - 1;
  ENTENTE_TRY(const std::string origin, ledger::log_origin(identity_.domain, room.id, closed));
  return room.log.sign_closed_head(size, origin, identity_.log_keys);
}

bool Core::is_lost(const Room& room, std::uint64_t index) const {
  return std::ranges::any_of(room.shared.closed_epochs(identity_.party), [&](const Closed& closed) {
    return std::ranges::any_of(closed.lost,
                               [&](const auto& range) { return covers(range, index); });
  });
}

bool Core::is_passed(const Room& room, const PartyCode& party, std::uint64_t place) const {
  return std::ranges::any_of(room.shared.closed_epochs(party), [&](const Closed& closed) {
    return std::ranges::any_of(closed.passed, [&](const auto& range) {
      return range.party == identity_.party && covers(range, place);
    });
  });
}

void Core::advance(const Room& room, const PartyCode& party, Counterpart& from) const {
  for (std::uint64_t next = from.received.sequence + 1;
       from.early.contains(next) || is_passed(room, party, next); ++next) {
    const auto here = from.early.find(next);
    if (here == from.early.end()) {
      from.received.sequence = next;
      continue;
    }
    from.received = here->second;
    from.early.erase(here);
  }
}

}  // namespace entente::node
