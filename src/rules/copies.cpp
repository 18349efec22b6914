#include <algorithm>

#include "rules/check.h"
#include "rules/rule_table.h"

/// Art. 14 and 15: copies, and those in another language.
namespace entente::rules {
namespace {

/// R15.1: the translator is asked as a reader of the item is, beside the clearance.
bool may_translate(const Case& c, const ItemId& id, const PersonId& translator,
                   const Name& purpose) {
  const registry::Person* person = c.view.house.registered(translator);
  return person != nullptr && std::ranges::none_of(person->roles, stands_apart) &&
         needs_to_know(c, translator, id, purpose);
}

/// R15.2: the agreement's own statement, in the very language; there is none in place of it.
bool says_whose_it_is(const Case& c, const registry::Item& item, const act::Translation& made) {
  const agreement::Profile& profile = c.agreement().profile;
  const auto languages = profile.languages();
  return std::ranges::find(languages, made.language) != languages.end() &&
         !made.statement.empty() &&
         made.statement == profile.contains_statement(item.originating_party, made.language);
}

/// Art. 15, before what holds for every copy.
bool require_translation(Decision& decision, const Case& c, const registry::Item& item,
                         const act::ItemCopy& body) {
  const agreement::TranslationClause& clause = c.agreement().profile.clauses().translation;
  const registry::Person* translator = c.view.house.registered(body.translation->translator);
  const label::Level* level = level_to_read(c, item);
  const bool cleared =
      translator != nullptr && level != nullptr &&
      (!clause.cleared_translator || translator->cleared_for(level->code, c.view.now));
  const bool same_level =
      !clause.level_of_source || (body.markings && body.markings->own == item.own_marking_text);
  return decision.require(kTranslator, cleared) &&
         require_contractor(decision, c, item, *translator) &&
         decision.require(kTranslatorNeeds,
                          may_translate(c, body.item, translator->person, body.purpose)) &&
         require_reading_permitted_by_all(decision, c, body.item, *translator, body.purpose) &&
         decision.require(kTranslationLevel, same_level) &&
         decision.require(kTranslationSays, says_whose_it_is(c, item, *body.translation));
}

}  // namespace

Decision check(const Case& c, const act::ItemCopy& body) {
  Decision decision;
  const registry::Item* item = require_item(decision, c, body.item);
  if (item == nullptr ||
      !require_reader(decision, c, *item, body.item, body.requested_by, body.purpose)) {
    return decision;
  }
  const auto rule = level_rule(c, *item, body.item);
  const bool free = rule && rule->copy == agreement::Consent::free &&
                    (!body.translation || rule->translate == agreement::Consent::free);
  const registry::Handling* handling = c.view.house.handling(body.item);
  const std::uint64_t made = handling == nullptr ? 0 : handling->copies;
  if (!decision.require(kCopyPermitted, free) ||
      !decision.require(kNumbered, body.number == made + 1) ||
      (body.translation && !require_translation(decision, c, *item, body))) {
    return decision;
  }
  const bool marked = body.markings && body.markings->original == item->original_marking_text() &&
                      body.markings->own == item->own_marking_text;
  decision.require(kCopyMarked,
                   marked || !c.agreement().profile.clauses().copies.original_markings);
  return decision;
}

}  // namespace entente::rules
