#include "agreement/instrument.h"

#include <tuple>

namespace entente::agreement {

bool canonically_before(const Instrument& a, const Instrument& b) {
  return std::tie(a.effective_at, a.kind, a.by, a.id, a.refers_to, a.to, a.milestone, a.known_at) <
         std::tie(b.effective_at, b.kind, b.by, b.id, b.refers_to, b.to, b.milestone, b.known_at);
}

}  // namespace entente::agreement
