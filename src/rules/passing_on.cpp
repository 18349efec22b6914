#include <algorithm>

#include "agreement/profile_chain.h"
#include "rules/check.h"
#include "rules/rule_table.h"

/// Art. 6 along a chain of agreements: what is held under one passes on under another, and what
/// came by two ways is one item (R6.1, R6.6, I13). A partner's other agreements are not in the
/// view: of its acts only the form of the chain can be asked.
namespace entente::rules {
namespace {

/// An item under another agreement of this node.
struct Held {
  const AgreementView& agreement;
  const registry::Item& item;
};

/// The item as the issuer holds it under another agreement; null where it does not.
const registry::Item* holding(const Case& c, const AgreementView& other, const ItemId& id) {
  const registry::Item* item = other.shared.item(id);
  const bool held = item != nullptr && item->held() && item->receiving_party == c.issuer;
  return held ? item : nullptr;
}

/// The issuer's case under another of its agreements.
StateView elsewhere(const Case& c, const AgreementView& other) {
  return {c.view.self, c.view.now, c.view.house, &other};
}

/// What `ask` says of each other agreement under which the issuer holds the item; the first that
/// does not permit it ends the questions.
template <class Ask>
bool each_holding(const Case& c, const ItemId& id, const Ask& ask) {
  return std::all_of(c.view.others.begin(), c.view.others.end(), [&](const AgreementView& other) {
    const registry::Item* item = holding(c, other, id);
    const StateView view = elsewhere(c, other);
    return item == nullptr || static_cast<bool>(ask(Case{view, c.issuer}, *item));
  });
}

/// The last hop's holding, or null where the issuer holds no such item.
std::optional<Held> last_holding(const Case& c, const ItemId& id, const act::Origin& origin) {
  for (const AgreementView& other : c.view.others) {
    const registry::Item* item = holding(c, other, id);
    const bool last = !origin.hops.empty() && other.profile.id() == origin.hops.back().agreement;
    if (item != nullptr && last) {
      return Held{other, *item};
    }
  }
  return std::nullopt;
}

/// The consent to pass the item on to `recipient`, if it stands.
const registry::Consent* consent_to(const Case& c, const registry::Item& item, const ActId& request,
                                    std::string_view recipient) {
  const registry::Consent* consent = item.consent(request);
  const bool approved = consent != nullptr && consent->kind == act::ConsentKind::third_party &&
                        consent->recipient == recipient && consent_stands(c, item, *consent);
  return approved ? consent : nullptr;
}

bool same_item(const registry::Item& known, const act::ItemRelease& body, const PartyCode& issuer) {
  const PartyCode& originator = body.origin ? body.origin->originating_party : issuer;
  const std::string& marking = body.origin ? body.origin->marking_text : body.marking_text;
  return known.originator() == originator && known.original_marking_text() == marking;
}

/// The chain itself: the issuer is its last holder, and nobody stands on it twice.
bool chain_fits(const Case& c, const act::ItemRelease& body) {
  const auto& hops = body.origin->hops;
  if (hops.empty() || hops.back().holder != c.issuer || hops.back().marking != body.marking ||
      body.origin->originating_party == c.issuer ||
      body.origin->originating_party == body.recipient) {
    return false;
  }
  return std::none_of(hops.begin(), hops.end(), [&](const act::Hop& hop) {
    const auto times = std::count_if(hops.begin(), hops.end(), [&](const act::Hop& other) {
      return other.holder == hop.holder;
    });
    return hop.holder == body.recipient || times > 1;
  });
}

/// Whether the release says of the holding what is on record there.
bool says_what_is_held(const Held& held, const act::Origin& origin) {
  const registry::Item& item = held.item;
  const auto before = item.origin ? item.origin->hops : std::vector<act::Hop>();
  const bool same_way = origin.hops.size() == before.size() + 1 &&
                        std::equal(before.begin(), before.end(), origin.hops.begin());
  const Name& marking = item.origin ? item.origin->marking : item.marking;
  return same_way && item.originator() == origin.originating_party && marking == origin.marking &&
         item.original_marking_text() == origin.marking_text;
}

/// R6.7: a change of classification that the holder has still to follow goes before.
bool marked_to_date(const registry::Item& item, const Name& marking) {
  const bool followed =
      item.reclassifications.empty() || item.reclassifications.back().followed_at.has_value();
  return item.stage == registry::Stage::registered && item.own_marking == marking && followed;
}

bool exchange_open(const Case& there, const registry::Item& item, const ItemId& id) {
  const AgreementView& agreement = there.agreement();
  return agreement.standing.exchange_allowed &&
         agreement.shared.active_hold(there.issuer, id) == nullptr &&
         agreement.shared.active_hold(item.originating_party, id) == nullptr;
}

/// I13: limit, purpose and the clauses of the levels, by both agreements.
bool both_permit(const Case& c, const Case& there, const registry::Item& item,
                 const act::ItemRelease& body) {
  const label::MarkingScheme* scheme = c.agreement().profile.equivalence().scheme(c.issuer);
  const label::Level* level = level_to_read(there, item);
  if (level == nullptr) {
    return false;
  }
  const agreement::LevelClause* clauses[] = {
      there.agreement().profile.level_clause(level->code),
      c.agreement().profile.level_clause(scheme->level_of(*scheme->find(body.marking)).code)};
  const bool in_time = !item.expires || (body.expires && *body.expires <= *item.expires);
  const bool so_often =
      !item.max_openings || (body.max_openings && *body.max_openings <= *item.max_openings);
  return in_time && so_often && there.agreement().profile.purpose(body.purpose) != nullptr &&
         agreement::intersection(clauses).has_value();
}

/// Art. 6(a): from the holding that the last hop names.
bool require_passed_on(Decision& decision, const Case& c, const Held& held,
                       const act::ItemRelease& body) {
  const StateView view = elsewhere(c, held.agreement);
  const Case there{view, c.issuer};
  const bool kept = !held.agreement.profile.clauses().protection.keep_ownership_of_rights ||
                    held.item.rights_owner == body.rights_owner;
  const registry::Consent* consent =
      consent_to(there, held.item, body.origin->hops.back().consent, body.recipient.text());
  return decision.require(kMarkedAnew, says_what_is_held(held, *body.origin) &&
                                           marked_to_date(held.item, body.marking)) &&
         decision.require(kRights, kept) &&
         decision.require(kNoThirdParty, consent != nullptr,
                          "The originating party has not consented to this recipient.") &&
         decision.require(kPurposeKept, consent->purpose == body.purpose) &&
         decision.require(kActOrder, consent->uses > 0,
                          "The transfer is recorded first, under the agreement it came by.") &&
         decision.require(kPermittedByAll, exchange_open(there, held.item, body.item) &&
                                               both_permit(c, there, held.item, body));
}

}  // namespace

bool require_origin(Decision& decision, const Case& c, const act::ItemRelease& body) {
  const bool one =
      std::all_of(c.view.others.begin(), c.view.others.end(), [&](const AgreementView& other) {
        const registry::Item* item = other.shared.item(body.item);
        return item == nullptr || same_item(*item, body, c.issuer);
      });
  if (!decision.require(kOneItem, one) || !body.origin) {
    return one;
  }
  if (!decision.require(kMarkedAnew, chain_fits(c, body)) || !c.own()) {
    return decision.permitted();
  }
  const std::optional<Held> held = last_holding(c, body.item, *body.origin);
  return decision.require(kKnown, held.has_value()) && require_passed_on(decision, c, *held, body);
}

bool require_originators_consent(Decision& decision, const Case& c, const registry::Item& item,
                                 const ItemId& id, const act::ConsentGrant& body) {
  if (!item.origin || !c.own()) {
    return true;
  }
  const registry::Consent& asked = *item.consent(body.request);
  const bool consented = each_holding(c, id, [&](const Case& there, const registry::Item& held) {
    return std::any_of(held.consents.begin(), held.consents.end(), [&](const auto& consent) {
      return consent.kind == asked.kind && consent.recipient == asked.recipient &&
             consent.purpose == asked.purpose && consent_stands(there, held, consent) &&
             body.until <= *consent.until;
    });
  });
  return decision.require(kNoThirdParty, consented && last_holding(c, id, *item.origin).has_value(),
                          "The party whose item it is has not consented to that.");
}

bool require_marked_as_held(Decision& decision, const Case& c, const registry::Item& item,
                            const ItemId& id, const Name& marking) {
  if (!item.origin || !c.own()) {
    return true;
  }
  const std::optional<Held> held = last_holding(c, id, *item.origin);
  return decision.require(kMarkedAnew, held && marked_to_date(held->item, marking));
}

bool require_way_permitted_by_all(Decision& decision, const Case& c, const registry::Item& item,
                                  const ItemId& id, const Name& channel) {
  if (!item.origin || !c.own()) {
    return true;
  }
  const bool open = each_holding(c, id, [&](const Case& there, const registry::Item& held) {
    return there.agreement().profile.clauses().transmission.lists(channel) &&
           exchange_open(there, held, id);
  });
  return decision.require(kPermittedByAll, open && last_holding(c, id, *item.origin).has_value());
}

std::optional<agreement::LevelClause> level_rule(const Case& c, const registry::Item& item,
                                                 const ItemId& id) {
  std::vector<const agreement::LevelClause*> clauses;
  const auto add = [&](const Case& there, const registry::Item& held) {
    const label::Level* level = level_to_read(there, held);
    clauses.push_back(level == nullptr ? nullptr
                                       : there.agreement().profile.level_clause(level->code));
    return true;
  };
  add(c, item);
  each_holding(c, id, add);
  return agreement::intersection(clauses);
}

bool require_reading_permitted_by_all(Decision& decision, const Case& c, const ItemId& id,
                                      const registry::Person& reader, const Name& purpose) {
  if (c.view.others.empty()) {
    return true;
  }
  const bool all = each_holding(c, id, [&](const Case& there, const registry::Item& held) {
    const label::Level* level = level_to_read(there, held);
    const bool cleared = held.stage != registry::Stage::registered ||
                         (level != nullptr && reader.cleared_for(level->code, c.view.now));
    return cleared && contractor_may_have(there, held, reader) &&
           there.agreement().standing.access_allowed &&
           there.agreement().shared.active_hold(c.issuer, id) == nullptr &&
           purpose_allowed(there, held, purpose) &&
           (!held.expires || there.today(c.issuer) <= *held.expires);
  });
  return decision.require(kPermittedByAll, all);
}

}  // namespace entente::rules
