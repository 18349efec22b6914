#include <algorithm>

#include "rules/check.h"
#include "rules/rule_table.h"

/// The registers of the house: kept by its own party, whatever the agreements say.
namespace entente::rules {
namespace {

Decision own_house(const Case& c) {
  Decision decision;
  decision.require(kHouseOrder, c.own());
  return decision;
}

Decision about_person(const Case& c, const PersonId& person) {
  Decision decision = own_house(c);
  if (decision.permitted()) {
    decision.require(kOnRegister, c.view.house.person(person) != nullptr);
  }
  return decision;
}

/// About somebody who has not left.
Decision about_registered(const Case& c, const PersonId& person) {
  Decision decision = own_house(c);
  if (decision.permitted()) {
    decision.require(kOnRegister, c.view.house.registered(person) != nullptr);
  }
  return decision;
}

bool stands_for_erased(const Case& c, const PersonId& person) {
  const registry::Person* known = c.view.house.person(person);
  return known != nullptr && known->erased();
}

/// AB46: one who could give away keys and accounts, or judges what was done, does nothing else.
bool duties_are_apart(const std::vector<act::Role>& roles) {
  return roles.size() < 2 || std::ranges::none_of(roles, stands_apart);
}

/// I10: copies that were made for the person, and are not destroyed.
bool holds_copies(const Case& c, const registry::Person& person) {
  const registry::House& house = c.view.house;
  return std::ranges::any_of(house.held_by(person.person), [&](const registry::Held& held) {
    const auto left = house.copies_left(held.item);
    return std::ranges::find_first_of(left, held.copies) != left.end();
  });
}

enum class Clearance { none, counting, suspended };

Clearance clearance_of(const Case& c, const PersonId& person) {
  const registry::Person* found = c.view.house.person(person);
  if (found == nullptr || !found->clearance) {
    return Clearance::none;
  }
  return found->clearance->suspended() ? Clearance::suspended : Clearance::counting;
}

}  // namespace

Decision check(const Case& c, const act::PersonEnrol& body) {
  Decision decision = own_house(c);
  if (decision.permitted()) {
    static_cast<void>(
        decision.require(kKnown, c.view.house.entered_facility(body.facility) != nullptr,
                         "The facility has not been entered (`facility enter`).") &&
        decision.require(kDutiesApart, duties_are_apart(body.roles)) &&
        decision.require(kErasable, !stands_for_erased(c, body.person),
                         "That name stands in the place of somebody who was erased.") &&
        (!body.contractor ||
         decision.require(kSubcontract, !c.view.house.contractor_line(*body.contractor).empty())));
  }
  return decision;
}

Decision check(const Case& c, const act::ClearanceRevoke& body) {
  return about_person(c, body.person);
}
Decision check(const Case& c, const act::NeedToKnowRevoke& body) {
  return about_person(c, body.person);
}

Decision check(const Case& c, const act::PersonLeave& body) {
  return about_registered(c, body.person);
}
Decision check(const Case& c, const act::PersonErase& body) {
  Decision decision = own_house(c);
  const registry::Person* gone = c.view.house.who_left_by(body.left_by);
  if (decision.permitted()) {
    static_cast<void>(
        decision.require(kErasable,
                         gone != nullptr && !gone->erased() && !holds_copies(c, *gone)) &&
        decision.require(kErasedByTwo, body.by != body.witness && known_person(c, body.by) &&
                                           known_person(c, body.witness) && !body.ground.empty()));
  }
  return decision;
}

Decision check(const Case& c, const act::ClearanceSuspend& body) {
  Decision decision = about_person(c, body.person);
  if (decision.permitted()) {
    decision.require(kActOrder, clearance_of(c, body.person) == Clearance::counting,
                     "The person has no clearance that could be suspended.");
  }
  return decision;
}
Decision check(const Case& c, const act::ClearanceResume& body) {
  Decision decision = about_registered(c, body.person);
  if (decision.permitted()) {
    decision.require(kActOrder, clearance_of(c, body.person) == Clearance::suspended,
                     "The person has no clearance that is suspended.");
  }
  return decision;
}

Decision check(const Case& c, const act::ClearanceGrant& body) {
  Decision decision = about_registered(c, body.person);
  if (decision.permitted() &&
      decision.require(kActOrder, clearance_of(c, body.person) != Clearance::suspended,
                       "A suspended clearance is resumed or revoked first.")) {
    decision.require(kCleared, !body.levels.empty() && body.from <= body.until,
                     "A clearance names its levels, and ends after it begins.");
  }
  return decision;
}

Decision check(const Case& c, const act::PeerAccept&) { return own_house(c); }

Decision check(const Case& c, const act::PeerRevoke& body) {
  Decision decision = own_house(c);
  if (decision.permitted()) {
    decision.require(kKnown, c.view.house.peer(body.party) != nullptr);
  }
  return decision;
}

Decision check(const Case& c, const act::PeerRotate& body) {
  Decision decision = own_house(c);
  if (decision.permitted()) {
    decision.require(kKnown, c.view.house.peer(body.party) != nullptr);
  }
  return decision;
}

Decision check(const Case& c, const act::KeyRotate&) { return own_house(c); }
Decision check(const Case& c, const act::KeyRetire&) { return own_house(c); }

}  // namespace entente::rules
