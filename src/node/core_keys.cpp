#include <algorithm>

#include "base/log.h"
#include "node/core.h"
#include "node/errors.h"

/// The life of keys: which of the own signs where, and which of a partner's counts at which place
/// (T8). The ledger says it; the key store only keeps the keys.
namespace entente::node {

namespace {

std::optional<std::uint64_t> place_in(const std::vector<registry::Position>& to,
                                      const PartyCode& party) {
  const auto found = std::ranges::find(to, party, &registry::Position::party);
  return found == to.end() ? std::nullopt : std::optional(found->sequence);
}

}  // namespace

/// An invite of a partner after the first, and where it was announced; nowhere if it was compared.
struct Core::LaterInvite {
  Partner keys;
  const Room* room = nullptr;
  std::optional<std::uint64_t> place;
};

Result<std::vector<Core::LaterInvite>> Core::later_invites(const PartyCode& party) const {
  std::vector<LaterInvite> found;
  for (const std::string& compared : house_.peer(party)->rotations) {
    ENTENTE_TRY(Partner keys, resolver_(compared));
    found.push_back({std::move(keys), nullptr, std::nullopt});
  }
  for (const auto& [id, room] : rooms_) {
    const registry::PartyKeys* known = room.shared.keys_of(party);
    if (known == nullptr) {
      continue;
    }
    for (const auto& announced : known->announced) {
      ENTENTE_TRY(Partner keys, resolver_(announced.invite_text));
      found.push_back({std::move(keys), &room, place_in(announced.to, identity_.party)});
    }
  }
  return found;
}

/// The newest keys, every node key, and the link keys of the two newest invites.
Enrolled Core::enrolled(std::vector<Partner> invites) {
  std::ranges::sort(invites, {}, &Partner::issued_at);
  Enrolled known{invites.back(), {}, {invites.back().link_pin}};
  const auto previous =
      std::ranges::find_if(invites.rbegin(), invites.rend(),
                           [&](const auto& each) { return each.invite != known.keys.invite; });
  if (previous != invites.rend()) {
    known.link_pins.push_back(previous->link_pin);
  }
  for (const Partner& each : invites) {
    known.node_keys.push_back(each.node_key);
  }
  return known;
}

Status Core::learn_keys(const PartyCode& party) {
  ENTENTE_TRY(const Partner first, resolver_(house_.peer(party)->invite_text));
  if (first.party != party) {
    return Error(kUnknownPeer, "The invite is of another party.");
  }
  ENTENTE_TRY(const std::vector<LaterInvite> later, later_invites(party));
  std::vector<Partner> all{first};
  for (const LaterInvite& each : later) {
    all.push_back(each.keys);
  }
  partners_.insert_or_assign(party, enrolled(std::move(all)));
  for (auto& [id, room] : rooms_) {
    const auto counterpart = room.counterparts.find(party);
    if (counterpart == room.counterparts.end()) {
      continue;
    }
    std::vector<KeyHistory::Step> steps;
    for (const LaterInvite& each : later) {
      steps.push_back({each.keys, each.room == &room ? each.place : std::nullopt});
    }
    counterpart->second.keys = KeyHistory(first, std::move(steps));
    ENTENTE_CHECK(open_mirror(room, party, counterpart->second));
  }
  return {};
}

void Core::renew_keys(const PartyCode& party) {
  if (const Status learnt = learn_keys(party); !learnt.ok()) {
    log(LogLevel::error, "peer.not-trusted", {{"code", learnt.error().code()}});
  }
}

Status Core::check_announcement(const PartyCode& party, const act::KeyAnnounce& announced) const {
  const Partner& known = partners_.at(party).keys;
  const auto keys = resolver_(announced.invite_text);
  const bool vouched = keys.ok() && keys->party == party && keys->domain == known.domain &&
                       keys->invite == announced.invite && keys->party_key == known.party_key &&
                       (keys->issued_at >= known.issued_at || keys->same_keys(known));
  return vouched ? Status{}
                 : Status(Error(kKeysNotVouched,
                                "The party key that is known here does not vouch for these keys."));
}

/// The keys that this party announced last under the agreement.
Result<std::optional<Partner>> Core::announced_keys(const Room& room) const {
  const registry::PartyKeys* own = room.shared.keys_of(identity_.party);
  if (own == nullptr) {
    return std::optional<Partner>();
  }
  ENTENTE_TRY(Partner keys, resolver_(own->announced.back().invite_text));
  return std::optional<Partner>(std::move(keys));
}

/// The key that signs under an agreement is the one this party announced there last.
Status Core::choose_node_key(Room& room) {
  ENTENTE_TRY(const auto announced, announced_keys(room));
  const Digest wanted = announced ? announced->node_key.fingerprint() : room.first_key;
  const auto found = std::ranges::find(identity_.node_keys, wanted, [](const auto& key) {
    return key.verifying_key().fingerprint();
  });
  if (found == identity_.node_keys.end()) {
    return Error(kBadHome, "The node key that signs under an agreement is not in the key store.");
  }
  room.node_key = *found;
  return {};
}

Status Core::announce_keys(Identity next, const std::string& invite_text, act::KeyReason reason,
                           bool again, Sequencer::Done done) {
  ENTENTE_CHECK(check_ready());
  ENTENTE_TRY(const Partner own, resolver_(invite_text));
  identity_ = std::move(next);
  ENTENTE_CHECK(house_log_->set_keys(identity_.log_keys));
  for (auto& [id, room] : rooms_) {
    ENTENTE_CHECK(room.log.set_keys(identity_.log_keys));
    ENTENTE_TRY(const auto announced, announced_keys(room));
    if (again || !announced || !announced->same_keys(own)) {
      act::Body body(act::KeyAnnounce{new_act_id(ports_.entropy), own.invite, invite_text, reason});
      const Instant at = now();
      rules::Decision decision = consider(&room, identity_.party, body, at);
      ENTENTE_INVARIANT(decision.permitted());
      place(&room, body, act::encode_body(body), {at, at}, std::move(decision), {},
            [](const auto&) {});
      room.node_key = identity_.node_keys.back();
    }
  }
  sequencer_.add_writes({}, std::move(done));
  return {};
}

Status Core::take_keys(Identity next, Sequencer::Done done) {
  ENTENTE_CHECK(check_ready());
  identity_ = std::move(next);
  sequencer_.add_writes({}, std::move(done));
  return {};
}

}  // namespace entente::node
