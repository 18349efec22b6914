#include "agreement/instrument.h"

#include <algorithm>
#include <tuple>

namespace entente::agreement {

bool canonically_before(const Instrument& a, const Instrument& b) {
  return std::tie(a.effective_at, a.kind, a.by, a.id, a.refers_to, a.to, a.milestone, a.known_at,
                  a.claimed_at, a.text) < std::tie(b.effective_at, b.kind, b.by, b.id, b.refers_to,
                                                   b.to, b.milestone, b.known_at, b.claimed_at,
                                                   b.text);
}

namespace {

bool confirmed_by(const PartyCode& party, const Instrument& claim,
                  std::span<const Instrument> known) {
  return std::any_of(known.begin(), known.end(), [&](const Instrument& each) {
    return each.kind == InstrumentKind::confirmation && each.by == party &&
           each.refers_to == claim.id;
  });
}

}  // namespace

std::vector<Instrument> as_known(std::span<const Instrument> instruments,
                                 std::span<const PartyCode> parties, Instant known_at) {
  std::vector<Instrument> known;
  std::copy_if(instruments.begin(), instruments.end(), std::back_inserter(known),
               [&](const Instrument& each) { return each.known_at <= known_at; });
  for (Instrument& each : known) {
    const bool agreed =
        each.claimed_at && std::all_of(parties.begin(), parties.end(), [&](const PartyCode& party) {
          return party == each.by || confirmed_by(party, each, known);
        });
    if (agreed) {
      each.effective_at = std::min(each.effective_at, *each.claimed_at);
    }
  }
  return known;
}

std::string_view article_of(InstrumentKind kind) {
  switch (kind) {
    case InstrumentKind::signature:
    case InstrumentKind::completion_notice:
      return "Art. 21(1)";
    case InstrumentKind::termination_notice:
      return "Art. 21(3)";
    case InstrumentKind::notice_suspension:
    case InstrumentKind::notice_revival:
    case InstrumentKind::notice_withdrawal:
    case InstrumentKind::suspension_withdrawal:
    case InstrumentKind::agreement_suspension:
    case InstrumentKind::agreement_resumption:
      return "C2";
    case InstrumentKind::replacement:
    case InstrumentKind::review:
      return "C4";
    case InstrumentKind::amendment:
      return "Art. 21(2)";
    case InstrumentKind::supplement:
      return "Art. 5";
    case InstrumentKind::confirmation:
    case InstrumentKind::milestone:
      return "R21.1";
    case InstrumentKind::statement:
      return "C3";
  }
  return {};
}

}  // namespace entente::agreement
