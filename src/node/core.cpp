#include "node/core.h"

#include <fmt/format.h>

#include "act/errors.h"
#include "base/errors.h"
#include "base/limits.h"
#include "base/log.h"
#include "format/fields.h"
#include "node/errors.h"
#include "node/names.h"

namespace entente::node {
namespace {

// Signed, an act is its payload in base64 between a header and signatures, and is read again whole.
constexpr std::size_t kRoomAround = 64u << 10;
constexpr std::size_t kOwnPayloadBytes = (limits::kActBytes - kRoomAround) / 4 * 3;

bool moves_status(const act::Body& body) {
  return act::type_of(body).name.starts_with("agreement.");
}

/// A stored record says its own name, since the keys of its space are digests.
StoreWrite record_write(std::string_view name, const registry::Change& change) {
  StoreWrite write{Space::record, name_key(name), std::nullopt};
  if (change.json) {
    Bytes& value = write.value.emplace();
    value.reserve(name.size() + 1 + change.json->size());
    append(value, name);
    value.push_back('\n');
    append(value, *change.json);
  }
  return write;
}

}  // namespace

Error denial(const rules::Decision& decision) {
  const rules::Rule* rule = decision.deciding();
  if (rule == nullptr) {
    return Error(kDenied, "No rule permits this act.");
  }
  std::string text = fmt::format("{} ({}, {})", rule->says, rule->article, rule->requirement);
  if (!decision.detail().empty()) {
    text += " " + decision.detail();
  }
  return Error(decision.out_of_order() ? kOutOfOrder : kDenied, std::move(text));
}

std::string record_name(const AgreementId& agreement, std::string_view key) {
  return fmt::format("shared|{}|{}", agreement.text(), key);
}

std::string house_record_name(std::string_view key) { return fmt::format("house|{}", key); }

StoreWrite chain_write(const AgreementId& agreement, const PartyCode& party, std::string_view which,
                       const ChainHead& head) {
  return {Space::meta,
          name_key(fmt::format("chain|{}|{}|{}", agreement.text(), party.text(), which)),
          to_bytes(format::to_json(head))};
}

Core::Core(Ports ports, Identity identity, Settings settings, PartnerResolver resolver,
           std::function<void(const Error&)> failed)
    : ports_(ports),
      identity_(std::move(identity)),
      settings_(settings),
      resolver_(std::move(resolver)),
      sequencer_(ports.executor, ports.store, std::move(failed)) {}

Instant Core::now() const { return std::max(ports_.clock.now(), newest_); }

Room* Core::room(const AgreementId& id) {
  const auto found = rooms_.find(id);
  return found == rooms_.end() ? nullptr : &found->second;
}

const registry::Item* Core::held_item(const Room& room, const ItemId& item) const {
  const registry::Enrolled* enrolled = house_.enrolled(item);
  if (enrolled == nullptr) {
    return room.shared.item(item);
  }
  return enrolled->agreement == room.id ? &enrolled->item : nullptr;
}

Room* Core::room_of(const ItemId& item) {
  if (const registry::Enrolled* enrolled = house_.enrolled(item); enrolled != nullptr) {
    return room(enrolled->agreement);
  }
  Room* known = nullptr;
  for (auto& [id, room] : rooms_) {
    const registry::Item* found = room.shared.item(item);
    if (found != nullptr && found->receiving_party == identity_.party) {
      return &room;
    }
    known = found != nullptr && known == nullptr ? &room : known;
  }
  return known;
}

std::vector<rules::AgreementView> Core::others_that_know(const Room& room, const act::Body& body,
                                                         Instant now) {
  std::vector<rules::AgreementView> others;
  const ItemId* item = act::item_of(body);
  if (item == nullptr) {
    return others;
  }
  for (auto& [id, other] : rooms_) {
    if (&other != &room && other.shared.item(*item) != nullptr) {
      others.push_back(other.view(now, house_));
    }
  }
  return others;
}

const Enrolled* Core::partner(const PartyCode& party) const {
  const auto found = partners_.find(party);
  return found == partners_.end() ? nullptr : &found->second;
}

rules::Decision Core::consider(Room* room, const PartyCode& issuer, const act::Body& body,
                               Instant now) {
  if (room == nullptr) {
    rules::Decision decision = rules::decide({identity_.party, now, house_, nullptr}, issuer, body);
    counts_.decided(decision);
    return decision;
  }
  const rules::AgreementView agreement = room->view(now, house_);
  const auto others = others_that_know(*room, body, now);
  rules::Decision decision =
      rules::decide({identity_.party, now, house_, &agreement, others}, issuer, body);
  counts_.decided(decision);
  return decision;
}

void Core::freeze(const Error& why) {
  frozen_ = why;
  log(LogLevel::error, "node.frozen", {{"code", why.code()}, {"why", why.message()}});
}

void Core::audit(const Room* room, const act::Body& body, const rules::Decision& decision) {
  const auto agreement = room == nullptr ? std::nullopt : std::optional(room->id);
  sequencer_.add_writes(audit_.count(body, decision, agreement, now()), {});
}

Status Core::check_ready() const {
  if (frozen_) {
    return *frozen_;
  }
  if (sequencer_.waiting() >= settings_.queue_max) {
    return Error(kOverloaded, "Too many acts wait to be recorded.");
  }
  if (ports_.clock.now().plus_ms(settings_.clock_tolerance_ms) < newest_) {
    return Error(kClockBack, fmt::format("The clock says {}, but this node has signed at {}.",
                                         ports_.clock.now().text(), newest_.text()));
  }
  return {};
}

/// The agreement that the draft concerns; null for the house's own affairs.
Result<Room*> Core::room_for(const Draft& draft) {
  if (draft.agreement) {
    Room* found = room(*draft.agreement);
    return found != nullptr ? Result<Room*>(found)
                            : Error(kUnknownAgreement, "This node has no agreement with that id.");
  }
  const bool needs_one =
      act::type_of(draft.body).scope == act::Scope::shared || act::item_of(draft.body) != nullptr;
  if (needs_one) {
    return Error(kUnknownAgreement, "The act concerns an agreement, and names none.");
  }
  return static_cast<Room*>(nullptr);
}

void Core::submit(Draft draft, Submitted done) {
  Submission denied;
  denied.id = act::id_of(draft.body);
  const Status ready = check_ready();
  const Result<Room*> found = room_for(draft);
  if (!ready.ok() || !found.ok()) {
    denied.error = ready.ok() ? found.error() : ready.error();
    done(denied);
    return;
  }
  // Whatever this node signs the partner must be able to read: its strict reader is asked first.
  Bytes payload = act::encode_body(draft.body);
  if (const auto readable = act::decode_body(act::type_of(draft.body), payload); !readable) {
    denied.error = Error(act::kMalformed, readable.error().message(), readable.error().where());
    done(denied);
    return;
  }
  if (payload.size() > kOwnPayloadBytes) {
    denied.error = Error(kTooLarge, "One act would say more than an act may: divide it.");
    done(denied);
    return;
  }
  Room* room = *found;
  const Instant at = now();
  rules::Decision decision = consider(room, identity_.party, draft.body, at);
  if (!decision.permitted()) {
    audit(room, draft.body, decision);
    denied.error = denial(decision);
    denied.decision = std::move(decision);
    done(denied);
    return;
  }
  const Instant done_at = moves_status(draft.body) ? std::min(draft.done_at.value_or(at), at) : at;
  place(room, std::move(draft.body), std::move(payload), {done_at, at}, std::move(decision),
        draft.beside ? draft.beside() : StoreBatch(), std::move(done));
}

AgreementId Core::house_id() const {
  return AgreementId::parse(fmt::format("house/{}", name_of(identity_.environment))).value();
}

act::Header Core::header_for(Room* room, const act::Type& type, Times times) const {
  act::Header header;
  header.type = type.name;
  header.version = type.version;
  header.environment = identity_.environment;
  header.issuer = identity_.party;
  header.effective_at = times.done_at;
  header.recorded_at = times.recorded_at;
  if (type.scope == act::Scope::house) {
    header.agreement = house_id();
    header.agreement_digest = house_log_->name();
    return header;
  }
  header.agreement = room->id;
  header.agreement_digest = room->profile.digest();
  for (const auto& [party, counterpart] : room->counterparts) {
    header.to.push_back({party, counterpart.sent.sequence + 1, counterpart.sent.digest});
    header.heads_seen.push_back(
        {party, counterpart.received.sequence, counterpart.received.digest});
  }
  return header;
}

StoreBatch Core::fold_own(Room* room, const act::Header& header, const act::Body& body,
                          const Digest& digest) {
  const act::Type& type = act::type_of(body);
  const registry::Trace trace = registry::trace_of(header, type.effect, digest);
  registry::Changes changes;
  StoreBatch writes;
  if (type.scope == act::Scope::house) {
    house_.fold(trace, body, changes);
    for (const auto& change : changes) {
      writes.push_back(record_write(house_record_name(change.key), change));
    }
    return writes;
  }
  const Status folded = room->shared.fold(
      trace, body, [&](const Digest& other) { return body_of(*room, other); }, changes);
  ENTENTE_INVARIANT(folded.ok());
  for (const auto& change : changes) {
    writes.push_back(record_write(record_name(room->id, change.key), change));
  }
  if (moves_status(body)) {
    room->instruments_changed();
  }
  return writes;
}

StoreWrite Core::outbox_write(const Counterpart& to, const act::Type& type, std::uint64_t sequence,
                              std::uint64_t index) {
  return {Space::outbox, outbox_key(to.number, type.effect == act::Effect::restrictive, sequence),
          number_bytes(index)};
}

void Core::add_outbox(StoreBatch& writes, Room& room, const act::Type& type,
                      const act::Header& header, std::uint64_t index) {
  for (const act::Addressee& to : header.to) {
    const Counterpart& counterpart = room.counterparts.at(to.party);
    writes.push_back(outbox_write(counterpart, type, to.sequence, index));
    writes.push_back(chain_write(room.id, to.party, "sent", counterpart.sent));
  }
}

void Core::place(Room* room, act::Body draft, Bytes payload, Times times, rules::Decision decision,
                 StoreBatch beside, Submitted done) {
  auto shared_body = std::make_shared<const act::Body>(std::move(draft));
  const act::Body& body = *shared_body;
  const act::Type& type = act::type_of(body);
  const act::Header header = header_for(room, type, times);
  const Instant now = times.recorded_at;
  const bool together = type.batch == act::Batch::allowed && settings_.signing == Signing::by_batch;
  const auto form = together ? act::Unsigned::Form::batch : act::Unsigned::Form::alone;
  const bool shared = type.scope == act::Scope::shared;
  const crypto::SigningKey& key = node_key(shared ? room : nullptr);
  act::Unsigned unsigned_act(header, std::move(payload), key.verifying_key(), form);
  const Digest digest = unsigned_act.digest();
  newest_ = now;
  OwnLog& log = shared ? room->log : *house_log_;
  OwnLog::Place at =
      log.append(ledger::EntryKind::shared, digest, unsigned_act.facts(), ports_.entropy);
  StoreBatch writes = fold_own(room, header, body, digest);
  std::ranges::move(beside, std::back_inserter(writes));
  for (const act::Addressee& to : header.to) {
    room->counterparts.at(to.party).sent = {to.sequence, digest, now};
  }
  if (shared) {
    add_outbox(writes, *room, type, header, at.index);
    after_fold(*room, identity_.party, body);
  }
  writes.push_back({Space::act_digest, log_key(log.number(), digest), number_bytes(at.index)});
  writes.push_back({Space::leaf, log_key(log.number(), at.index),
                    Bytes(at.leaf.bytes.begin(), at.leaf.bytes.end())});
  writes.push_back({Space::meta, name_key(kNewestKey), to_bytes(now.text())});
  remember(digest, shared_body);
  Submission recorded{std::move(decision), std::nullopt, digest, act::id_of(body), at.index};
  sequencer_.add_act(std::move(unsigned_act), form, key, log_key(log.number(), at.index),
                     std::move(at.commitment_key), std::move(writes),
                     [this, room, shared, body = std::move(shared_body), header,
                      recorded = std::move(recorded), done = std::move(done)] {
                       OwnLog& own = shared ? room->log : *house_log_;
                       own.durable_to(recorded.index + 1);
                       forget(recorded.digest);
                       ++(shared ? counts_.own_shared : counts_.own_house);
                       if (!shared) {
                         after_house_act(*body);
                       }
                       done(recorded);
                       if (recorded_) {
                         recorded_(room, identity_.party, *body);
                       }
                       if (shared && outgoing_) {
                         outgoing_(*room, &header, recorded.index);
                       }
                     });
}

void Core::conclude(Room& room, act::VerdictRefuse verdict) {
  const Instant at = now();
  const act::Body body(std::move(verdict));
  rules::Decision decision = consider(&room, identity_.party, body, at);
  ENTENTE_INVARIANT(decision.permitted());
  place(&room, body, act::encode_body(body), {at, at}, std::move(decision), {},
        [](const Submission&) {});
}

void Core::admit(Room& room, Counterpart& from, const act::Envelope& envelope,
                 const act::Body& body, StoreBatch writes, Sequencer::Done done) {
  const act::Type& type = act::type_of(body);
  const registry::Trace trace = registry::trace_of(envelope.header(), type.effect, envelope.digest);
  registry::Changes changes;
  const Status folded = room.shared.fold(
      trace, body, [&](const Digest& other) { return body_of(room, other); }, changes);
  ENTENTE_INVARIANT(folded.ok());
  for (const auto& change : changes) {
    writes.push_back(record_write(record_name(room.id, change.key), change));
  }
  if (moves_status(body)) {
    room.instruments_changed();
  }
  after_fold(room, envelope.header().issuer, body);
  auto kept = std::make_shared<const act::Body>(body);
  remember(envelope.digest, kept);
  writes.push_back(chain_write(room.id, envelope.header().issuer, "received", from.received));
  sequencer_.add_writes(std::move(writes),
                        [this, &room, issuer = envelope.header().issuer, digest = envelope.digest,
                         body = std::move(kept), done = std::move(done)] {
                          forget(digest);
                          ++counts_.from_partners;
                          thaw();
                          done();
                          if (recorded_) {
                            recorded_(&room, issuer, *body);
                          }
                        });
}

void Core::after_house_act(const act::Body& body) {
  if (const auto* accepted = std::get_if<act::PeerAccept>(&body)) {
    renew_keys(accepted->party);
  } else if (const auto* rotated = std::get_if<act::PeerRotate>(&body)) {
    renew_keys(rotated->party);
  } else if (const auto* revoked = std::get_if<act::PeerRevoke>(&body)) {
    partners_.erase(revoked->party);
  }
}

void Core::remember(const Digest& digest, SharedBody body) {
  young_.emplace(digest, std::move(body));
}
void Core::forget(const Digest& digest) { young_.erase(digest); }

void Core::anchor_house() {
  const std::uint64_t size = house_log_->durable();
  if (size == anchored_size_) {
    return;
  }
  anchored_size_ = size;
  const ledger::Head head{size, house_log_->tree().root_at(size).value()};
  for (auto& [id, room] : rooms_) {
    const std::string facts =
        fmt::format("{}\n{}\n{}\n", house_log_->origin(), head.size, head.root.hex());
    OwnLog::Place at =
        room.log.append(ledger::EntryKind::anchor, head.root, as_bytes(facts), ports_.entropy);
    Bytes value = at.commitment_key;
    append(value, facts);
    StoreBatch writes;
    writes.push_back({Space::act, log_key(room.log.number(), at.index), std::move(value)});
    writes.push_back({Space::leaf, log_key(room.log.number(), at.index),
                      Bytes(at.leaf.bytes.begin(), at.leaf.bytes.end())});
    sequencer_.add_writes(std::move(writes), [this, place = &room, index = at.index] {
      place->log.durable_to(index + 1);
      if (outgoing_) {
        outgoing_(*place, nullptr, index);
      }
    });
  }
}

}  // namespace entente::node
