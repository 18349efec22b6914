#pragma once

#include "rules/decision.h"
#include "rules/view.h"

namespace entente::rules {

/// Whether `issuer` may issue this act now, and why. A pure function: no clock, no storage, no
/// randomness; the same view gives the same decision. Total: a body that no rule speaks about is
/// denied.
///
/// The same rules judge one's own draft and a partner's act that has arrived. For a partner's act
/// the shared records are all there is to look at (its people are its own affair, Art. 7), and
/// `now` is this node's stricter present.
[[nodiscard]] Decision decide(const StateView& view, const PartyCode& issuer,
                              const act::Body& body);

}  // namespace entente::rules
