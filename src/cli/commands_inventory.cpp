#include <fmt/format.h>

#include "base/errors.h"
#include "base/limits.h"
#include "cli/about_item.h"
#include "cli/errors.h"
#include "node/missing.h"
#include "registry/inventory.h"

/// Counting what is held, and what was not found (Art. 6(f), 17).
namespace entente::cli {
namespace {

using act::Unit;

/// R10.1: an item is where the person belonged who registered it, a copy where the person belongs
/// for whom it was made; nothing for an item that nobody has registered yet.
class Places {
 public:
  Places(Host& host, node::Room& room)
      : core_(host.node().core()), room_(room), holders_(core_.house().copy_holders()) {}

  [[nodiscard]] Result<std::optional<Name>> of(const Unit& unit) const {
    return unit.copy == 0 ? of_item(unit.item) : Result<std::optional<Name>>(of_copy(unit));
  }

 private:
  [[nodiscard]] std::optional<Name> of_copy(const Unit& unit) const {
    const auto holder = holders_.find(unit);
    const registry::Person* person =
        holder == holders_.end() ? nullptr : core_.house().person(holder->second);
    return person == nullptr ? std::nullopt : std::optional(person->facility);
  }

  [[nodiscard]] Result<std::optional<Name>> of_item(const ItemId& item) const {
    for (const registry::Trace& trace : room_.shared.items().entry(item.text())->trail) {
      ENTENTE_TRY(const act::Body body, core_.body_of(room_, trace.digest));
      const auto* registration = std::get_if<act::ItemRegister>(&body);
      const registry::Person* person =
          registration == nullptr ? nullptr : core_.house().person(registration->chosen_by);
      const registry::RegisterEntry* entry =
          person == nullptr ? nullptr : person->entry_at(trace.recorded_at);
      if (entry != nullptr) {
        return std::optional(entry->facility);
      }
    }
    return std::optional<Name>();
  }

  node::Core& core_;
  node::Room& room_;
  std::map<Unit, PersonId> holders_;
};

/// What must be found: all of it, or what that facility holds.
Result<std::vector<Unit>> expected_in(Host& host, node::Room& room, std::vector<Unit> live,
                                      const std::optional<Name>& facility) {
  if (!facility) {
    return live;
  }
  const Places places(host, room);
  std::vector<Unit> there;
  for (Unit& unit : live) {
    ENTENTE_TRY(const std::optional<Name> place, places.of(unit));
    if (place == facility) {
      there.push_back(std::move(unit));
    }
  }
  return there;
}

/// An inventory on its way into the register, with what it then reports.
struct Taking {
  explicit Taking(node::Room& counted) : room(counted) {}

  node::Room& room;
  act::InventoryTake body;
  std::vector<std::string> missing;  ///< their numbers, in the order of `body.missing`
  std::vector<std::string> opened;
};

/// One that an earlier inventory named stays the incident of that loss, until the thing is seen
/// again.
act::MissingUnit missing_of(Host& host, const Taking& taking, const Unit& unit) {
  const registry::Stock* stock = host.node().core().house().stock(unit.item);
  const registry::Tally* tally =
      stock == nullptr ? nullptr : stock->tally(taking.room.id, unit.copy);
  const bool known = tally != nullptr && tally->incident;
  return {unit, known ? *tally->incident : new_act_id(host.entropy())};
}

void answer(const Taking& taking, const Done& done) {
  Reply reply = reply_with([&](format::JsonWriter& out) {
    out.member("act", taking.body.id.text());
    out.member("counted", static_cast<std::uint64_t>(taking.body.seen.size()));
    format::write_member(out, "missing", taking.missing);
    format::write_member(out, "unknown", taking.body.unknown);
    format::write_member(out, "incidents", taking.opened);
  });
  if (!taking.missing.empty()) {
    reply.details = reply.json;
    reply.error = Error(kMissing, "Something that the register has was not found.");
  }
  done(std::move(reply));
}

/// The incidents, once the inventory that names them is on record; then the answer.
void report_all(Host& host, const std::shared_ptr<Taking>& taking, const Done& done) {
  node::report_missing(host.node().core(), taking->room,
                       [taking, done](const node::Reported& reported) {
                         if (reported.failure) {
                           done(refused(*reported.failure->error, *reported.failure));
                           return;
                         }
                         for (const ActId& incident : reported.incidents) {
                           taking->opened.push_back(incident.text());
                         }
                         answer(*taking, done);
                       });
}

Result<std::shared_ptr<Taking>> taking_in(Host& host, const Arguments& a, BytesView list) {
  ENTENTE_TRY(node::Room * room, room_of(host, a.positional[0]));
  ENTENTE_TRY(const std::vector<std::string> found, registry::read_found(as_text(list)));
  auto taking = std::make_shared<Taking>(*room);
  taking->body.id = new_act_id(host.entropy());
  taking->body.agreement = room->id;
  ENTENTE_TRY(taking->body.taken_by, PersonId::parse(a.as));
  taking->body.reason = a.get("reason");
  const registry::House& house = host.node().core().house();
  if (a.has("facility")) {
    ENTENTE_TRY(taking->body.facility, id_in<Name>(a, "facility"));
    if (house.entered_facility(*taking->body.facility) == nullptr) {
      return Error(kNotFound, "There is no such facility.");
    }
  }
  auto live = registry::live_units(room->shared, house, host.config().party);
  const registry::RegisterNumbers numbers(room->shared, live);
  ENTENTE_TRY(const auto expected,
              expected_in(host, *room, std::move(live), taking->body.facility));
  registry::Count count = registry::count(expected, numbers, found);
  taking->body.seen = std::move(count.seen);
  taking->body.unknown = std::move(count.unknown);
  // Documents of one's own are on the register, and no part of what was received.
  std::erase_if(taking->body.unknown,
                [&](const std::string& number) { return house.derived().contains(number); });
  for (const Unit& unit : count.missing) {
    taking->body.missing.push_back(missing_of(host, *taking, unit));
    taking->missing.push_back(numbers.of(unit));
  }
  return taking;
}

void take_inventory(Host& host, const Arguments& a, std::shared_ptr<ByteSource> in,
                    const Done& done) {
  with_input(host, std::move(in), limits::kInventoryBytes, done, [&host, a, done](BytesView list) {
    const auto taking = taking_in(host, a, list);
    if (!taking.ok()) {
      done(failed(taking.error()));
      return;
    }
    host.node().submit({(*taking)->room.id, act::Body((*taking)->body)},
                       [&host, taking = *taking, done](const node::Submission& submission) {
                         if (submission.error) {
                           done(refused(*submission.error, submission));
                         } else {
                           report_all(host, taking, done);
                         }
                       });
  });
}

}  // namespace

std::vector<Command> inventory_commands() {
  Command command{"item",
                  "inventory",
                  "count what is held; what is missing becomes an incident (Art. 6(f), 17)",
                  {kAgreementId},
                  {{"seen", "FILE", "the register numbers that were found, one a line", true},
                   {"facility", "F", "what this facility holds alone"},
                   {"reason", "TEXT", "why it is counted", true}},
                  nullptr,
                  take_inventory,
                  Content::input};
  command.input_option = "seen";
  return {command};
}

}  // namespace entente::cli
