#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "agreement/profile_reader.h"

namespace entente::agreement {
namespace {

using label::EquivalenceRule;
using label::Level;
using label::Marking;

/// The rules and schemes of one profile while they are checked against each other.
class EquivalenceCheck {
 public:
  EquivalenceCheck(const std::vector<SchemeDraft>& schemes, const std::vector<RuleDraft>& rules,
                   const std::vector<Leg>& legs, Faults& faults)
      : schemes_(schemes), legs_(legs), faults_(faults) {
    for (const RuleDraft& rule : rules) {
      sorted_.push_back(&rule);
    }
    std::sort(sorted_.begin(), sorted_.end(), [](const RuleDraft* a, const RuleDraft* b) {
      return std::tie(a->rule.from, a->rule.marking, a->rule.to, a->rule.valid_from, a->at) <
             std::tie(b->rule.from, b->rule.marking, b->rule.to, b->rule.valid_from, b->at);
    });
  }

  void run() {
    for (const RuleDraft* draft : sorted_) {
      check_rule(*draft);
    }
    for (std::size_t i = 0; i + 1 < sorted_.size(); ++i) {
      check_dates(*sorted_[i], *sorted_[i + 1]);
    }
    for (const SchemeDraft& scheme : schemes_) {
      check_ceiling(scheme);
      check_covered(scheme);
    }
    for (const RuleDraft* draft : sorted_) {
      check_round_trip(*draft);
    }
  }

 private:
  const SchemeDraft* scheme(const PartyCode& party) const {
    const auto found = std::find_if(schemes_.begin(), schemes_.end(),
                                    [&](const SchemeDraft& each) { return each.party == party; });
    return found == schemes_.end() ? nullptr : &*found;
  }

  void check_rule(const RuleDraft& draft) {
    const EquivalenceRule& rule = draft.rule;
    const SchemeDraft* from = scheme(rule.from);
    const SchemeDraft* to = scheme(rule.to);
    if (from == nullptr || to == nullptr) {
      return;  // noted as a gap: the party has no scheme
    }
    if (from == to) {
      faults_.add("contradiction", draft.at, "A rule leads to another party.");
      return;
    }
    if (!are_joined(legs_, rule.from, rule.to)) {
      faults_.add("contradiction", draft.at,
                  fmt::format("No leg joins {} and {}: nothing passes between them directly.",
                              rule.from.text(), rule.to.text()));
    }
    if (rule.valid_to && *rule.valid_to < rule.valid_from) {
      faults_.add("contradiction", draft.at, "The rule ends before it begins.");
    }
    const Marking* marking = from->marking(rule.marking);
    if (marking == nullptr && !rule.marking.empty()) {
      faults_.add("unknown-reference", draft.at,
                  fmt::format("{} has no marking {}.", rule.from.text(), rule.marking.text()));
    }
    if (marking != nullptr && !marking->covered) {
      faults_.add("contradiction", draft.at,
                  rule.marking.text() + " is outside the agreement and has no equivalent (R4.3).");
    }
    for (const Name& code : rule.targets) {
      check_target(draft, *to, code);
    }
  }

  void check_target(const RuleDraft& draft, const SchemeDraft& to, const Name& code) {
    const Marking* target = to.marking(code);
    if (target == nullptr) {
      faults_.add("unknown-reference", draft.at,
                  fmt::format("{} has no marking {}.", to.party.text(), code.text()));
      return;
    }
    if (!target->covered) {
      faults_.add("contradiction", draft.at,
                  code.text() + " is outside the agreement: nothing may become it (R4.3).");
    }
    if (target->level != draft.rule.level) {
      faults_.add("contradiction", draft.at, "A choice lies between markings of one level (R4.2).");
    }
  }

  void check_dates(const RuleDraft& earlier, const RuleDraft& later) {
    const EquivalenceRule& a = earlier.rule;
    const EquivalenceRule& b = later.rule;
    if (std::tie(a.from, a.marking, a.to) != std::tie(b.from, b.marking, b.to)) {
      return;
    }
    if (!a.valid_to || *a.valid_to >= b.valid_from) {
      faults_.add(
          "overlap", later.at,
          fmt::format("Two rules for {} hold on {}.", a.marking.text(), b.valid_from.text()));
    } else if (a.valid_to->plus(Days{1}) < b.valid_from) {
      faults_.add("gap", later.at,
                  fmt::format("No rule for {} holds between {} and {}.", a.marking.text(),
                              a.valid_to->text(), b.valid_from.text()));
    }
  }

