#include "node/receiver.h"

#include <fmt/format.h>

#include <algorithm>

#include "act/errors.h"
#include "base/limits.h"
#include "base/log.h"
#include "format/fields.h"
#include "node/carried_texts.h"
#include "node/errors.h"
#include "node/misconduct.h"
#include "node/names.h"
#include "node/witness.h"

namespace entente::node {

/// A delivery under way between the sequence and the workers.
struct Receiver::Incoming {
  Result<Delivery> delivery;
  std::vector<CheckedAct> acts;
  explicit Incoming(Result<Delivery> parsed) : delivery(std::move(parsed)) {}
};

namespace {

/// So many deliveries in a row that do not lead to their signed head are no accident of the wire.
constexpr int kUnprovedMax = 8;

/// Among more than two parties an item is the affair of the two between which it passes: the others
/// keep its records and do not judge them.
bool concerns_us(const PartyCode& self, const Room& room, const act::Body& body) {
  if (const auto* release = std::get_if<act::ItemRelease>(&body)) {
    return release->recipient == self || room.profile.party(release->recipient) == nullptr;
  }
  const ItemId* id = act::item_of(body);
  const registry::Item* item = id == nullptr ? nullptr : room.shared.item(*id);
  return item == nullptr || item->stage == registry::Stage::unknown ||
         item->originating_party == self || item->receiving_party == self;
}

/// T8: by keys that count at that place of the partner's chain.
bool signed_by_right_key(const Counterpart& from, const act::Envelope& envelope,
                         std::uint64_t place) {
  return std::ranges::all_of(envelope.signatures, [&](const auto& signature) {
    return from.keys.may_sign(signature.key_id, place);
  });
}

/// The rows of an act in the copy of the partner's log.
StoreBatch rows_of(const Counterpart& from, const LoggedAct& logged, const act::Envelope& envelope,
                   std::uint64_t sequence) {
  StoreBatch writes;
  Bytes row = logged.commitment_key;
  append(row, envelope.bytes);
  writes.push_back({Space::act, log_key(from.number, sequence), std::move(row)});
  writes.push_back(
      {Space::act_digest, log_key(from.number, envelope.digest), number_bytes(sequence)});
  writes.push_back({Space::chain, log_key(from.number, sequence),
                    chain_value({sequence, envelope.digest, envelope.header().recorded_at})});
  return writes;
}

}  // namespace

Receiver::Receiver(Core& core, Objects& objects, const Reconciler& reconciler, Courier& courier,
                   Recovery& recovery)
    : core_(core),
      objects_(objects),
      reconciler_(reconciler),
      courier_(courier),
      recovery_(recovery) {}

/// A frozen node still says what it holds of others' logs: of two that were restored, each must
/// learn what the other saw. Deliveries it takes under an agreement whose recovery waits alone.
bool Receiver::answers(std::string_view operation) const {
  if (!core_.frozen() || operation == kHeadOperation || operation == kTailOperation) {
    return true;
  }
  return operation == kActsOperation && std::ranges::any_of(core_.rooms(), [](const auto& each) {
           return !each.second.recovering.empty();
         });
}

void Receiver::receive(const PartyCode& peer, std::string_view operation, Bytes request,
                       Link::Answer answer) {
  if (core_.partner(peer) == nullptr) {
    answer(Error(kUnknownPeer, "This party's node is not enrolled here."));
  } else if (!answers(operation)) {
    answer(*core_.frozen());
  } else if (operation == kActsOperation) {
    receive_acts(peer, std::move(request), std::move(answer));
  } else if (operation == kHeadOperation) {
    answer(head_of(peer, request));
  } else if (operation == kTailOperation) {
    answer(recovery_.tail(peer, request));
  } else if (operation == kObjectOperation) {
    objects_.serve(peer, request, std::move(answer));
  } else if (operation == kRecordsOperation) {
    answer(reconciler_.answer(peer, request));
  } else {
    answer(Error(kBadDelivery, "There is no such operation."));
  }
}

void Receiver::receive_acts(const PartyCode& peer, Bytes request, Link::Answer reply) {
  // AB29: a partner has no more of this node's workers and queue than its share.
  std::size_t& under_way = under_way_[peer];
  if (under_way >= limits::kDeliveriesAtOnce ||
      core_.sequencer().waiting() >= core_.settings().queue_max) {
    reply(Error(kOverloaded, "Deliveries of this party are being checked; send this one again."));
    return;
  }
  ++under_way;
  const Link::Answer answer = [&under_way, reply = std::move(reply)](Result<Bytes> result) {
    --under_way;
    reply(std::move(result));
  };
  // The keys are copied: a revocation while the workers run is seen again on the sequence.
  const std::vector<crypto::VerifyingKey> keys = core_.partner(peer)->node_keys;
  core_.ports().executor.work([this, peer, keys, request = std::move(request), answer]() mutable {
    auto incoming = std::make_shared<Incoming>(parse_delivery(request));
    act::Verifier verifier([&](const PartyCode& party, std::string_view id) {
      return party == peer ? find_key(keys, id) : nullptr;
    });
    if (incoming->delivery.ok()) {
      for (LoggedAct& logged : incoming->delivery->acts) {
        incoming->acts.push_back(check_act(std::move(logged), verifier));
      }
    }
    core_.ports().executor.post([this, peer, incoming, answer = std::move(answer)] {
      admit_delivery(peer, incoming, answer);
    });
  });
}

void Receiver::admit_delivery(const PartyCode& peer, const std::shared_ptr<Incoming>& incoming,
                              const Link::Answer& answer) {
  if (!incoming->delivery.ok()) {
    answer(incoming->delivery.error());
    return;
  }
  const Delivery& delivery = *incoming->delivery;
  Room* room = core_.room(delivery.agreement);
  const auto found = room == nullptr ? std::map<PartyCode, Counterpart>::iterator{}
                                     : room->counterparts.find(peer);
  if (core_.partner(peer) == nullptr || room == nullptr || found == room->counterparts.end() ||
      !found->second.mirror) {
    answer(Error(kUnknownAgreement, "This node has no such agreement with that party."));
    return;
  }
  if (core_.frozen() && room->recovering.empty()) {
    answer(*core_.frozen());
    return;
  }
  Counterpart& from = found->second;
  if (const auto waits = judge_recovery(peer, *room, from, *incoming)) {
    answer(*waits);
    return;
  }
  auto log_writes = accept_log(peer, *room, from, delivery);
  if (!log_writes) {
    answer(log_writes.error());
    return;
  }
  DeliveryAnswer reply;
  for (CheckedAct& checked : incoming->acts) {
    reply.acts.push_back(admit_act(peer, *room, from, checked));
  }
  take_texts(core_, *room, peer, delivery.texts);
  reply.known_size = from.mirror->head().size;
  core_.sequencer().add_writes(
      std::move(*log_writes),
      [this, head = head_to_cosign(from), reply = std::move(reply), answer]() mutable {
        // Only what is durable is cosigned (AB24, AB25): not what came meanwhile.
        reply.cosignature = cosignature_lines(core_, head);
        answer(encode_answer(reply));
      });
}

/// T14: a head of the next epoch of the peer's log, with the act that closed the present one: why
/// it is not taken in.
std::optional<Error> Receiver::judge_recovery(const PartyCode& peer, Room& room, Counterpart& from,
                                              const Incoming& incoming) {
  for (const CheckedAct& each : incoming.acts) {
    const auto* says = each.body ? std::get_if<act::LedgerRecover>(&*each.body) : nullptr;
    if (says == nullptr || says->epoch != core_.epoch_of(room, peer) || from.misconduct) {
      continue;
    }
    const act::Header& header = each.envelope->header();
    if (const Status fits = check_context(peer, room, from, header); !fits.ok()) {
      return fits.error();
    }
    const std::uint64_t place = header.addressee(core_.identity().party)->sequence;
    return signed_by_right_key(from, *each.envelope, place)
               ? recovery_.judge(peer, room, from, *incoming.delivery, *each.envelope, *says)
               : Error(kKeyNotValid, "The recovery is signed by a key that is not valid.");
  }
  return std::nullopt;
}

Result<StoreBatch> Receiver::accept_log(const PartyCode& peer, Room& room, Counterpart& from,
                                        const Delivery& delivery) {
  if (from.misconduct) {
    return Error(kMisconduct, "The partner's log contradicted itself before.");
  }
  const std::uint64_t before = from.mirror->head().size;
  const ledger::MirrorResult result =
      from.mirror->accept(delivery.old_size, delivery.leaves, delivery.checkpoint);
  from.unproved = result.outcome == ledger::MirrorOutcome::rewrite ? from.unproved + 1 : 0;
  const bool damaged_perhaps = from.unproved > 0 && from.unproved < kUnprovedMax;
  if (damaged_perhaps) {
    return Error(kBadDelivery, result.reason);
  }
  if (ledger::is_misconduct(result.outcome)) {
    accuse(core_, room, peer, from, result);
    return Error(kMisconduct, result.reason);
  }
  StoreBatch writes;
  switch (result.outcome) {
    case ledger::MirrorOutcome::malformed:
    case ledger::MirrorOutcome::untrusted:
      return Error(kBadDelivery, result.reason);
    case ledger::MirrorOutcome::advanced: {
      const auto leaves = from.mirror->tree().leaves();
      for (std::uint64_t index = before; index < leaves.size(); ++index) {
        writes.push_back({Space::leaf, log_key(from.number, index),
                          Bytes(leaves[index].bytes.begin(), leaves[index].bytes.end())});
      }
      [[fallthrough]];
    }
    case ledger::MirrorOutcome::unchanged:
      writes.push_back(
          {Space::meta, name_key(mirror_name(room.id, peer)), to_bytes(from.mirror->note())});
      break;
    default:  // stale or with a gap: what is known stays, and the answer says how far that is
      break;
  }
  return writes;
}

Status Receiver::check_context(const PartyCode& peer, const Room& room, const Counterpart& from,
                               const act::Header& header) const {
  const PartyCode& self = core_.identity().party;
  const act::Head* seen = header.head_of(self);
  const bool ours = header.issuer == peer && header.agreement == room.id &&
                    header.environment == core_.identity().environment &&
                    header.agreement_digest == room.profile.digest() &&
                    header.addressee(self) != nullptr && seen != nullptr &&
                    seen->sequence <= from.sent.sequence;
  if (!ours) {
    return Error(act::kWrongContext,
                 "The act is for another agreement, text, environment or addressee.");
  }
  return {};
}

/// AB17: an act is no older than what it has seen, and what it has seen is what we sent; nor is it
/// older than its issuer's act before it (T18).
Status Receiver::check_past(const PartyCode& peer, const Room& room, Counterpart& from,
                            const act::Header& header) const {
  const act::Head& seen = *header.head_of(core_.identity().party);
  if (seen.sequence == from.sent.sequence) {
    from.seen = from.sent;
  } else if (seen.sequence == 0) {
    from.seen = {};
  } else if (seen.sequence != from.seen.sequence) {
    ENTENTE_TRY(from.seen, core_.own_place(room, peer, seen.digest));
  }
  if (seen.sequence != from.seen.sequence || seen.digest != from.seen.digest) {
    return Error(act::kWrongContext, "The act claims to have seen an act that we did not send.");
  }
  const Instant earliest =
      from.seen.recorded_at.plus_ms(-core_.settings().partner_clock_tolerance_ms);
  if (header.recorded_at < from.received.recorded_at ||
      (seen.sequence != 0 && header.recorded_at < earliest)) {
    return Error(kTimeSuspect, "The act claims a time before what it has seen or what it follows.");
  }
  return {};
}

/// R of the chain: each place once, each act naming the one before it.
Status Receiver::check_chain(Counterpart& from, const act::Header& header, const Digest& digest,
                             bool& duplicate) const {
  const act::Addressee& place = *header.addressee(core_.identity().party);
  const Error equivocation(kEquivocation, "The partner signed two acts for one place.");
  ENTENTE_TRY(const auto stored,
              core_.ports().store.get(Space::chain, log_key(from.number, place.sequence)));
  const auto early = from.early.find(place.sequence);
  const bool known =
      stored.has_value() || early != from.early.end() || place.sequence <= from.received.sequence;
  if (known) {
    ChainHead there = early != from.early.end() ? early->second : from.received;
    if (stored) {
      ENTENTE_TRY(there, chain_place(place.sequence, *stored));
    }
    duplicate = there.digest == digest;
    return duplicate ? Status{} : Status{equivocation};
  }
  if (place.sequence == from.received.sequence + 1 && place.previous != from.received.digest) {
    return equivocation;
  }
  return {};
}

/// Among more than two parties: whether the other parties' acts that the issuer had seen are here.
bool Receiver::has_causes(const Room& room, const act::Header& header) const {
  return std::all_of(
      header.heads_seen.begin(), header.heads_seen.end(), [&](const act::Head& seen) {
        const auto other = room.counterparts.find(seen.party);
        if (seen.sequence == 0 || other == room.counterparts.end()) {
          return true;  // nothing was seen, or the head is one of our own acts
        }
        const auto known =
            core_.ports().store.get(Space::act_digest, log_key(other->second.number, seen.digest));
        // A restrictive act may be here before its turn: only an unbroken chain holds all causes.
        return known.ok() && known->has_value() &&
               get_big_endian(**known) <= other->second.received.sequence;
      });
}

void Receiver::keep_evidence(const Counterpart& from, const CheckedAct& checked) {
  StoreBatch writes;
  writes.push_back(
      {Space::refused, log_key(from.number, checked.envelope->digest), checked.envelope->bytes});
  core_.sequencer().add_writes(std::move(writes), {});
}

ActAnswer Receiver::admit_act(const PartyCode& peer, Room& room, Counterpart& from,
                              CheckedAct& checked) {
  ActAnswer answer;
  const auto refused = [&](const Error& error) {
    answer.disposition = Disposition::refused;
    answer.code = error.code();
    log(LogLevel::warning, "act.refused",
        {{"party", peer.text()}, {"code", error.code()}, {"agreement", room.id.text()}});
    return answer;
  };
  if (checked.fault) {
    // Unsigned or malformed: dropped, nobody vouches for it. The chain will show the gap.
    refused(*checked.fault);
    answer.disposition = Disposition::unreadable;
    return answer;
  }
  const act::Envelope& envelope = *checked.envelope;
  const act::Header& header = envelope.header();
  answer.digest = envelope.digest;
  if (const Status fits = check_context(peer, room, from, header); !fits.ok()) {
    keep_evidence(from, checked);
    return refused(fits.error());
  }
  const Instant latest =
      core_.ports().clock.now().plus_ms(core_.settings().partner_clock_tolerance_ms);
  if (header.recorded_at > latest || header.effective_at > latest) {
    // AB16: it waits with its sender until this node's clock has come so far.
    refused(Error(kTimeSuspect, "The act claims a time that lies ahead of this node's clock."));
    answer.disposition = Disposition::time_suspect;
    return answer;
  }
  const std::uint64_t sequence = header.addressee(core_.identity().party)->sequence;
  if (!signed_by_right_key(from, envelope, sequence)) {
    // T8: not with this key at this place. Perhaps the announcement of it is still under way.
    refused(Error(kKeyNotValid, "The act is signed by a key that is not valid at its place."));
    answer.disposition = Disposition::unreadable;
    return answer;
  }
  bool duplicate = false;
  if (const Status chained = check_chain(from, header, envelope.digest, duplicate); !chained.ok()) {
    keep_evidence(from, checked);
    return refused(chained.error());
  }
  if (duplicate) {
    answer.disposition = Disposition::duplicate;
    return answer;
  }
  if (const Status past = check_past(peer, room, from, header); !past.ok()) {
    keep_evidence(from, checked);
    return refused(past.error());
  }
  const auto leaf = from.mirror->tree().leaf(checked.logged.index);
  if (!leaf.ok() || *leaf != *checked.leaf) {
    answer.disposition = Disposition::not_in_log;
    return answer;
  }
  const auto* announced = checked.body ? std::get_if<act::KeyAnnounce>(&*checked.body) : nullptr;
  if (announced != nullptr) {
    if (const Status vouched = core_.check_announcement(peer, *announced); !vouched.ok()) {
      // It waits with its sender: people may compare the new keys another way (`peer rotate`).
      refused(vouched.error());
      answer.disposition = Disposition::unreadable;
      return answer;
    }
  }
  const bool restrictive =
      checked.body && act::type_of(*checked.body).effect == act::Effect::restrictive;
  const bool gap = sequence > from.received.sequence + 1 || !has_causes(room, header);
  const bool far_ahead = sequence > from.received.sequence + limits::kActsAhead;
  if ((gap && !restrictive) || far_ahead) {
    // What it rests on is still missing. A restrictive act counts at once all the same.
    answer.disposition = Disposition::early;
    return answer;
  }
  from.early[sequence] = {sequence, envelope.digest, header.recorded_at};
  core_.advance(room, peer, from);
  StoreBatch writes = rows_of(from, checked.logged, envelope, sequence);
  if (!checked.body) {
    writes.push_back(chain_write(room.id, peer, "received", from.received));
    core_.sequencer().add_writes(std::move(writes), {});
    answer.disposition = Disposition::not_understood;
    return answer;
  }
  const bool judged =
      sequence > from.judged && concerns_us(core_.identity().party, room, *checked.body);
  const rules::Decision decision = core_.consider(&room, peer, *checked.body, core_.now());
  core_.admit(room, from, envelope, *checked.body, std::move(writes), [] {});
  if (announced != nullptr) {
    core_.renew_keys(peer);
  }
  if (judged && !decision.permitted()) {
    refuse(room, envelope, *checked.body, decision);
    answer.disposition = Disposition::refused;
    answer.code = decision.deciding()->code;
  }
  return answer;
}

void Receiver::refuse(Room& room, const act::Envelope& envelope, const act::Body& body,
                      const rules::Decision& decision) {
  const auto record = registry::record_key(envelope.header().issuer, body);
  act::VerdictRefuse verdict;
  verdict.id = new_act_id(core_.ports().entropy);
  verdict.refused = envelope.digest;
  verdict.record = record.value_or("");
  verdict.code = decision.deciding()->code;
  verdict.article = decision.deciding()->article;
  core_.conclude(room, std::move(verdict));
}

Result<Bytes> Receiver::head_of(const PartyCode& peer, BytesView request) {
  ENTENTE_TRY(const HeadRequest asked, parse_head_request(request));
  Room* room = core_.room(asked.agreement);
  const auto found = room == nullptr ? std::map<PartyCode, Counterpart>::iterator{}
                                     : room->counterparts.find(peer);
  if (room == nullptr || found == room->counterparts.end() || !found->second.mirror) {
    return Error(kUnknownAgreement, "This node has no such agreement with that party.");
  }
  courier_.rewind(*room, peer, asked);
  return to_bytes(found->second.mirror->largest().note);
}

std::optional<Acknowledgement> Receiver::acknowledge(const PartyCode& peer,
                                                     const Room& room) const {
  const auto found = room.counterparts.find(peer);
  if (found == room.counterparts.end() || !found->second.mirror || found->second.misconduct) {
    return std::nullopt;
  }
  Acknowledgement told;
  told.agreement = room.id;
  told.head = found->second.mirror->note();
  told.answer.known_size = found->second.mirror->head().size;
  told.answer.cosignature = cosignature_lines(core_, head_to_cosign(found->second));
  return told;
}

/// None while a larger head was cosigned whose leaves are missing: sizes never decrease.
std::string Receiver::head_to_cosign(const Counterpart& from) {
  return from.mirror->expected() ? std::string() : from.mirror->note();
}

}  // namespace entente::node
