#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/names.h"
#include "base/result.h"
#include "base/time.h"
#include "label/marking.h"

namespace entente::label {

enum class Outcome {
  mapped,         ///< exactly one marking of the receiving side
  choice,         ///< several markings on one level: an officer chooses and records why (R4.2)
  no_mapping,     ///< outside the agreement: deny, never the nearest level (R4.3)
  handling_rule,  ///< no level on the receiving side, but a rule for handling (E4)
  ambiguous,      ///< the marking alone does not say which level is meant (E3): deny
};

/// What a rule gives the receiving side.
enum class RuleEffect {
  markings,  ///< `targets`, all on `level`
  handling,  ///< no level, but what `handling` says
  none,      ///< outside the agreement
  unknown,   ///< the source does not show the marking: the answer is ambiguous, never a guess
};

/// One directed, dated rule: what a marking of `from` becomes at `to` when it was put on between
/// `valid_from` and `valid_to`, both days included (E1, E5).
struct EquivalenceRule {
  PartyCode from;
  Name marking;
  PartyCode to;
  RuleEffect effect = RuleEffect::markings;
  std::vector<Name> targets;  ///< markings of `to`; at least one exactly for `markings`
  Name level;                 ///< the level meant at `to`; empty but for `markings`
  CivilDate valid_from;
  std::optional<CivilDate> valid_to;
  std::string handling;  ///< what the receiving side does besides marking, or instead of it
  std::string article;
};

/// What a lookup says. Pointers live as long as the `Equivalence`.
struct EquivalenceAnswer {
  Outcome outcome = Outcome::no_mapping;
  std::vector<const Marking*> targets;  ///< for `ambiguous`, the candidates: none may be used
  const Level* level = nullptr;  ///< the receiving side's level; null unless mapped or choice
  std::string_view handling;
  std::string_view article;
};

/// The equivalence of one agreement: schemes and directed, dated rules between them. Never
/// symmetric, never transitive, never nearest (E1-E8). Immutable; safe to share between threads.
class Equivalence {
 public:
  Equivalence() = default;
  /// Checks that every rule names known parties and markings, that targets are covered and lie on
  /// the rule's level; else `label.bad-scheme` with the rule's number as its place.
  [[nodiscard]] static Result<Equivalence> make(std::vector<MarkingScheme> schemes,
                                                std::vector<EquivalenceRule> rules);

  [[nodiscard]] const MarkingScheme* scheme(const PartyCode& party) const;  ///< null if no party
  [[nodiscard]] std::span<const MarkingScheme> schemes() const { return schemes_; }
  [[nodiscard]] std::span<const EquivalenceRule> rules() const { return rules_; }

  /// What `marking` (code or text) of `issuer` becomes at `to`, looked up by the date on which it
  /// was marked. A known marking without a rule on that date answers `no_mapping`. Errors:
  /// `label.unknown-party`, `label.unknown-marking`.
  [[nodiscard]] Result<EquivalenceAnswer> lookup(const PartyCode& issuer, std::string_view marking,
                                                 const PartyCode& to, CivilDate marked_on) const;
  /// The same for a marking that was recognised before. Total: an unknown code or party answers
  /// `no_mapping`.
  [[nodiscard]] EquivalenceAnswer lookup_code(const PartyCode& issuer, const Name& marking,
                                              const PartyCode& to, CivilDate marked_on) const;

 private:
  std::vector<MarkingScheme> schemes_;
  std::vector<EquivalenceRule> rules_;  ///< sorted by from, marking, to, valid_from
};

}  // namespace entente::label

template <>
struct entente::Names<entente::label::Outcome> {
  using enum entente::label::Outcome;
  static constexpr std::pair<label::Outcome, std::string_view> kRows[] = {
      {mapped, "mapped"},
      {choice, "choice"},
      {no_mapping, "no-mapping"},
      {handling_rule, "handling-rule"},
      {ambiguous, "ambiguous"}};
};
