#include "agreement/quorum.h"

#include <algorithm>

namespace entente::agreement {
namespace {

bool has_originator(ActClass act) {
  return act == ActClass::termination || act == ActClass::resumption || act == ActClass::consent;
}

QuorumClause clause_of(const Profile& profile, ActClass act) {
  const auto& rows = profile.clauses().quorums;
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const auto& each) { return each.act == act; });
  if (found != rows.end()) {
    return *found;
  }
  return {act, has_originator(act) ? QuorumNeed::originator : QuorumNeed::all, 0, {}};
}

std::size_t needed_of(const QuorumClause& clause, std::size_t parties) {
  switch (clause.needs) {
    case QuorumNeed::all:
      return parties;
    case QuorumNeed::majority:
      return parties / 2 + 1;
    case QuorumNeed::count:
      return clause.count;
    case QuorumNeed::originator:
      return 1;
  }
  return parties;
}

Quorum resolved(const Profile& profile, ActClass act, const PartyCode* left_out) {
  const QuorumClause clause = clause_of(profile, act);
  Quorum quorum;
  quorum.originator_alone = clause.needs == QuorumNeed::originator;
  for (const Party& party : profile.parties()) {
    const bool named = clause.of.empty() || is_among(clause.of, party.code);
    if (named && (left_out == nullptr || party.code != *left_out)) {
      quorum.of.push_back(party.code);
    }
  }
  quorum.needed = needed_of(clause, quorum.of.size());
  return quorum;
}

}  // namespace

Quorum quorum_of(const Profile& profile, ActClass act) { return resolved(profile, act, nullptr); }
Quorum quorum_without(const Profile& profile, ActClass act, const PartyCode& party) {
  return resolved(profile, act, &party);
}

bool is_among(std::span<const PartyCode> parties, const PartyCode& party) {
  return std::find(parties.begin(), parties.end(), party) != parties.end();
}

std::vector<PartyCode> counted(const Quorum& quorum, std::span<const PartyCode> agreed) {
  std::vector<PartyCode> counting;
  for (const PartyCode& party : quorum.of) {
    if (is_among(agreed, party)) {
      counting.push_back(party);
    }
  }
  return counting;
}

bool stands(const Quorum& quorum, std::span<const PartyCode> agreed,
            const std::optional<PartyCode>& originator) {
  if (originator && !is_among(agreed, *originator)) {
    return false;
  }
  return counted(quorum, agreed).size() >= quorum.needed;
}

}  // namespace entente::agreement
