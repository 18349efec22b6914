#pragma once

#include <span>
#include <vector>

#include "agreement/instrument.h"
#include "agreement/profile.h"
#include "base/time.h"

namespace entente::agreement {

/// C4: a newer agreement whose profile names an older one in `replaces` ends it when it enters into
/// force. These are the instruments that say so to the older one, one for each of its parties,
/// dated at the newer one's entry into force; none where it replaces another, or as long as its
/// instruments known at `known_at` bring about no entry. What the older one covered stays protected
/// under it for ever. Pure; thread-safe.
[[nodiscard]] std::vector<Instrument> replacement_of(const Profile& older, const Profile& newer,
                                                     std::span<const Instrument> of_newer,
                                                     Instant known_at);

}  // namespace entente::agreement
