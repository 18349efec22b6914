#include "registry/own_law.h"

namespace entente::registry {

void Overlay::apply(const Trace& trace, const act::OverlayAdopt& body) {
  *this = {trace.issuer, body.overlay, body.version, body.text, trace.effective_at};
}

void KnownChange::apply(const Trace& trace, const act::ChangeLearn& body) {
  *this = {body.agreement, body.party,         body.of,      body.code, body.text,
           body.source,    trace.effective_at, std::nullopt, ""};
}
void KnownChange::apply(const Trace& trace, const act::ChangeDismiss& body) {
  if (learned_at && !dismissed_at) {
    dismissed_at = trace.effective_at;
    reason = body.reason;
  }
}

}  // namespace entente::registry
