#include <algorithm>

#include "node/courier.h"
#include "node/errors.h"

/// What the courier gives to a package that is carried by hand, and takes from one.
namespace entente::node {

Courier::Packed Courier::nothing_packed(const Room& room, const PartyCode& party) const {
  return {std::min(room.counterparts.at(party).known_size, room.log.durable()), {}};
}

bool Courier::has_more(const Room& room, const PartyCode& party, const Packed& packed) const {
  if (packed.size < room.log.durable()) {
    return true;
  }
  const auto kept = routes_.find({room.id, party});
  return kept != routes_.end() && std::ranges::any_of(kept->second.waiting, [&](const auto& act) {
           return act.second < room.log.durable() && !packed.acts.contains(act.first);
         });
}

Result<Delivery> Courier::pack_more(Room& room, const PartyCode& party, Packed& packed) {
  std::vector<Bytes> keys;
  ENTENTE_TRY(Delivery delivery, pack(room, party, packed.size, packed.acts, keys));
  packed.size += delivery.leaves.size();
  packed.acts.insert(keys.begin(), keys.end());
  return delivery;
}

Status Courier::acknowledged(Room& room, const PartyCode& party, const Acknowledgement& told) {
  std::uint64_t size = 0;
  if (!told.head.empty()) {
    if (const Status fits = check_witnessed(room, party, told.head, size); !fits.ok()) {
      return core_.frozen() ? fits : Status(Error(kBadDelivery, fits.error().message()));
    }
  }
  Counterpart& counterpart = room.counterparts.at(party);
  counterpart.known_size = size;
  StoreBatch writes;
  std::map<Bytes, std::uint64_t>& waiting = route(room, party).waiting;
  for (const ActAnswer& act : told.answer.acts) {
    const auto place = is_final(act.disposition) ? core_.own_place(room, party, act.digest)
                                                 : Result<ChainHead>(Error(kBadDelivery, ""));
    for (const bool restrictive : {true, false}) {
      const Bytes key =
          place.ok() ? outbox_key(counterpart.number, restrictive, place->sequence) : Bytes();
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
