#include "label/equivalence.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "label/errors.h"

namespace entente::label {
namespace {

auto key_of(const EquivalenceRule& rule) { return std::tie(rule.from, rule.marking, rule.to); }

bool in_force(const EquivalenceRule& rule, CivilDate date) {
  return rule.valid_from <= date && (!rule.valid_to || date <= *rule.valid_to);
}

Error bad_rule(std::size_t number, std::string message) {
  return Error(kBadScheme, std::move(message), fmt::format("rule {}", number + 1));
}

Status check_targets(const EquivalenceRule& rule, const MarkingScheme& to, std::size_t number) {
  if (to.find_level(rule.level) == nullptr) {
    return bad_rule(number, "The receiving party has no such level.");
  }
  for (const Name& target : rule.targets) {
    const Marking* marking = to.find(target);
    if (marking == nullptr) {
      return bad_rule(number, "The receiving party has no such marking: " + target.text() + ".");
    }
    if (!marking->covered) {
      return bad_rule(number, "A marking outside the agreement cannot be a target (R4.3).");
    }
  }
  return {};
}

void add_targets(EquivalenceAnswer& answer, const EquivalenceRule& rule, const MarkingScheme& to) {
  for (const Name& code : rule.targets) {
    const Marking* marking = to.find(code);
    if (std::find(answer.targets.begin(), answer.targets.end(), marking) == answer.targets.end()) {
      answer.targets.push_back(marking);
    }
  }
}

Outcome outcome_of(const EquivalenceRule& rule, std::size_t targets) {
  switch (rule.effect) {
    case RuleEffect::markings:
      return targets == 1 ? Outcome::mapped : Outcome::choice;
    case RuleEffect::handling:
      return Outcome::handling_rule;
    case RuleEffect::none:
      return Outcome::no_mapping;
    case RuleEffect::unknown:
      return Outcome::ambiguous;
  }
  return Outcome::no_mapping;
}

}  // namespace

Result<Equivalence> Equivalence::make(std::vector<MarkingScheme> schemes,
                                      std::vector<EquivalenceRule> rules) {
  Equivalence made;
  made.schemes_ = std::move(schemes);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const MarkingScheme* from = made.scheme(rules[i].from);
    const MarkingScheme* to = made.scheme(rules[i].to);
    if (from == nullptr || to == nullptr || from == to || from->find(rules[i].marking) == nullptr) {
      return bad_rule(i, "A rule leads from a known marking of one party to another party.");
    }
    if (rules[i].targets.empty() != (rules[i].effect != RuleEffect::markings)) {
      return bad_rule(i, "A rule that gives markings names them, and no other does.");
    }
    if (rules[i].effect == RuleEffect::markings) {
      ENTENTE_CHECK(check_targets(rules[i], *to, i));
    }
  }
  std::sort(rules.begin(), rules.end(), [](const EquivalenceRule& a, const EquivalenceRule& b) {
    return std::tie(a.from, a.marking, a.to, a.valid_from, a.targets) <
           std::tie(b.from, b.marking, b.to, b.valid_from, b.targets);
  });
  made.rules_ = std::move(rules);
  return made;
}

const MarkingScheme* Equivalence::scheme(const PartyCode& party) const {
  const auto found = std::find_if(schemes_.begin(), schemes_.end(),
                                  [&](const MarkingScheme& each) { return each.party() == party; });
  return found == schemes_.end() ? nullptr : &*found;
}

Result<EquivalenceAnswer> Equivalence::lookup(const PartyCode& issuer, std::string_view marking,
                                              const PartyCode& to, CivilDate marked_on) const {
  const MarkingScheme* scheme_of_issuer = scheme(issuer);
  if (scheme_of_issuer == nullptr || scheme(to) == nullptr) {
    const PartyCode& missing = scheme_of_issuer == nullptr ? issuer : to;
    return Error(kUnknownParty,
                 fmt::format("{} is no party of this agreement.", display_safe(missing.text())));
  }
  ENTENTE_TRY(const Marking* recognised, scheme_of_issuer->recognise(marking));
  return lookup_code(issuer, recognised->code, to, marked_on);
}

EquivalenceAnswer Equivalence::lookup_code(const PartyCode& issuer, const Name& marking,
                                           const PartyCode& to, CivilDate marked_on) const {
  const auto wanted = std::tie(issuer, marking, to);
  auto rule = std::lower_bound(
      rules_.begin(), rules_.end(), wanted,
      [](const EquivalenceRule& each, const auto& key) { return key_of(each) < key; });
  const EquivalenceRule* first = nullptr;
  bool ambiguous = false;
  EquivalenceAnswer answer;
  for (; rule != rules_.end() && key_of(*rule) == wanted; ++rule) {
    if (!in_force(*rule, marked_on)) {
      continue;
    }
    first = first == nullptr ? &*rule : first;
    // E3: rules that lead to different levels do not say which one was meant.
    ambiguous = ambiguous || rule->effect == RuleEffect::unknown || rule->effect != first->effect ||
                rule->level != first->level;
    add_targets(answer, *rule, *scheme(to));
  }
  if (first == nullptr) {
    return answer;
  }
  answer.handling = first->handling;
  answer.article = first->article;
  answer.outcome = ambiguous ? Outcome::ambiguous : outcome_of(*first, answer.targets.size());
  if (!ambiguous && first->effect == RuleEffect::markings) {
    answer.level = scheme(to)->find_level(first->level);
  }
  return answer;
}

}  // namespace entente::label
