#include "node/explanation.h"

#include <algorithm>
#include <list>
#include <vector>

#include "act/envelope.h"
#include "base/errors.h"
#include "node/known_body.h"
#include "node/stored_acts.h"

namespace entente::node {
namespace {

struct Found {
  KnownAct act;
  Room* room = nullptr;  ///< null for the house ledger
  std::uint64_t index = 0;
};

Result<std::optional<Found>> find_in(const Core& core, const OwnLog& log, Room* room,
                                     const ActId& id) {
  for (std::uint64_t index = log.durable(); index-- > 0;) {
    ENTENTE_TRY(auto known, known_act(core, log.number(), index));
    if (known && act::id_of(known->body) == id) {
      return std::optional(Found{std::move(*known), room, index});
    }
  }
  return std::optional<Found>();
}

Result<std::optional<Found>> find_own(Core& core, const ActId& id) {
  for (auto& [agreement, room] : core.rooms()) {
    ENTENTE_TRY(auto found, find_in(core, room.log, &room, id));
    if (found) {
      return found;
    }
  }
  return find_in(core, core.house_log(), nullptr, id);
}

bool was_before(const KnownAct& other, const Found& found) {
  const registry::Trace& trace = found.act.trace;
  return found.room != nullptr ? registry::precedes(other.trace, trace)
                               : other.trace.recorded_at <= trace.recorded_at;
}

/// The shared records as the issuer of `found` knew them.
Result<registry::Shared> shared_before(Core& core, Room& room, const Found& found) {
  registry::Shared shared;
  registry::Changes ignored;
  const auto bodies = [&](const Digest& digest) { return core.body_of(room, digest); };
  const auto fold = [&](const KnownAct& known) {
    return was_before(known, found) ? shared.fold(known.trace, known.body, bodies, ignored)
                                    : Status{};
  };
  ENTENTE_CHECK(for_each_shared_act(core, room, Early::without, fold));
  return shared;
}

Result<registry::House> house_before(const Core& core, const Found& found) {
  registry::House house;
  registry::Changes ignored;
  const std::uint64_t end = found.room == nullptr ? found.index : core.house_log().durable();
  ENTENTE_CHECK(for_each_house_act(core, end, [&](std::uint64_t, const KnownAct& known) -> Status {
    if (known.trace.recorded_at <= found.act.trace.recorded_at) {
      house.fold(known.trace, known.body, ignored);
    }
    return {};
  }));
  return house;
}

/// The agreement that an act of the house itself names; null where it names none.
const AgreementId* agreement_of(const act::Body& body) {
  return std::visit(
      [](const auto& b) -> const AgreementId* {
        if constexpr (requires { AgreementId(b.agreement); }) {
          return &b.agreement;
        } else {
          return nullptr;
        }
      },
      body);
}

/// The agreement whose records the act was decided by; null for the house's own affairs.
Room* room_of(Core& core, const Found& found) {
  if (const AgreementId* agreement = agreement_of(found.act.body); agreement != nullptr) {
    return core.room(*agreement);
  }
  const ItemId* item = act::item_of(found.act.body);
  return found.room != nullptr || item == nullptr ? found.room : core.room_of(*item);
}

/// R1.1: the text under the overlay that the house had adopted by then.
std::optional<agreement::Overlaid> overlaid_then(const Room& room, const agreement::Profile& text,
                                                 const registry::House& house) {
  const registry::Overlay* adopted = house.overlay(room.id);
  const auto bytes = adopted == nullptr ? room.overlays.end() : room.overlays.find(adopted->text);
  return bytes == room.overlays.end() ? std::nullopt
                                      : agreement::overlaid(text, bytes->second, adopted->party);
}

/// An agreement as it was when an act was decided. Neither copied nor moved: its view refers to it.
struct Then {
  Then(Room& room, const registry::House& house, registry::Shared known, Instant at)
      : shared(std::move(known)),
        standing(agreement::status(room.texts(), shared.instruments(), at, at)),
        text(agreement::text_in_effect(room.texts(), room.supplements, standing.texts, at)),
        overlaid(overlaid_then(room, text.profile, house)),
        view{text.profile, standing, shared, room.texts(), nullptr, room.id, text.whole} {
    if (overlaid) {
      view.overlay = overlaid->adds ? &overlaid->profile : &text.profile;
    }
  }
  Then(const Then&) = delete;
  Then& operator=(const Then&) = delete;

  registry::Shared shared;
  agreement::Standing standing;
  agreement::WholeText text;
  std::optional<agreement::Overlaid> overlaid;
  rules::AgreementView view;
};

/// The other agreements that knew the item of the act by then, by this node's own clock.
Result<std::list<Then>> others_then(Core& core, const registry::House& house, const Room& room,
                                    const Found& found) {
  std::list<Then> others;
  const ItemId* item = act::item_of(found.act.body);
  const Found by_time{found.act, nullptr, found.index};
  for (auto& [id, other] : core.rooms()) {
    if (&other == &room || item == nullptr || other.shared.item(*item) == nullptr) {
      continue;
    }
    ENTENTE_TRY(registry::Shared shared, shared_before(core, other, by_time));
    if (shared.item(*item) != nullptr) {
      others.emplace_back(other, house, std::move(shared), found.act.trace.recorded_at);
    }
  }
  return others;
}

Result<Explained> explain_recorded(Core& core, const Found& found) {
  Explained explained{found.act.body, std::nullopt, found.act.trace.recorded_at, true, {}, {}, {}};
  ENTENTE_TRY(const registry::House house, house_before(core, found));
  const PartyCode& self = core.identity().party;
  Room* room = room_of(core, found);
  if (room == nullptr) {
    explained.explanation =
        rules::explain({self, explained.at, house, nullptr}, self, explained.body);
    return explained;
  }
  explained.agreement = room->id;
  ENTENTE_TRY(registry::Shared shared, shared_before(core, *room, found));
  const Then then(*room, house, std::move(shared), explained.at);
  ENTENTE_TRY(const std::list<Then> elsewhere, others_then(core, house, *room, found));
  std::vector<rules::AgreementView> others;
  for (const Then& each : elsewhere) {
    others.push_back(each.view);
  }
  explained.explanation =
      rules::explain({self, explained.at, house, &then.view, others}, self, explained.body);
  return explained;
}

Result<Explained> explain_denied(Core& core, const Denied& denied) {
  ENTENTE_TRY(auto body, known_body(denied.type, denied.version, denied.body));
  if (!body) {
    return Error(kNotFound, "There is no such act.");
  }
  Explained explained{
      std::move(*body), denied.agreement, denied.last_at, false, denied.code, denied.article, {}};
  const PartyCode& self = core.identity().party;
  Room* room = denied.agreement ? core.room(*denied.agreement) : nullptr;
  const Instant now = core.now();
  if (room == nullptr) {
    explained.explanation =
        rules::explain({self, now, core.house(), nullptr}, self, explained.body);
    return explained;
  }
  const rules::AgreementView view = room->view(now, core.house());
  const auto others = core.others_that_know(*room, explained.body, now);
  explained.explanation =
      rules::explain({self, now, core.house(), &view, others}, self, explained.body);
  return explained;
}

}  // namespace

Result<Explained> explain_act(Core& core, const ActId& id) {
  for (const auto& [place, denied] : core.audited().rows()) {
    if (denied.act == id) {
      return explain_denied(core, denied);
    }
  }
  ENTENTE_TRY(const auto found, find_own(core, id));
  if (!found) {
    return Error(kNotFound, "There is no such act.");
  }
  return explain_recorded(core, *found);
}

}  // namespace entente::node
