#include "rules/check.h"
#include "rules/rule_table.h"

/// The release of an item (I1) and its way out.
namespace entente::rules {
namespace {

using label::EquivalenceAnswer;
using label::Outcome;

/// What the marking means on both sides, or null where it means nothing.
struct Levels {
  const label::Level* original = nullptr;
  EquivalenceAnswer answer;
};

bool valid_system(const Case& c, const PartyCode& party, const Name& code, int rank_needed) {
  const registry::System* system = c.agreement().shared.system(party, code);
  const label::MarkingScheme* scheme = c.agreement().profile.equivalence().scheme(party);
  const label::Level* level =
      system == nullptr || scheme == nullptr ? nullptr : scheme->find_level(system->level);
  const CivilDate today = c.today(party);
  return level != nullptr && level->rank >= rank_needed && system->from <= today &&
         today <= system->until;
}

bool valid_authority(const Case& c, const PartyCode& party, const Name& code) {
  const registry::Authority* authority = c.agreement().shared.authority(party, code);
  const CivilDate today = c.today(party);
  return authority != nullptr && authority->from <= today &&
         (!authority->until || today <= *authority->until);
}

bool valid_assurance(const Case& c, const act::ItemRelease& body, int rank_needed) {
  const registry::Assurance* assurance = c.agreement().shared.assurance(body.assurance);
  if (assurance == nullptr || !assurance->complete || assurance->by != body.recipient ||
      assurance->authority != body.recipient_authority) {
    return false;
  }
  const label::MarkingScheme* scheme = c.agreement().profile.equivalence().scheme(body.recipient);
  const label::Level* level = scheme == nullptr ? nullptr : scheme->find_level(assurance->level);
  return level != nullptr && level->rank >= rank_needed &&
         c.today(body.recipient) <= assurance->until;
}

bool form_fits(const act::ItemRelease& body) {
  const bool without_content = body.form == act::Form::oral || body.form == act::Form::visual;
  return body.object.has_value() != without_content;
}

/// Art. 4: marked, recognised and covered. Fills `levels`.
bool require_marking(Decision& decision, const Case& c, const act::ItemRelease& body,
                     Levels& levels) {
  const label::Equivalence& equivalence = c.agreement().profile.equivalence();
  const label::MarkingScheme* scheme = equivalence.scheme(c.issuer);
  const label::Marking* marking = marking_of(c, c.issuer, body.marking, body.marking_text);
  if (!decision.require(kMarked, marking != nullptr)) {
    return false;
  }
  levels.original = &scheme->level_of(*marking);
  levels.answer =
      equivalence.lookup_code(c.issuer, body.marking, body.recipient, c.today(c.issuer));
  const bool mapped =
      levels.answer.outcome == Outcome::mapped || levels.answer.outcome == Outcome::choice;
  return decision.require(kCovered, marking->covered && mapped && levels.answer.level != nullptr);
}

}  // namespace

Decision check(const Case& c, const act::ItemRelease& body) {
  Decision decision;
  const AgreementView& agreement = c.agreement();
  const bool decided = !body.decided_by.empty() && !body.reason.empty() &&
                       (!c.own() || is_officer(c, body.decided_by));
  const bool to_the_other =
      body.recipient != c.issuer && agreement.profile.party(body.recipient) != nullptr;
  Levels levels;
  if (!decision.require(kOwnDecision, decided, "No officer of the register has decided it.") ||
      !decision.require(kNoThirdParty, to_the_other,
                        "The recipient is not a party to this agreement.") ||
      !decision.require(kInForce, agreement.standing.exchange_allowed) ||
      !decision.require(kNoHold, agreement.shared.active_hold(c.issuer, body.item) == nullptr) ||
      !require_marking(decision, c, body, levels) || !require_origin(decision, c, body) ||
      !decision.require(kPurposeNamed, agreement.profile.purpose(body.purpose) != nullptr) ||
      !decision.require(kForm, form_fits(body)) ||
      !decision.require(kNotExpired, !body.expires || c.today(c.issuer) <= *body.expires) ||
      !decision.require(kOpeningsLeft, !body.max_openings || *body.max_openings > 0) ||
      !decision.require(kAuthority, valid_authority(c, body.recipient, body.recipient_authority)) ||
      !decision.require(kAssured, valid_assurance(c, body, levels.answer.level->rank))) {
    return decision;
  }
  const bool systems =
      valid_system(c, c.issuer, body.sending_system, levels.original->rank) &&
      valid_system(c, body.recipient, body.receiving_system, levels.answer.level->rank);
  if (decision.require(kSystems, systems)) {
    decision.require(kActOrder, c.item(body.item) == nullptr,
                     "An item with this id exists already.");
  }
  return decision;
}

Decision check(const Case& c, const act::ItemDispatch& body) {
  Decision decision;
  const registry::Item* item = require_item(decision, c, body.item);
  if (item == nullptr || !decision.require(kRole, item->originating_party == c.issuer) ||
      !decision.require(kInForce, c.agreement().standing.exchange_allowed) ||
      !decision.require(kNoHold,
                        c.agreement().shared.active_hold(c.issuer, body.item) == nullptr)) {
    return decision;
  }
  if (decision.require(kChannel,
                       c.agreement().profile.clauses().transmission.lists(body.channel)) &&
      require_way_permitted_by_all(decision, c, *item, body.item, body.channel)) {
    decision.require(kActOrder, item->stage == registry::Stage::released,
                     "The item is not waiting for dispatch.");
  }
  return decision;
}

}  // namespace entente::rules
