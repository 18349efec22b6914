#include <algorithm>

#include "node/cosigned_heads.h"
#include "node/courier.h"
#include "node/errors.h"

/// What the courier gives to a package that is carried by hand, and takes from one.
namespace entente::node {

Courier::Packed Courier::nothing_packed(const Room& room, const PartyCode& party) const {
  return {std::min(room.counterparts.at(party).known_size, room.log.durable()), {}};
}

bool Courier::has_more(const Room& room, const PartyCode& party, const Packed& packed) const {
  const auto kept = routes_.find({room.id, party});
  return packed.size < room.log.durable() ||
         (kept != routes_.end() &&
          kept->second.waiting.upper_bound(packed.last) != kept->second.waiting.end());
}

/// The log first, then the acts: each is covered by the head of its delivery, and none is passed
/// by.
Result<Delivery> Courier::pack_more(Room& room, const PartyCode& party, Packed& packed) {
  ENTENTE_TRY(Delivery delivery, growth(room, packed.size, room.log.durable()));
  packed.size += delivery.leaves.size();
  if (packed.size == room.log.durable()) {
    std::vector<Bytes> keys;
    ENTENTE_CHECK(add_acts(room, party, packed.last, delivery, keys));
    packed.last = keys.empty() ? packed.last : std::move(keys.back());
  }
  return delivery;
}

Status Courier::acknowledged(Room& room, const PartyCode& party, const Acknowledgement& told) {
  std::uint64_t size = 0;
  if (!told.head.empty()) {
    const auto witnessed = check_held_head(core_, room, party.text(), told.head);
    if (!witnessed.ok()) {
      return core_.frozen() ? witnessed.error() : Error(kBadDelivery, witnessed.error().message());
    }
    size = *witnessed;
  }
  Counterpart& counterpart = room.counterparts.at(party);
  counterpart.known_size = size;
  StoreBatch writes;
  std::map<Bytes, std::uint64_t>& waiting = route(room, party).waiting;
  for (const ActAnswer& act : told.answer.acts) {
    if (!is_final(act.disposition)) {
      continue;
    }
    const auto place = core_.own_place(room, party, act.digest);
    if (!place.ok()) {
      continue;
    }
    for (const bool restrictive : {true, false}) {
      const Bytes key = outbox_key(counterpart.number, restrictive, place->sequence);
      if (waiting.erase(key) > 0) {
        writes.push_back({Space::outbox, key, std::nullopt});
      }
    }
  }
  take_cosignature(room, party, told.head, told.answer.cosignature, writes);
  core_.sequencer().add_writes(std::move(writes), {});
  return {};
}

}  // namespace entente::node
