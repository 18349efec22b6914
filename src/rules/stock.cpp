#include <algorithm>
#include <set>

#include "registry/inventory.h"
#include "rules/check.h"
#include "rules/rule_table.h"

/// What a party holds: counted, made into documents of its own, and the end of a copy.
namespace entente::rules {
namespace {

/// I10: each unit that is named is one of the live ones and named once; and where everything is
/// counted, none of them is left out.
bool accounts_for_all(const Case& c, const act::InventoryTake& body) {
  const auto live = registry::live_units(c.agreement().shared, c.view.house, c.issuer);
  std::vector<act::Unit> named = body.seen;
  for (const act::MissingUnit& missing : body.missing) {
    named.push_back(missing.unit);
  }
  std::ranges::sort(named);
  return std::ranges::adjacent_find(named) == named.end() &&
         (body.facility ? std::ranges::includes(live, named) : live == named);
}

/// R6.6: no item of this agreement and no document of the house has the number already.
bool is_new_number(const Case& c, const Name& number) {
  const auto& items = c.agreement().shared.items().entries();
  return !c.view.house.derived().contains(number.text()) &&
         std::ranges::none_of(items, [&](const auto& item) {
           return item.second.record.receiving_party == c.issuer &&
                  item.second.record.register_number == number;
         });
}

/// R4.4: every source is named once, as what it is and whose.
bool says_whose_it_is(const Case& c, const act::ItemDerive& body) {
  std::set<ItemId> named;
  return std::ranges::all_of(body.sources, [&](const act::DerivedFrom& source) {
    const registry::Item& item = *c.item(source.item);
    return named.insert(source.item).second && source.originating_party == item.originator() &&
           source.marking_text == item.original_marking_text();
  });
}

/// R4.4, R15.3: nothing that was received is in a document of a lower level.
bool is_high_enough(const Case& c, const act::ItemDerive& body, const label::Marking& marking) {
  const label::Level& level =
      c.agreement().profile.equivalence().scheme(c.issuer)->level_of(marking);
  return std::ranges::all_of(body.sources, [&](const act::DerivedFrom& source) {
    const label::Level* of_source = level_to_read(c, *c.item(source.item));
    return of_source != nullptr && of_source->rank <= level.rank;
  });
}

}  // namespace

Decision check(const Case& c, const act::InventoryTake& body) {
  Decision decision;
  if (!decision.require(
          kRole, c.own() && c.view.agreement != nullptr && body.agreement == c.agreement().id) ||
      !decision.require(kOnRegister, known_person(c, body.taken_by)) ||
      !decision.require(kKnown,
                        !body.facility || c.view.house.entered_facility(*body.facility) != nullptr,
                        "The facility has not been entered.")) {
    return decision;
  }
  decision.require(kInventoryWhole, accounts_for_all(c, body));
  return decision;
}

Decision check(const Case& c, const act::CopyDestroy& body) {
  Decision decision;
  const registry::Item* item = require_item(decision, c, body.item);
  if (item == nullptr || !decision.require(kRole, c.own() && item->receiving_party == c.issuer)) {
    return decision;
  }
  const auto left = c.view.house.copies_left(body.item);
  if (decision.require(kKnown, std::ranges::find(left, body.number) != left.end(),
                       "No such copy of the item is left.")) {
    require_destruction(decision, c, body.method, body.by, body.witness);
  }
  return decision;
}

/// Who makes the document reads each of its sources, for the purpose that it will have.
Decision check(const Case& c, const act::ItemDerive& body) {
  Decision decision;
  if (!decision.require(kKnown, c.view.agreement != nullptr && !body.sources.empty(),
                        "It has no source.")) {
    return decision;
  }
  for (const act::DerivedFrom& source : body.sources) {
    decision = {};  // each is asked alike; a decision has room for the rules of one
    const registry::Item* item = require_item(decision, c, source.item);
    if (item == nullptr ||
        !require_reader(decision, c, *item, source.item, body.made_by, body.purpose)) {
      return decision;
    }
  }
  const label::Marking* marking = marking_of(c, c.issuer, body.marking, body.marking_text);
  if (decision.require(kNumberFree, is_new_number(c, body.register_number)) &&
      decision.require(kMarked, marking != nullptr) &&
      decision.require(kDerivedLevel, is_high_enough(c, body, *marking))) {
    decision.require(kDerivedSays, says_whose_it_is(c, body));
  }
  return decision;
}

}  // namespace entente::rules
