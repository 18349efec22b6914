#include <fmt/format.h>

#include <algorithm>

#include "agreement/profile_reader.h"

/// Whether each quorum of a profile can come about, and is about something that the agreement has.
namespace entente::agreement {
namespace {

bool is_of_a_text(ActClass act) {
  return act == ActClass::amendment || act == ActClass::admission || act == ActClass::supplement ||
         act == ActClass::replacement;
}

void check_count(const QuorumClause& clause, std::size_t parties, Section& row) {
  const bool counts = clause.needs == QuorumNeed::count;
  // The row of a supplement may leave it to the text beneath.
  const bool stated = row.has("count") || (counts && clause.count > 0);
  if (counts != stated) {
    row.fault(counts ? "gap" : "contradiction", counts ? "needs" : "count",
              counts ? "How many are needed is not said." : "A number without needs = \"count\".");
    return;
  }
  // Who asks for a consent is not among those who give it (AB13).
  const std::size_t most = parties - (clause.act == ActClass::consent && clause.of.empty() ? 1 : 0);
  if (clause.count > most) {
    row.fault("contradiction", "count",
              fmt::format("{} are needed of {} who can agree.", clause.count, most));
  }
}

void check_quorum(const QuorumClause& clause, const Profile& profile, Section& row) {
  if (row.has("of") && clause.of.empty()) {
    row.fault("contradiction", "of", "Nobody's agreement counts.");
    return;
  }
  if (clause.needs == QuorumNeed::originator) {
    if (is_of_a_text(clause.act)) {
      row.fault("contradiction", "needs", "A text of all parties belongs to none of them alone.");
    }
    if (!clause.of.empty()) {
      row.fault("contradiction", "of", "The party whose act it is decides alone.");
    }
  }
  if (clause.act == ActClass::resumption &&
      profile.term().agreement_suspension == AgreementSuspension::none) {
    row.fault("contradiction", "act", "This agreement has no clause by which it can be suspended.");
  }
  check_count(clause, clause.of.empty() ? profile.parties().size() : clause.of.size(), row);
}

}  // namespace

void check_quorums(const Profile& profile, Section& root) {
  const auto& clauses = profile.clauses().quorums;
  for (Section& row : root.optional_tables("quorum")) {
    const auto act = from_name<ActClass>(row.id<NameTag>("act").text());
    const auto found = std::find_if(clauses.begin(), clauses.end(), [&](const QuorumClause& each) {
      return act && each.act == *act;
    });
    if (found != clauses.end()) {
      check_quorum(*found, profile, row);
    }
  }
}

}  // namespace entente::agreement
