#include "node/misconduct.h"

#include "base/log.h"

namespace entente::node {

void accuse(Core& core, const Room& room, const PartyCode& party, Counterpart& from,
            const ledger::MirrorResult& found) {
  ENTENTE_INVARIANT(ledger::is_misconduct(found.outcome));
  from.misconduct = true;
  log(LogLevel::error, "ledger.misconduct",
      {{"party", party.text()}, {"agreement", room.id.text()}, {"what", found.reason}});
  StoreBatch evidence;
  const std::string both =
      found.evidence ? found.evidence->kept + "\n" + found.evidence->presented : std::string();
  evidence.push_back({Space::refused, log_key(from.number, UINT64_MAX), to_bytes(both)});
  core.sequencer().add_writes(std::move(evidence), {});
}

}  // namespace entente::node
