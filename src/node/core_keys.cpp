#include <algorithm>

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

/// Every invite of the partner after the first. Those that count from a place of `here` have it.
Result<std::vector<KeyHistory::Step>> Core::invites_of(const PartyCode& party,
                                                       const Room* here) const {
  std::vector<KeyHistory::Step> steps;
  for (const std::string& compared : house_.peer(party)->rotations) {
    ENTENTE_TRY(Partner keys, resolver_(compared));
    steps.push_back({std::move(keys), std::nullopt});
  }
  for (const auto& [id, room] : rooms_) {
    const registry::PartyKeys* known = room.shared.keys_of(party);
    if (known == nullptr) {
      continue;
    }
    for (const auto& announced : known->announced) {
      ENTENTE_TRY(Partner keys, resolver_(announced.invite_text));
      const auto place = &room == here ? place_in(announced.to, identity_.party) : std::nullopt;
      steps.push_back({std::move(keys), place});
    }
  }
  return steps;
}

Status Core::learn_keys(const PartyCode& party) {
  ENTENTE_TRY(const Partner first, resolver_(house_.peer(party)->invite_text));
  if (first.party != party) {
    return Error(kUnknownPeer, "The invite is of another party.");
  }
  ENTENTE_TRY(std::vector<KeyHistory::Step> all, invites_of(party, nullptr));
  all.push_back({first, std::nullopt});
  std::ranges::sort(all, {}, [](const auto& step) { return step.keys.issued_at; });
  Enrolled known{all.back().keys, {}, {all.back().keys.link_pin}};
  const auto previous = std::ranges::find_if(all.rbegin(), all.rend(), [&](const auto& step) {
    return step.keys.invite != known.keys.invite;
  });
  if (previous != all.rend()) {
    known.link_pins.push_back(previous->keys.link_pin);
  }
  for (const KeyHistory::Step& step : all) {
    known.node_keys.push_back(step.keys.node_key);
  }
  partners_.insert_or_assign(party, std::move(known));
  for (auto& [id, room] : rooms_) {
    const auto counterpart = room.counterparts.find(party);
    if (counterpart != room.counterparts.end()) {
      ENTENTE_TRY(auto later, invites_of(party, &room));
      counterpart->second.keys = KeyHistory(first, std::move(later));
      ENTENTE_CHECK(open_mirror(room, party, counterpart->second));
    }
  }
  return {};
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

/// The key that signs under an agreement is the one this party announced there last.
Status Core::choose_node_key(Room& room) {
  Digest wanted = room.first_key;
  if (const auto* own = room.shared.keys_of(identity_.party); own != nullptr) {
    ENTENTE_TRY(const Partner announced, resolver_(own->announced.back().invite_text));
    wanted = announced.node_key.fingerprint();
  }
  const auto found = std::ranges::find(identity_.node_keys, wanted, [](const auto& key) {
    return key.verifying_key().fingerprint();
  });
  if (found == identity_.node_keys.end()) {
    return Error(kBadHome, "The node key that signs under an agreement is not in the key store.");
  }
  room.node_key = *found;
  return {};
}

Result<bool> Core::must_announce(const Room& room, const Partner& own) const {
  const auto* announced = room.shared.keys_of(identity_.party);
  if (announced == nullptr) {
    return true;
  }
  ENTENTE_TRY(const Partner newest, resolver_(announced->announced.back().invite_text));
  return !newest.same_keys(own);
}

Status Core::announce_keys(Identity next, const std::string& invite_text, act::KeyReason reason,
                           bool again, Sequencer::Done done) {
  ENTENTE_CHECK(check_ready());
  ENTENTE_TRY(const Partner own, resolver_(invite_text));
  identity_ = std::move(next);
  ENTENTE_CHECK(house_log_->set_keys(identity_.log_keys));
  for (auto& [id, room] : rooms_) {
    ENTENTE_CHECK(room.log.set_keys(identity_.log_keys));
    ENTENTE_TRY(const bool changed, must_announce(room, own));
    if (changed || again) {
      act::Body body(act::KeyAnnounce{new_act_id(ports_.entropy), own.invite, invite_text, reason});
      const Instant at = now();
      rules::Decision decision = consider(&room, identity_.party, body, at);
      ENTENTE_INVARIANT(decision.permitted());
      place(&room, body, act::encode_body(body), {at, at}, std::move(decision), [](const auto&) {});
      room.node_key = identity_.node_keys.back();
    }
  }
  sequencer_.add_writes({}, std::move(done));
  return {};
}

}  // namespace entente::node
