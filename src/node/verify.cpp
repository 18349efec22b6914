#include <unordered_set>

#include "base/log.h"
#include "ledger/cosignature.h"
#include "node/entry.h"
#include "node/errors.h"
#include "node/names.h"
#include "node/node.h"
#include "node/stored_acts.h"
#include "node/tombstone.h"

/// What a node can prove from its own copy alone (I11).
namespace entente::node {

void Node::wait_settled(std::function<void(const Status&)> then, int asked) {
  constexpr std::int64_t kSettleMs = 10;
  constexpr int kAsked = 1000;
  if (core_.sequencer().waiting() == 0) {
    then({});
  } else if (asked == kAsked) {
    then(Error(kOverloaded, "The node records acts all the time, and does not come to rest."));
  } else {
    core_.ports().executor.after(
        kSettleMs, [this, then = std::move(then), asked] { wait_settled(then, asked + 1); });
  }
}

/// Each entry of one of our logs opens to its leaf, and each act is signed by a key of ours.
/// What was erased is expected in the house's ledger alone: of an agreement's, `erasures` is null.
LogReport Node::verify_entries(const OwnLog& log, const Room* room, Erasures* erasures) const {
  const Identity& self = core_.identity();
  // T8: along a log the own keys only go forward.
  const std::vector<crypto::VerifyingKey>& keys = self.all_node_keys;
  std::size_t first = 0;
  const KeyFor own_key = [&](std::string_view id, const act::Header&) {
    const crypto::VerifyingKey* found = find_key(keys, id, first);
    first = found == nullptr ? first : static_cast<std::size_t>(found - keys.data());
    return found;
  };
  LogReport report;
  report.origin = log.origin();
  report.size = log.durable();
  for (std::uint64_t index = 0; index < report.size && !report.first_bad; ++index) {
    const auto stored = core_.stored_act(log.number(), index);
    if (!stored.ok() && room != nullptr && core_.is_lost(*room, index)) {
      ++report.lost;
      continue;
    }
    const auto committed = log.tree().leaf(index);
    const auto opened = stored.ok() ? row_leaf(stored->commitment_key, stored->bytes, log.name(),
                                               self.party, own_key)
                                    : std::nullopt;
    const bool erased = stored.ok() && is_tombstone(stored->bytes);
    const bool expected = !erased || (erasures != nullptr && erasures->add(index, stored->bytes));
    report.erased += erased ? 1 : 0;
    if (!opened || !committed.ok() || *opened != *committed || !expected) {
      report.first_bad = index;
    }
  }
  return report;
}

Result<LogReport> Node::verify_house() const {
  const OwnLog& log = core_.house_log();
  Erasures erasures;
  LogReport report = verify_entries(log, nullptr, &erasures);
  ENTENTE_TRY(report.root, log.tree().root_at(report.size));
  if (!report.first_bad) {
    ENTENTE_TRY(report.first_bad, erasures.first_unordered(core_));
  }
  report.ok = !report.first_bad;
  return report;
}

Result<LogReport> Node::verify_log(const AgreementId& agreement) {
  Room* room = core_.room(agreement);
  if (room == nullptr) {
    return Error(kUnknownAgreement, "This node has no agreement with that id.");
  }
  const OwnLog& log = room->log;
  LogReport report = verify_entries(log, room, nullptr);
  ENTENTE_TRY(report.root, log.tree().root_at(report.size));
  bool cosignatures_fit = true;
  for (const auto& [party, counterpart] : room->counterparts) {
    if (counterpart.cosigned.size == 0) {
      continue;
    }
    ENTENTE_TRY(const auto own, core_.own_verifiers(*room));
    const auto opened = ledger::open_checkpoint(counterpart.cosigned.note, own);
    const bool fits =
        opened.ok() && ledger::check_extends(log.tree(), opened->checkpoint.head).ok();
    cosignatures_fit = cosignatures_fit && fits;
    report.witnessed = std::max(report.witnessed, counterpart.cosigned.size);
  }
  report.ok = !report.first_bad && cosignatures_fit;
  return report;
}

Result<LogReport> Node::verify_copy(const AgreementId& agreement, const PartyCode& party) {
  Room* room = core_.room(agreement);
  const auto found = room == nullptr ? std::map<PartyCode, Counterpart>::iterator{}
                                     : room->counterparts.find(party);
  const Enrolled* partner = core_.partner(party);
  if (room == nullptr || found == room->counterparts.end() || partner == nullptr ||
      !found->second.mirror) {
    return Error(kUnknownAgreement, "This node holds no copy of that party's log.");
  }
  const Counterpart& from = found->second;
  const std::vector<crypto::VerifyingKey> keys = from.keys.node_keys();
  const KeyFor key_at_place = [&](std::string_view id, const act::Header& header) {
    const act::Addressee* to = header.addressee(core_.identity().party);
    return to != nullptr && from.keys.may_sign(id, to->sequence) ? find_key(keys, id) : nullptr;
  };
  LogReport report;
  report.origin = from.mirror->origin();
  report.size = from.mirror->head().size;
  report.root = from.mirror->head().root;
  report.witnessed = report.size;
  const auto leaves = from.mirror->tree().leaves();
  const std::unordered_set<Digest> known(leaves.begin(), leaves.end());
  for (std::uint64_t place = 1; place <= from.received.sequence && !report.first_bad; ++place) {
    const auto stored = core_.stored_act(from.number, place);
    if (!stored.ok() && core_.is_passed(*room, party, place)) {
      ++report.lost;
      continue;
    }
    const std::optional<Digest> leaf =
        stored.ok() ? verified_leaf(stored->commitment_key, stored->bytes, party, key_at_place)
                    : std::nullopt;
    if (!leaf || !known.contains(*leaf)) {
      report.first_bad = place;
    }
  }
  report.ok = !report.first_bad && !from.misconduct;
  return report;
}

Result<bool> Node::records_match_acts(const AgreementId& agreement) {
  Room* room = core_.room(agreement);
  if (room == nullptr) {
    return Error(kUnknownAgreement, "This node has no agreement with that id.");
  }
  registry::Shared again;
  registry::Changes ignored;
  ENTENTE_CHECK(for_each_shared_act(core_, *room, Early::with, [&](const KnownAct& known) {
    return again.fold(
        known.trace, known.body, [&](const Digest& digest) { return core_.body_of(*room, digest); },
        ignored);
  }));
  return again.digest() == room->shared.digest();
}

Result<bool> Node::house_matches_acts() const {
  registry::House again;
  registry::Changes ignored;
  ENTENTE_CHECK(for_each_house_act(core_, core_.house_log().durable(),
                                   [&](std::uint64_t, const KnownAct& known) -> Status {
                                     again.fold(known.trace, known.body, ignored);
                                     return {};
                                   }));
  return again.digest() == core_.house().digest();
}

}  // namespace entente::node
