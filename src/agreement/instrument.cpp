#include "agreement/instrument.h"

#include <tuple>

namespace entente::agreement {

bool canonically_before(const Instrument& a, const Instrument& b) {
  return std::tie(a.effective_at, a.kind, a.by, a.id, a.refers_to, a.to, a.milestone, a.known_at) <
         std::tie(b.effective_at, b.kind, b.by, b.id, b.refers_to, b.to, b.milestone, b.known_at);
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
      return "C4";
    case InstrumentKind::amendment:
      return "Art. 21(2)";
    case InstrumentKind::supplement:
      return "Art. 5";
    case InstrumentKind::milestone:
      return "R21.1";
    case InstrumentKind::statement:
      return "C3";
  }
  return {};
}

}  // namespace entente::agreement
