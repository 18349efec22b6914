#include "node/courier.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/errors.h"
#include "base/limits.h"
#include "base/log.h"
#include "format/fields.h"
#include "node/carried_texts.h"
#include "node/cosigned_heads.h"
#include "node/errors.h"
#include "node/names.h"

namespace entente::node {
HeadRequest head_request(const Room& room, const PartyCode& party) {
  const Counterpart& from = room.counterparts.at(party);
  return {room.id, from.mirror ? from.mirror->head().size : 0, from.received.sequence};
}

Courier::Courier(Core& core) : core_(core), signer_states_(core.ports().files) {}

Courier::Route& Courier::route(const Room& room, const PartyCode& party) {
  return routes_[{room.id, party}];
}

Status Courier::load() {
  for (auto& [id, room] : core_.rooms()) {
    for (const auto& [party, counterpart] : room.counterparts) {
      ENTENTE_CHECK(load_route(room, party));
    }
  }
  return {};
}

Status Courier::load_route(Room& room, const PartyCode& party) {
  const LogNumber number = room.counterparts.at(party).number;
  Route& kept = route(room, party);
  kept.closed_told = false;
  Bytes from;
  append_big_endian<4>(from, number);
  Bytes to;
  append_big_endian<4>(to, number + 1);
  return core_.ports().store.scan(Space::outbox, from, to, [&](BytesView key, BytesView value) {
    kept.waiting[Bytes(key.begin(), key.end())] = get_big_endian(value);
    return Status{};
  });
}

void Courier::wake(Room& room) {
  for (const auto& [party, counterpart] : room.counterparts) {
    pump(room, party);
  }
}

void Courier::wake_all() {
  for (auto& [id, room] : core_.rooms()) {
    wake(room);
  }
}

void Courier::add(Room& room, const act::Header& header, std::uint64_t index) {
  const act::Type* type = act::find_type(header.type, static_cast<std::uint32_t>(header.version));
  const bool restrictive = type->effect == act::Effect::restrictive;
  for (const act::Addressee& to : header.to) {
    const LogNumber number = room.counterparts.at(to.party).number;
    route(room, to.party).waiting.emplace(outbox_key(number, restrictive, to.sequence), index);
  }
}

bool Courier::delivered(const Room& room, const PartyCode& party, bool restrictive,
                        std::uint64_t sequence) const {
  const auto kept = routes_.find({room.id, party});
  const LogNumber number = room.counterparts.at(party).number;
  return kept != routes_.end() &&
         !kept->second.waiting.contains(outbox_key(number, restrictive, sequence));
}

std::size_t Courier::waiting_for(const PartyCode& party) const {
  std::size_t count = 0;
  for (const auto& [key, kept] : routes_) {
    count += key.second == party ? kept.waiting.size() : 0;
  }
  return count;
}

void Courier::pump(Room& room, const PartyCode& party) {
  Route& kept = route(room, party);
  const Counterpart& counterpart = room.counterparts.at(party);
  const bool unasked = core_.unasked().contains({room.id, party});
  // A cosignature may have been lost with the answer that brought it.
  const bool something = !kept.waiting.empty() || room.log.durable() > counterpart.known_size ||
                         room.log.durable() > counterpart.cosigned.size || !kept.asked_head;
  const bool may_speak = !core_.frozen() || unasked || !room.recovering.empty();
  if (kept.under_way || kept.pausing || !something || counterpart.misconduct || !may_speak ||
      core_.partner(party) == nullptr) {
    return;
  }
  kept.under_way = true;
  if (!kept.asked_head) {
    ask_head(room, party);
    return;
  }
  deliver(room, party);
}

void Courier::rewind(Room& room, const PartyCode& party, const HeadRequest& holds) {
  Counterpart& counterpart = room.counterparts.at(party);
  Route& kept = route(room, party);
  counterpart.known_size = std::min(counterpart.known_size, holds.size);
  // Asked again and again, it costs nothing more than the asking (AB29).
  if (holds.sequence >= counterpart.sent.sequence || kept.rewound == holds.sequence) {
    return;
  }
  kept.rewound = holds.sequence;
  core_.sequencer().add_writes({}, [this, &room, party, holds, newest = counterpart.sent] {
    if (const Status waits = wait_again(room, party, holds.sequence, newest); !waits.ok()) {
      log(LogLevel::error, "link.not-rewound", {{"code", waits.error().code()}});
    }
    pump(room, party);
  });
}

/// Our acts behind place `after` of the chain, which is walked back from `newest`.
Status Courier::wait_again(Room& room, const PartyCode& party, std::uint64_t after,
                           const ChainHead& newest) {
  const LogNumber log = room.log.number();
  const LogNumber number = room.counterparts.at(party).number;
  StoreBatch writes;
  std::uint64_t place = newest.sequence;
  for (Digest digest = newest.digest; place > after; --place) {
    ENTENTE_TRY(const auto index, core_.ports().store.get(Space::act_digest, log_key(log, digest)));
    if (!index) {
      return Error(kEntryLost, "An act that the partner lost is not here either.");
    }
    ENTENTE_TRY(const Core::StoredAct stored, core_.stored_act(log, get_big_endian(*index)));
    ENTENTE_TRY(const auto envelope, act::parse_envelope(stored.bytes));
    const act::Addressee* to = envelope.header().addressee(party);
    const act::Type* type = envelope.type();
    if (to == nullptr || to->sequence != place || type == nullptr) {
      return Error(kRolledBack, "The chain of acts to a partner has a gap.");
    }
    Bytes key = outbox_key(number, type->effect == act::Effect::restrictive, place);
    writes.push_back({Space::outbox, key, *index});
    route(room, party).waiting.emplace(std::move(key), get_big_endian(*index));
    digest = to->previous;
  }
  core_.sequencer().add_writes(std::move(writes), {});
  return {};
}

/// T14, AB25: before this node signs anything, it asks its witness what it signed last.
void Courier::ask_head(Room& room, const PartyCode& party) {
  core_.ports().link.call(
      party, kHeadOperation, encode_head_request(head_request(room, party)),
      [this, &room, party](const Result<Bytes>& answer) { judge_head(room, party, answer); });
}

void Courier::judge_head(Room& room, const PartyCode& party, const Result<Bytes>& answer) {
  Route& kept = route(room, party);
  kept.under_way = false;
  if (!answer.ok()) {
    pause(room, party, answer.error());
    return;
  }
  std::uint64_t witnessed = room.counterparts.at(party).known_size;
  if (!answer->empty()) {
    const auto size = check_held_head(core_, room, party.text(), as_text(*answer));
    if (!size.ok()) {
      if (!size.error().is(kRolledBack)) {
        pause(room, party, size.error());
      }
      return;
    }
    witnessed = *size;
  }
  room.counterparts.at(party).known_size = witnessed;
  kept.asked_head = true;
  core_.confirm_restored(room, party);
  pump(room, party);
}

void Courier::deliver(Room& room, const PartyCode& party) {
  Route& kept = route(room, party);
  kept.sent_now.clear();
  auto delivery = growth(room, room.counterparts.at(party).known_size, target(room, party));
  if (delivery.ok()) {
    if (const Status added = add_acts(room, party, {}, *delivery, kept.sent_now); !added.ok()) {
      delivery = added.error();
    }
  }
  if (!delivery.ok()) {
    kept.under_way = false;
    pause(room, party, delivery.error());
    return;
  }
  publish_head(room, party, std::move(*delivery));
}

/// How far the partner is to be told of our log. Of an epoch that we closed and it has not accepted
/// so, first all that it takes: the key that signed the recovery may be announced there.
std::uint64_t Courier::target(const Room& room, const PartyCode& party) {
  Route& kept = route(room, party);
  const auto closed = core_.closed_for(room, party);
  const std::uint64_t known = room.counterparts.at(party).known_size;
  if (!closed || kept.closed_told || known > *closed) {
    return room.log.durable();
  }
  const bool more =
      known < *closed ||
      std::ranges::any_of(kept.waiting, [&](const auto& each) { return each.second < *closed; });
  return more ? *closed : room.log.durable();
}

/// The leaves from `old_size` on, as many as one delivery holds, and the head that they lead to.
Result<Delivery> Courier::growth(const Room& room, std::uint64_t old_size,
                                 std::uint64_t target) const {
  Delivery delivery;
  delivery.agreement = room.id;
  delivery.old_size = old_size;
  delivery.leaves = page_of(room.log.tree().leaves().first(target), old_size);
  const std::uint64_t size = old_size + delivery.leaves.size();
  const bool of_closed = target < room.log.durable();
  ENTENTE_TRY(delivery.checkpoint,
              of_closed ? core_.sign_closed_head(room, size) : room.log.sign_head(size));
  return delivery;
}

/// The acts that wait behind `after` and that the delivery's head covers; `keys` are theirs.
Status Courier::add_acts(const Room& room, const PartyCode& party, const Bytes& after,
                         Delivery& delivery, std::vector<Bytes>& keys) {
  const std::uint64_t size = delivery.old_size + delivery.leaves.size();
  const std::map<Bytes, std::uint64_t>& waiting = route(room, party).waiting;
  std::size_t bytes = delivery.leaves.size() * Digest::kSize;
  for (auto act = waiting.upper_bound(after); act != waiting.end(); ++act) {
    const auto& [key, index] = *act;
    if (delivery.acts.size() >= limits::kDeliveryActs) {
      break;
    }
    if (index >= size) {
      continue;
    }
    ENTENTE_TRY(auto stored, core_.stored_act(room.log.number(), index));
    LoggedAct logged{index, std::move(stored.commitment_key), std::move(stored.bytes)};
    if (!add_act(delivery, room, std::move(logged), bytes)) {
      break;
    }
    keys.push_back(key);
  }
  return {};
}

/// The signer's state goes to disk before the head leaves (ledger.md, decision 7).
void Courier::publish_head(Room& room, const PartyCode& party, Delivery delivery) {
  route(room, party).sent_head = delivery.checkpoint;
  core_.ports().executor.work([this, &room, party, delivery = std::move(delivery)] {
    const Status kept = signer_states_.keep(
        room.log.number(), delivery.old_size + delivery.leaves.size(), delivery.checkpoint);
    Result<Bytes> message = kept.ok() ? encode_delivery(delivery) : Result<Bytes>(kept.error());
    core_.ports().executor.post([this, &room, party, message = std::move(message)]() mutable {
      if (!message.ok()) {
        route(room, party).under_way = false;
        pause(room, party, message.error());
        return;
      }
      core_.ports().link.call(
          party, kActsOperation, std::move(*message),
          [this, &room, party](const Result<Bytes>& answer) { take_answer(room, party, answer); });
    });
  });
}

void Courier::take_answer(Room& room, const PartyCode& party, const Result<Bytes>& answer) {
  Route& kept = route(room, party);
  kept.under_way = false;
  const auto parsed = answer.ok() ? parse_answer(*answer) : Result<DeliveryAnswer>(answer.error());
  if (!parsed.ok()) {
    pause(room, party, parsed.error());
    return;
  }
  kept.pause_ms = 0;
  kept.rewound.reset();
  const std::size_t before = kept.waiting.size();
  const Counterpart& counterpart = room.counterparts.at(party);
  const std::uint64_t known = counterpart.known_size;
  const std::uint64_t cosigned = counterpart.cosigned.size;
  core_.sequencer().add_writes(settle(room, party, *parsed), {});
  const bool progress = kept.waiting.size() < before || counterpart.known_size != known ||
                        counterpart.cosigned.size != cosigned;
  const bool owed = !kept.waiting.empty() || counterpart.cosigned.size < room.log.durable();
  if (!progress && owed) {
    kept.closed_told = !room.recovering.empty();
    pause(room, party, Error(kBadDelivery, "The partner took nothing of what was sent."));
    return;
  }
  pump(room, party);
}

StoreBatch Courier::settle(Room& room, const PartyCode& party, const DeliveryAnswer& answer) {
  Route& kept = route(room, party);
  Counterpart& counterpart = room.counterparts.at(party);
  StoreBatch writes;
  if (answer.known_size <= room.log.durable()) {
    counterpart.known_size = answer.known_size;
  }
  for (std::size_t place = 0; place < std::min(kept.sent_now.size(), answer.acts.size()); ++place) {
    const Bytes& key = kept.sent_now[place];
    if (is_final(answer.acts[place].disposition) && kept.waiting.erase(key) > 0) {
      writes.push_back({Space::outbox, key, std::nullopt});
    }
  }
  kept.sent_now.clear();
  take_cosignature(room, party, kept.sent_head, answer.cosignature, writes);
  return writes;
}

void Courier::take_cosignature(Room& room, const PartyCode& party, const std::string& head,
                               const std::string& cosignature, StoreBatch& writes) {
  const Enrolled* known = core_.partner(party);
  if (known == nullptr || cosignature.empty()) {
    return;
  }
  const auto witness = ledger::NoteVerifier::make(
      witness_name(known->keys.domain), ledger::NoteKeyType::cosignature, known->keys.witness_key);
  const auto own = core_.own_verifiers(room);
  if (!witness.ok() || !own.ok()) {
    return;
  }
  auto cosigned = with_cosignature(head, cosignature, *witness, *own);
  if (!cosigned.ok()) {
    log(LogLevel::warning, "ledger.not-cosigned", {{"party", party.text()}});
    return;
  }
  Counterpart& counterpart = room.counterparts.at(party);
  if (cosigned->size < counterpart.cosigned.size) {
    return;  // an answer that was overtaken
  }
  counterpart.cosigned = std::move(*cosigned);
  writes.push_back({Space::meta, name_key(cosigned_name(room.id, party)),
                    to_bytes(format::to_json(counterpart.cosigned))});
}

void Courier::pause(Room& room, const PartyCode& party, const Error& why) {
  Route& kept = route(room, party);
  const Settings& settings = core_.settings();
  kept.pausing = true;
  kept.pause_ms = std::clamp(kept.pause_ms * 2, settings.retry_first_ms, settings.retry_max_ms);
  log(why.is(kUnreachable) ? LogLevel::info : LogLevel::warning, "link.paused",
      {{"party", party.text()}, {"code", why.code()}});
  core_.ports().executor.after(kept.pause_ms, [this, &room, party] {
    route(room, party).pausing = false;
    pump(room, party);
  });
}

}  // namespace entente::node
