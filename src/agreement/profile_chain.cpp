#include "agreement/profile_chain.h"

#include <algorithm>

namespace entente::agreement {
namespace {

const Leg* leg_between(const Profile& profile, const PartyCode& a, const PartyCode& b) {
  const auto legs = profile.legs();
  const auto found =
      std::find_if(legs.begin(), legs.end(), [&](const Leg& leg) { return leg.joins(a, b); });
  return found == legs.end() ? nullptr : &*found;
}

LevelClause stricter(const LevelClause& a, const LevelClause& b) {
  LevelClause both = a;
  std::erase_if(both.suites, [&](const Name& suite) {
    return std::find(b.suites.begin(), b.suites.end(), suite) == b.suites.end();
  });
  // Receipts are listed from the strictest, the others to the strictest.
  both.package_receipt = std::min(a.package_receipt, b.package_receipt);
  both.content_receipt = std::min(a.content_receipt, b.content_receipt);
  both.content_receipt_within = std::min(a.content_receipt_within, b.content_receipt_within);
  both.copy = std::max(a.copy, b.copy);
  both.translate = std::max(a.translate, b.translate);
  both.destroy = std::max(a.destroy, b.destroy);
  both.contractor = std::max(a.contractor, b.contractor);
  both.crypto_approval = std::max(a.crypto_approval, b.crypto_approval);
  both.clearance_waived = a.clearance_waived && b.clearance_waived;
  both.facility_clearance_waived = a.facility_clearance_waived && b.facility_clearance_waived;
  return both;
}

}  // namespace

Route pass_along(const Profile& profile, const PartyCode& issuer, const Name& marking,
                 std::span<const Stop> stops) {
  Route route;
  PartyCode from = issuer;
  Name carried = marking;
  for (const Stop& stop : stops) {
    Hop hop{from, stop.to, leg_between(profile, from, stop.to), {}};
    if (hop.leg != nullptr) {
      hop.answer = profile.equivalence().lookup_code(from, carried, stop.to, stop.marked_on);
    }
    route.outcome = hop.answer.outcome;
    route.hops.push_back(hop);
    if (hop.answer.outcome != label::Outcome::mapped) {
      break;
    }
    carried = hop.answer.targets.front()->code;
    from = stop.to;
  }
  return route;
}

std::optional<LevelClause> intersection(std::span<const LevelClause* const> clauses) {
  if (clauses.empty() || clauses.front() == nullptr) {
    return std::nullopt;
  }
  LevelClause all = *clauses.front();
  for (const LevelClause* each : clauses) {
    if (each == nullptr) {
      return std::nullopt;
    }
    all = stricter(all, *each);
  }
  return all;
}

}  // namespace entente::agreement
