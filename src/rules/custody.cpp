#include <algorithm>

#include "rules/check.h"
#include "rules/rule_table.h"

/// Receipts, registration and the end of custody. They stay open after a lapse (R21.3).
namespace entente::rules {
namespace {

using registry::Stage;

/// The item, if it exists and the issuer is its receiving party.
const registry::Item* require_received_item(Decision& decision, const Case& c, const ItemId& id) {
  const registry::Item* item = require_item(decision, c, id);
  return item != nullptr && decision.require(kRole, item->receiving_party == c.issuer) ? item
                                                                                       : nullptr;
}

bool listed_method(const Case& c, const Name& method) {
  const auto& methods = c.agreement().profile.clauses().destruction.methods;
  return std::any_of(methods.begin(), methods.end(),
                     [&](const auto& row) { return row.code == method; });
}

/// What the receiving party must find an equivalent of.
struct Original {
  const registry::Item& item;
  const Name& marking;
  CivilDate marked_on;
};

/// Art. 4(2): the receiving party's own marking is an equivalent, and a choice has a reason.
template <class Body>
void require_equivalent(Decision& decision, const Case& c, const Original& original,
                        const Body& body) {
  const auto answer = c.agreement().profile.equivalence().lookup_code(
      original.item.originating_party, original.marking, c.issuer, original.marked_on);
  const auto target = std::find_if(answer.targets.begin(), answer.targets.end(),
                                   [&](const auto* m) { return m->code == body.marking; });
  const bool equivalent = answer.level != nullptr && target != answer.targets.end() &&
                          (*target)->text == body.marking_text;
  if (!decision.require(kOwnMarking, equivalent) ||
      !decision.require(kOnRegister, known_person(c, body.chosen_by))) {
    return;
  }
  const bool chosen = answer.targets.size() == 1 ||
                      (!body.reason.empty() && (!c.own() || is_officer(c, body.chosen_by)));
  decision.require(kChoice, chosen, "An officer must choose among the equivalents and say why.");
}

/// The receiving party's level of the item that it has not marked yet; null where there is none.
const label::Level* level_of_arrival(const Case& c, const registry::Item& item) {
  const agreement::Party* party = c.agreement().profile.party(item.originating_party);
  const Instant marked = item.reclassifications.empty() ? item.released_at.value_or(c.view.now)
                                                        : item.reclassifications.back().at;
  return c.agreement()
      .profile.equivalence()
      .lookup_code(item.originating_party, item.current_marking(), item.receiving_party,
                   marked.date_in(party == nullptr ? kUtc : party->zone))
      .level;
}

/// The level of one of the issuer's own markings; null for one that it has not.
const label::Level* level_of_own(const Case& c, const Name& marking) {
  const label::MarkingScheme* scheme = c.agreement().profile.equivalence().scheme(c.issuer);
  const label::Marking* found = scheme == nullptr ? nullptr : scheme->find(marking);
  return found == nullptr ? nullptr : &scheme->level_of(*found);
}

}  // namespace

Decision check(const Case& c, const act::ItemPackageReceipt& body) {
  Decision decision;
  const registry::Item* item = require_received_item(decision, c, body.item);
  if (item != nullptr &&
      decision.require(kActOrder, item->stage == Stage::dispatched,
                       "The item is not on its way.") &&
      decision.require(kReceipt, item->registration == body.registration)) {
    require_open_facility(decision, c, level_of_arrival(c, *item));
  }
  return decision;
}

Decision check(const Case& c, const act::ItemContentReceipt& body) {
  Decision decision;
  const registry::Item* item = require_received_item(decision, c, body.item);
  if (item == nullptr || !decision.require(kActOrder, item->stage == Stage::arrived,
                                           "The package has not arrived, or the content has a "
                                           "receipt already.")) {
    return decision;
  }
  const bool same_content = item->object.has_value() == body.manifest.has_value() &&
                            (!item->object.has_value() || item->object->manifest == *body.manifest);
  if (decision.require(kReceipt, same_content && item->recipient_authority == body.authority)) {
    require_open_facility(decision, c, level_of_arrival(c, *item));
  }
  return decision;
}

Decision check(const Case& c, const act::ItemRegister& body) {
  Decision decision;
  const registry::Item* item = require_received_item(decision, c, body.item);
  if (item == nullptr ||
      !decision.require(
          kActOrder, item->stage == Stage::received,
          "Only an item with a content receipt and no register number is registered.")) {
    return decision;
  }
  const CivilDate marked_on =
      item->released_at
          ? item->released_at->date_in(c.agreement().profile.party(item->originating_party)->zone)
          : c.today(c.issuer);
  require_equivalent(decision, c, {*item, item->marking, marked_on}, body);
  if (decision.permitted()) {
    require_open_facility_of(decision, c, body.chosen_by, level_of_own(c, body.marking));
  }
  return decision;
}

Decision check(const Case& c, const act::ItemReclassify& body) {
  Decision decision;
  const registry::Item* item = require_item(decision, c, body.item);
  if (item == nullptr || !decision.require(kRole, item->originating_party == c.issuer)) {
    return decision;
  }
  const label::Marking* marking = marking_of(c, c.issuer, body.marking, body.marking_text);
  if (!decision.require(kMarked, marking != nullptr) ||
      !decision.require(kCovered, marking->covered) ||
      !decision.require(kOwnDecision, !c.own() || is_officer(c, body.decided_by),
                        "No officer of the register has decided it.")) {
    return decision;
  }
  const bool changes = item->current_marking() != body.marking && item->stage != Stage::returned &&
                       item->stage != Stage::destroyed;
  if (decision.require(kActOrder, changes,
                       "It bears that marking already, or is no longer held.")) {
    require_marked_as_held(decision, c, *item, body.item, body.marking);
  }
  return decision;
}

Decision check(const Case& c, const act::ItemRemark& body) {
  Decision decision;
  const registry::Item* item = require_received_item(decision, c, body.item);
  if (item == nullptr) {
    return decision;
  }
  const registry::Reclassification* change = item->reclassification(body.reclassification);
  if (!decision.require(kKnown, change != nullptr) ||
      !decision.require(kActOrder,
                        item->stage == Stage::registered && !change->followed_at &&
                            change == &item->reclassifications.back(),
                        "Only the newest change is followed, once, for a registered item.")) {
    return decision;
  }
  const CivilDate on =
      change->at.date_in(c.agreement().profile.party(item->originating_party)->zone);
  require_equivalent(decision, c, {*item, change->marking, on}, body);
  return decision;
}

Decision check(const Case& c, const act::ItemReturn& body) {
  Decision decision;
  const registry::Item* item = require_received_item(decision, c, body.item);
  if (item != nullptr && decision.require(kOnRegister, known_person(c, body.by))) {
    decision.require(kActOrder, item->held(), "The item is not held.");
  }
  return decision;
}

bool require_destruction(Decision& decision, const Case& c, const Name& method, const PersonId& by,
                         const PersonId& witness) {
  return decision.require(kMethod, listed_method(c, method)) &&
         decision.require(kTwoWitnesses,
                          by != witness && known_person(c, by) && known_person(c, witness));
}

Decision check(const Case& c, const act::ItemDestroy& body) {
  Decision decision;
  const registry::Item* item = require_received_item(decision, c, body.item);
  if (item == nullptr || !require_destruction(decision, c, body.method, body.by, body.witness)) {
    return decision;
  }
  decision.require(kActOrder, item->held(), "The item is not held.");
  return decision;
}

}  // namespace entente::rules