  void check_ceiling(const SchemeDraft& draft) {
    const Level* ceiling = draft.level(draft.ceiling.level);
    const Level* electronic = draft.level(draft.ceiling.electronic_level);
    if (ceiling == nullptr && !draft.ceiling.level.empty()) {
      faults_.add("unknown-reference", draft.ceiling_at, "The ceiling is no level of this scheme.");
    }
    if (electronic == nullptr && !draft.ceiling.electronic_level.empty()) {
      faults_.add("unknown-reference", draft.electronic_at,
                  "The electronic ceiling is no level of this scheme.");
    }
    if (ceiling != nullptr && electronic != nullptr && electronic->rank > ceiling->rank) {
      faults_.add("contradiction", draft.electronic_at,
                  "The electronic ceiling lies above the ceiling.");
    }
    check_case_by_case(draft, ceiling);
    for (const Marking& marking : draft.markings) {
      const Level* level = draft.level(marking.level);
      if (marking.covered && level != nullptr && ceiling != nullptr &&
          level->rank > ceiling->rank) {
        faults_.add(
            "contradiction", draft.ceiling_at,
            fmt::format("The ceiling lies below {}, which is covered.", marking.code.text()));
      }
    }
  }

  void check_case_by_case(const SchemeDraft& draft, const Level* ceiling) {
    for (const Name& code : draft.ceiling.case_by_case) {
      const Level* level = draft.level(code);
      if (level == nullptr) {
        faults_.add("unknown-reference", draft.ceiling_at,
                    code.text() + ", agreed case by case, is no level of this scheme.");
      } else if (ceiling != nullptr && level->rank <= ceiling->rank) {
        faults_.add("contradiction", draft.ceiling_at,
                    code.text() + " passes anyway: case by case is what lies above the ceiling.");
      }
    }
  }

  void check_covered(const SchemeDraft& draft) {
    for (const Marking& marking : draft.markings) {
      for (const SchemeDraft& other : schemes_) {
        const bool passes = marking.covered && other.party != draft.party &&
                            are_joined(legs_, draft.party, other.party);
        if (passes && !has_rule(marking, other.party)) {
          faults_.add("gap", draft.at,
                      fmt::format("{} is covered, but no rule says what it becomes at {}.",
                                  marking.code.text(), other.party.text()));
        }
      }
    }
  }

  bool has_rule(const Marking& marking, const PartyCode& to) const {
    return std::any_of(sorted_.begin(), sorted_.end(), [&](const RuleDraft* each) {
      return each->rule.from == marking.party && each->rule.marking == marking.code &&
             each->rule.to == to;
    });
  }

  /// AB09: what comes back never ranks below what was sent.
  void check_round_trip(const RuleDraft& draft) {
    const SchemeDraft* home = scheme(draft.rule.from);
    const Marking* sent = home == nullptr ? nullptr : home->marking(draft.rule.marking);
    const Level* sent_level = sent == nullptr ? nullptr : home->level(sent->level);
    for (const RuleDraft* back : sorted_) {
      const bool returns = back->rule.from == draft.rule.to && back->rule.to == draft.rule.from &&
                           std::find(draft.rule.targets.begin(), draft.rule.targets.end(),
                                     back->rule.marking) != draft.rule.targets.end();
      const Level* came = returns && home != nullptr ? home->level(back->rule.level) : nullptr;
      if (came != nullptr && sent_level != nullptr && overlap(draft.rule, back->rule) &&
          came->rank < sent_level->rank) {
        faults_.add("contradiction", draft.at,
                    fmt::format("{} comes back as {}, which is lower (AB09).",
                                draft.rule.marking.text(), back->rule.level.text()));
      }
    }
  }

  static bool overlap(const EquivalenceRule& a, const EquivalenceRule& b) {
    return (!a.valid_to || *a.valid_to >= b.valid_from) &&
           (!b.valid_to || *b.valid_to >= a.valid_from);
  }

  const std::vector<SchemeDraft>& schemes_;
  const std::vector<Leg>& legs_;
  Faults& faults_;
  std::vector<const RuleDraft*> sorted_;
};

}  // namespace

bool are_joined(const std::vector<Leg>& legs, const PartyCode& a, const PartyCode& b) {
  return legs.empty() ||
         std::any_of(legs.begin(), legs.end(), [&](const Leg& leg) { return leg.joins(a, b); });
}

void check_equivalence(const std::vector<SchemeDraft>& schemes, const std::vector<RuleDraft>& rules,
                       const std::vector<Leg>& legs, Faults& faults) {
  EquivalenceCheck(schemes, rules, legs, faults).run();
}

}  // namespace entente::agreement
