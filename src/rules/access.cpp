#include <algorithm>

#include "rules/check.h"
#include "rules/rule_table.h"

/// Art. 7: who may read. Rank is not an input: there is none in the view (I8).
namespace entente::rules {

namespace {

/// What the policy of an object from outside demands beside all that holds for an item. Always
/// fulfilled for one that was sealed here: its policy names nobody and no attribute.
bool require_policy(Decision& decision, const Case& c, const ItemId& id, const PersonId& reader,
                    const registry::Person& person) {
  const registry::Enrolled* enrolled = c.view.house.enrolled(id);
  if (enrolled == nullptr) {
    return true;
  }
  const auto& readers = enrolled->readers;
  const bool named = readers.empty() || std::ranges::find(readers, reader.text()) != readers.end();
  const bool cleared = std::ranges::all_of(
      enrolled->levels, [&](const Name& level) { return person.cleared_for(level, c.view.now); });
  return decision.require(kPolicyNames, named) &&
         decision.require(kPolicyDemands, cleared && enrolled->unknown.empty());
}

}  // namespace

bool needs_to_know(const Case& c, const PersonId& person, const ItemId& id, const Name& purpose) {
  const registry::NeedToKnow* need = c.view.house.need_to_know(person, id);
  return need != nullptr && need->purpose == purpose && need->counts(c.view.now);
}

bool require_reader(Decision& decision, const Case& c, const registry::Item& item, const ItemId& id,
                    const PersonId& reader, const Name& purpose) {
  if (!decision.require(kRole, item.receiving_party == c.issuer && c.own()) ||
      !decision.require(kActOrder, item.stage == registry::Stage::registered,
                        "Only a registered item, marked by both sides, is read or copied.") ||
      !decision.require(kAccessAllowed, c.agreement().standing.access_allowed) ||
      !decision.require(kNoHold, c.agreement().shared.active_hold(c.issuer, id) == nullptr)) {
    return false;
  }
  const registry::Person* person = c.view.house.registered(reader);
  const label::Level* level = level_to_read(c, item);
  if (!decision.require(kOnRegister, person != nullptr) ||
      !decision.require(kCleared,
                        level != nullptr && person->cleared_for(level->code, c.view.now)) ||
      !decision.require(kDutiesApart, std::ranges::none_of(person->roles, stands_apart)) ||
      !require_contractor(decision, c, item, *person) ||
      !decision.require(kPurposeKept, purpose_allowed(c, item, purpose))) {
    return false;
  }
  return decision.require(kNeedToKnow, needs_to_know(c, reader, id, purpose)) &&
         decision.require(kNotExpired, !item.expires || c.today(c.issuer) <= *item.expires) &&
         require_reading_permitted_by_all(decision, c, id, *person, purpose) &&
         require_policy(decision, c, id, reader, *person);
}

namespace {

/// By anybody of the party: each opening is recorded before the key is given, so that it counts.
bool openings_left(const Case& c, const registry::Item& item, const ItemId& id) {
  if (!item.max_openings) {
    return true;
  }
  const registry::Handling* handling = c.view.house.handling(id);
  return (handling == nullptr ? 0 : handling->accesses) < *item.max_openings;
}

}  // namespace

Decision check(const Case& c, const act::ItemAccess& body) {
  Decision decision;
  const registry::Item* item = require_held_item(decision, c, body.item);
  if (item != nullptr && require_reader(decision, c, *item, body.item, body.person, body.purpose)) {
    decision.require(kOpeningsLeft, openings_left(c, *item, body.item));
  }
  return decision;
}

/// An object has one item, and nothing about it is known before.
Decision check(const Case& c, const act::ObjectEnrol& body) {
  Decision decision;
  const registry::House& house = c.view.house;
  // An id of the form of an item's is how objects that are sealed here name theirs.
  const bool unused = c.item(body.item) == nullptr && house.enrolled(body.item) == nullptr &&
                      !body.policy.empty() && !ItemId::parse(body.policy).ok() &&
                      !house.enrolled_by(body.policy);
  if (decision.require(kRole, c.own() && body.agreement == c.agreement().id) &&
      decision.require(kOneItem, unused, "The object, or its policy's id, is an item already.") &&
      decision.require(kMarked,
                       marking_of(c, c.issuer, body.marking, body.marking_text) != nullptr) &&
      decision.require(kPurposeNamed, c.agreement().profile.purpose(body.purpose) != nullptr)) {
    decision.require(kEnrolledByOfficer, is_officer(c, body.decided_by));
  }
  return decision;
}

namespace {

/// What an approver attests, of one item or several.
struct Attested {
  const PersonId& person;
  std::span<const ItemId> items;
  const Name& purpose;
  const PersonId& approver;
  Instant until;
};

/// R7.1, R7.4. Every item is asked alike, and as one: a decision has room for so many rules alone.
Decision check_need(const Case& c, const Attested& need) {
  Decision decision;
  std::vector<const registry::Item*> items;
  for (const ItemId& id : need.items) {
    const registry::Item* item = c.view.agreement == nullptr ? nullptr : c.held_item(id);
    if (item != nullptr && item->stage != registry::Stage::unknown) {
      items.push_back(item);
    }
  }
  const auto all = [&](const auto& ask) {
    return std::all_of(items.begin(), items.end(), [&](const auto* item) { return ask(*item); });
  };
  const bool known = !items.empty() && items.size() == need.items.size();
  if (!decision.require(kKnown, known) ||
      !decision.require(kRole, c.own() && all([&](const registry::Item& item) {
                                 return item.receiving_party == c.issuer;
                               })) ||
      !decision.require(kOnRegister, c.view.house.registered(need.person) != nullptr) ||
      !decision.require(kTwoPersons,
                        need.approver != need.person && is_officer(c, need.approver))) {
    return decision;
  }
  if (decision.require(kPurposeKept, all([&](const registry::Item& item) {
                         return purpose_allowed(c, item, need.purpose);
                       }))) {
    decision.require(kNeedToKnow, c.view.now < need.until, "The need would have ended already.");
  }
  return decision;
}

}  // namespace

Decision check(const Case& c, const act::NeedToKnowGrant& body) {
  return check_need(c, {body.person, {&body.item, 1}, body.purpose, body.approver, body.until});
}

Decision check(const Case& c, const act::NeedToKnowGrantSet& body) {
  return check_need(c, {body.person, body.items, body.purpose, body.approver, body.until});
}

}  // namespace entente::rules
