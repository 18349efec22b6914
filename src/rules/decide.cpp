#include "rules/decide.h"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>
#include <vector>

#include "rules/check.h"
#include "rules/rule_table.h"

namespace entente::rules {

CivilDate Case::today(const PartyCode& party) const {
  const agreement::Party* found = agreement().profile.party(party);
  // A party that the profile does not know is denied by its own rule; the date is then of no use.
  return view.now.date_in(found == nullptr ? kUtc : found->zone);
}

const registry::Item* Case::held_item(const ItemId& id) const {
  const registry::Enrolled* enrolled = own() ? view.house.enrolled(id) : nullptr;
  if (enrolled == nullptr) {
    return item(id);
  }
  return enrolled->agreement == agreement().id ? &enrolled->item : nullptr;
}

namespace {

const registry::Item* require_known(Decision& decision, const registry::Item* item) {
  const bool known = item != nullptr && item->stage != registry::Stage::unknown;
  return decision.require(kKnown, known) ? item : nullptr;
}

}  // namespace

const registry::Item* require_item(Decision& decision, const Case& c, const ItemId& id) {
  return require_known(decision, c.item(id));
}
const registry::Item* require_held_item(Decision& decision, const Case& c, const ItemId& id) {
  return require_known(decision, c.held_item(id));
}

const label::Marking* marking_of(const Case& c, const PartyCode& party, const Name& code,
                                 std::string_view text) {
  const label::MarkingScheme* scheme = c.agreement().profile.equivalence().scheme(party);
  const label::Marking* marking = scheme == nullptr ? nullptr : scheme->find(code);
  const bool written =
      marking != nullptr &&
      (marking->text == text || std::find(marking->variants.begin(), marking->variants.end(),
                                          text) != marking->variants.end());
  return written ? marking : nullptr;
}

const label::Level* level_to_read(const Case& c, const registry::Item& item) {
  const label::Equivalence& equivalence = c.agreement().profile.equivalence();
  const label::MarkingScheme* scheme = equivalence.scheme(item.receiving_party);
  const label::Marking* own = scheme == nullptr ? nullptr : scheme->find(item.own_marking);
  if (own == nullptr || item.reclassifications.empty()) {
    return own == nullptr ? nullptr : &scheme->level_of(*own);
  }
  const CivilDate changed_on = item.reclassifications.back().at.date_in(
      c.agreement().profile.party(item.originating_party)->zone);
  const auto answer = equivalence.lookup_code(item.originating_party, item.current_marking(),
                                              item.receiving_party, changed_on);
  const label::Level& level = scheme->level_of(*own);
  return answer.level != nullptr && answer.level->rank > level.rank ? answer.level : &level;
}

bool stands_apart(act::Role role) {
  return role == act::Role::administrator || role == act::Role::auditor;
}

bool is_officer(const Case& c, const PersonId& person) {
  const registry::Person* found = c.view.house.registered(person);
  return found != nullptr &&
         (found->has(act::Role::registry_officer) || found->has(act::Role::security_officer));
}

bool known_person(const Case& c, const PersonId& person) {
  return !person.empty() && (!c.own() || c.view.house.registered(person) != nullptr);
}

agreement::Quorum consent_quorum(const Case& c, const registry::Item& item) {
  return agreement::quorum_without(c.agreement().profile, agreement::ActClass::consent,
                                   item.receiving_party);
}

bool consent_stands(const Case& c, const registry::Item& item, const registry::Consent& consent) {
  if (!consent.granted || consent.revoked || !consent.until ||
      c.today(item.originating_party) > *consent.until) {
    return false;
  }
  const agreement::Quorum quorum = consent_quorum(c, item);
  std::vector<PartyCode> agreed = consent.concurring;
  agreed.push_back(item.originating_party);
  return agreement::stands(quorum, agreed, item.originating_party);
}

bool consent_counts(const Case& c, const registry::Item& item, const registry::Consent& consent) {
  return consent_stands(c, item, consent) && consent.uses < consent.uses_allowed;
}

bool purpose_allowed(const Case& c, const registry::Item& item, const Name& purpose) {
  if (purpose == item.purpose) {
    return true;
  }
  return std::any_of(item.consents.begin(), item.consents.end(), [&](const auto& consent) {
    return consent.kind == act::ConsentKind::purpose && consent.purpose == purpose &&
           consent_counts(c, item, consent);
  });
}

namespace {

template <class T, class... Others>
constexpr bool kIsAnyOf = (std::is_same_v<T, Others> || ...);

/// What hands information out, opens it, or says that it may be: for that both the whole text of
/// the agreement and the party's own law are known, or it is denied (I14). Everything else stays
/// open: what restricts, reports, receives and moves the agreement.
template <class T>
constexpr bool kUsesInformation =
    kIsAnyOf<T, act::AssuranceGive, act::ItemRelease, act::ItemDispatch, act::ItemTransfer,
             act::ItemAccess, act::ItemCopy, act::ItemDerive, act::ObjectEnrol,
             act::NeedToKnowGrant, act::NeedToKnowGrantSet, act::ConsentGrant, act::ConsentConcur>;

bool uses_information(const act::Body& body) {
  return std::visit([]<class T>(const T&) { return kUsesInformation<T>; }, body);
}

/// Whether the own law adds something to its text.
bool is_overlaid(const AgreementView& agreement) {
  return agreement.overlay != nullptr && agreement.overlay != &agreement.profile;
}

/// An agreement under the own law, where that adds something.
AgreementView under_own_law(const AgreementView& agreement) {
  AgreementView stricter = {is_overlaid(agreement) ? *agreement.overlay : agreement.profile,
                            agreement.standing, agreement.shared, agreement.texts};
  stricter.id = agreement.id;
  stricter.whole = agreement.whole;
  stricter.supplements = agreement.supplements;
  return stricter;
}

/// R1.1: the same questions under the party's own law, of this agreement and of every other that
/// knows the item; both are cited.
void require_overlay(Decision& decision, const Case& c, const act::Body& body) {
  const AgreementView& agreement = c.agreement();
  if (!is_overlaid(agreement) && std::ranges::none_of(c.view.others, is_overlaid)) {
    decision.require(kNationalOverlay, true);
    return;
  }
  const AgreementView stricter = under_own_law(agreement);
  std::vector<AgreementView> others;
  for (const AgreementView& other : c.view.others) {
    others.push_back(under_own_law(other));
  }
  const StateView view{c.view.self, c.view.now, c.view.house, &stricter, others};
  const Case own_law{view, c.issuer};
  const Decision second = std::visit([&](const auto& b) { return check(own_law, b); }, body);
  const auto supplements = stricter.profile.supplements();
  const std::string_view name =
      supplements.empty() ? stricter.profile.id().text() : supplements.back().id.text();
  decision.require(kNationalOverlay, second.permitted(),
                   fmt::format("{}: {}", name, second.deciding()->code));
}

/// What only the own party's acts are asked.
void require_own_law(Decision& decision, const Case& c, const act::Body& body) {
  const AgreementView& agreement = c.agreement();
  const bool uses = uses_information(body);
  if (uses && !decision.require(kWholeText, agreement.whole)) {
    return;
  }
  if (agreement.overlay == nullptr && uses &&
      agreement.profile.clauses().general.national_overlay) {
    decision.require(kNationalOverlay, false, "None was adopted that fits the agreement's text.");
  } else if (agreement.overlay != nullptr || std::ranges::any_of(c.view.others, is_overlaid)) {
    require_overlay(decision, c, body);
  }
}

}  // namespace

Decision decide(const StateView& view, const PartyCode& issuer, const act::Body& body) {
  const Case c{view, issuer};
  Decision decision = std::visit([&](const auto& b) { return check(c, b); }, body);
  if (view.agreement != nullptr && c.own() && decision.permitted()) {
    require_own_law(decision, c, body);
  }
  return decision;
}

}  // namespace entente::rules
