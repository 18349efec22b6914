#include <fmt/format.h>

#include "ledger/checkpoint.h"
#include "sim/world.h"

/// What must hold in every world: I1-I14 and T1-T20 of docs/threat-model.md, as far as the acts of
/// this release reach.
namespace entente::sim {
namespace {

using registry::Stage;

constexpr std::int64_t kSettleMs = 900'000;

int rank_of(const node::Room& room, const PartyCode& party, const Name& marking) {
  const label::MarkingScheme* scheme = room.profile.equivalence().scheme(party);
  const label::Marking* found = scheme == nullptr ? nullptr : scheme->find(marking);
  return found == nullptr ? -1 : scheme->level_of(*found).rank;
}

/// An item on its way to `party` that nothing holds back: it must arrive in the end.
bool must_still_arrive(const PartyCode& party, const node::Room& room, const std::string& key,
                       const registry::Item& item) {
  const bool open = item.stage == Stage::dispatched || item.stage == Stage::arrived;
  return open && item.receiving_party == party &&
         room.shared.active_hold(item.originating_party, ItemId::parse(key).value()) == nullptr;
}

}  // namespace

/// After every event, on every node that is up.
void World::check_always() {
  for (const auto& party : parties_) {
    Party& p = *party;
    if (!p.up()) {
      continue;
    }
    if (p.stopped) {
      broken("T12", p.code().text() + " stopped: " + p.stopped->describe());
      return;
    }
    if (p.node().core().frozen() && p.code() != losing_) {
      broken("T14", p.code().text() + " froze: " + p.node().core().frozen()->describe());
      return;
    }
    const node::Room& room = p.room();
    for (const auto& [key, entry] : room.shared.items().entries()) {
      const registry::Item& item = entry.record;
      const std::string who = p.code().text() + " " + key;
      Stage& seen = seen_stages_[who];
      if (item.stage < seen && entry.refusals.empty()) {
        // A late restrictive act may take a stage back only by ending custody, never by undoing it.
        broken("I6", who + " went back from " + std::string(name_of(seen)));
      }
      if (seen != item.stage) {
        tell(who + " is " + std::string(name_of(item.stage)));
      }
      seen = item.stage;
      exercised("I6");
      if (item.stage == Stage::registered) {
        const auto answer = room.profile.equivalence().lookup_code(
            item.originating_party, item.marking, item.receiving_party,
            item.released_at->date_in(Zone{540}));
        const bool high_enough =
            answer.level != nullptr &&
            rank_of(room, item.receiving_party, item.own_marking) >= answer.level->rank;
        exercised("I3");
        exercised("T2");
        if (!high_enough) {
          broken("I3", who + " is registered below its level");
        }
      }
      for (const registry::Consent& consent : item.consents) {
        exercised("T9");
        if (consent.uses > consent.uses_allowed && consent.uses_allowed > 0 && plan_.parties == 2) {
          broken("T9", who + ": a consent was used more often than it allows");
        }
      }
    }
    for (const auto& [id, counterpart] : room.counterparts) {
      exercised("T17");
      if (counterpart.misconduct) {
        broken("AB24", p.code().text() + " accuses an honest partner of misconduct");
      }
    }
  }
}

/// No more faults; everybody starts; the world runs until nothing waits.
void World::settle() {
  plan_.faults = false;
  parted_.clear();
  for (const auto& party : parties_) {
    party->clock().skew_ms = 0;
    if (!party->up() && party->code() != losing_) {
      party->start();
    }
  }
  const std::int64_t until = scheduler_.now() + kSettleMs;
  std::string why;
  const auto at_rest = [&] {
    if (losing_) {
      why = losing_->text() + " has not recovered";
      return false;
    }
    why = "a node is down";
    for (const auto& party : parties_) {
      if (!party->up()) {
        return false;
      }
      why = party->code().text() + " has acts that wait";
      for (const auto& other : parties_) {
        if (party->node().courier().waiting_for(other->code()) > 0) {
          return false;
        }
      }
      const node::Room& room = party->room();
      for (const auto& [id, counterpart] : room.counterparts) {
        why = party->code().text() + " has leaves that " + id.text() + " does not know";
        if (counterpart.known_size != room.log.tree().size()) {
          return false;
        }
      }
      for (const auto& [key, entry] : room.shared.items().entries()) {
        why = party->code().text() + " has not received " + key + " (" +
              std::string(name_of(entry.record.stage)) + " from " +
              entry.record.originating_party.text() + ")";
        if (must_still_arrive(party->code(), room, key, entry.record)) {
          return false;
        }
      }
    }
    return true;
  };
  std::int64_t rest_since = -1;
  while (verdict_.ok() && scheduler_.now() < until && scheduler_.step(until)) {
    check_always();
    if (!at_rest()) {
      rest_since = -1;
    } else if (rest_since < 0) {
      rest_since = scheduler_.now();
    } else if (scheduler_.now() - rest_since > 200) {
      return;
    }
  }
  if (verdict_.ok() && !at_rest()) {
    broken("T12", "the nodes do not come to rest: " + why);
  }
}

void World::check_at_rest() {
  for (const auto& party : parties_) {
    check_party_at_rest(*party);
  }
  const Digest first = parties_.front()->room().shared.digest();
  for (const auto& party : parties_) {
    exercised("T7");
    exercised("I11");
    exercised("I13");
    if (party->room().shared.digest() != first) {
      const auto here = parties_.front()->room().shared.records();
      for (const auto& [key, json] : party->room().shared.records()) {
        const auto other = here.find(key);
        if (other == here.end() || other->second != json) {
          tell(fmt::format("{} at {}: {}\n            at {}: {}", key, party->code().text(), json,
                           parties_.front()->code().text(),
                           other == here.end() ? "nothing" : other->second));
        }
      }
      broken("T7", "the parties hold different records of the same acts");
    }
  }
}

/// The parties, asked over the link, say the same.
void World::check_reconciled() {
  std::size_t asked = 0;
  std::size_t equal = 0;
  parted_.clear();
  for (const auto& party : parties_) {
    for (const auto& [other, counterpart] : party->room().counterparts) {
      ++asked;
      party->node().reconciler().compare(
          party->room(), other, [&](const Result<node::Reconciliation>& found) {
            equal += found.ok() && found->settled && found->equal() ? 1 : 0;
          });
    }
  }
  const std::int64_t until = scheduler_.now() + kSettleMs;
  while (equal < asked && scheduler_.step(until)) {
  }
  exercised("T7");
  if (equal < asked) {
    broken("T7", "two parties do not find their records equal");
  }
}

void World::check_party_at_rest(Party& party) {
  node::Node& node = party.node();
  const AgreementId id = party.room().id;
  const auto log = node.verify_log(id);
  const auto records = node.records_match_acts(id);
  exercised("T13");
  exercised("T8");
  if (!log.ok() || !log->ok) {
    broken("I11", party.code().text() + ": its own log does not verify");
  }
  if (!records.ok() || !*records) {
    broken("I11", party.code().text() + ": its records are not what its acts say");
  }
  for (const auto& [other, counterpart] : party.room().counterparts) {
    const auto copy = node.verify_copy(id, other);
    exercised("AB24");
    if (!copy.ok() || !copy->ok) {
      broken("I11", party.code().text() + ": its copy of the partner's log does not verify");
    }
    if (!counterpart.early.empty()) {
      broken("T4", party.code().text() + ": an act of the partner never arrived");
    }
    if (counterpart.cosigned.size != party.room().log.tree().size()) {
      broken("I11", party.code().text() + ": a part of its log was never cosigned");
    }
  }
  for (const Digest& digest : party.acknowledged) {
    exercised("T12");
    const auto in_room =
        party.store().get(Space::act_digest, node::log_key(party.room().log.number(), digest));
    const auto in_house =
        party.store().get(Space::act_digest, node::log_key(node::kHouseLog, digest));
    const bool kept =
        (in_room.ok() && in_room->has_value()) || (in_house.ok() && in_house->has_value());
    if (!kept) {
      broken("T12", party.code().text() + ": an acknowledged act is lost");
    }
  }
  for (const auto& [key, entry] : party.room().shared.items().entries()) {
    const registry::Item& item = entry.record;
    exercised("T4");
    exercised("I5");
    exercised("I2");
    if (must_still_arrive(party.code(), party.room(), key, item)) {
      broken("I5", party.code().text() + " " + key + " has neither receipt nor incident");
    }
    const bool received = item.stage == Stage::received || item.stage == Stage::registered;
    if (received && item.object && item.receiving_party == party.code()) {
      auto sealed = node.objects().open(item.object->manifest);
      const bool whole =
          sealed.ok() &&
          object::verify_object(**sealed, node::unwrap_with(party.identity()), object::AnyBinding{})
              .ok();
      if (!whole) {
        broken("T13", key + " has a content receipt, and its content is not whole");
      }
    }
    if (item.stage != Stage::unknown && item.marking_text.empty()) {
      broken("I2", key + " lost its original marking");
    }
  }
}

}  // namespace entente::sim
