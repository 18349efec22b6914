#pragma once

#include "node/core.h"

namespace entente::node {

/// A partner's log contradicted itself (AB24): nothing more is exchanged under the agreement, and
/// the heads that show it are kept. `found` must be an outcome of misconduct. On the sequence.
void accuse(Core& core, const Room& room, const PartyCode& party, Counterpart& from,
            const ledger::MirrorResult& found);

}  // namespace entente::node
