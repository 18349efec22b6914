#pragma once

#include <optional>
#include <span>
#include <vector>

#include "agreement/profile.h"

/// Arrangements over other agreements: an item held under one of them passes on under the next, and
/// every hop re-marks it.
namespace entente::agreement {

/// Where an item goes next, and the day on which the marking was put on that it carries there.
struct Stop {
  PartyCode to;
  CivilDate marked_on;
};

struct Hop {
  PartyCode from;
  PartyCode to;
  const Leg* leg = nullptr;  ///< null: no agreement joins the two; the answer is then no mapping
  label::EquivalenceAnswer answer;
};

/// What becomes of a marking on its way.
struct Route {
  std::vector<Hop> hops;  ///< up to the first that does not give exactly one marking
  /// Of the last hop: `mapped` for the whole way only where every hop mapped. At a `choice` the
  /// officer chooses, and the way goes on from there.
  label::Outcome outcome = label::Outcome::no_mapping;
};

/// Takes `marking` of `issuer` along `stops`. Each hop asks the rules between its own two parties
/// about the marking that the hop before gave; nothing is looked up across a hop (E1, never
/// transitive). Pure; pointers live as long as `profile`.
[[nodiscard]] Route pass_along(const Profile& profile, const PartyCode& issuer, const Name& marking,
                               std::span<const Stop> stops);

/// The rule for an item that is held under several agreements: what each demands, and only what all
/// permit. Nothing where one of them has no rule (null), which denies. Pure.
[[nodiscard]] std::optional<LevelClause> intersection(std::span<const LevelClause* const> clauses);

}  // namespace entente::agreement
