#pragma once

#include "agreement/profile.h"
#include "label/spif.h"

namespace entente::agreement {

/// The label annex of an agreement: a partial security policy that holds one party's markings under
/// the agreement as they stand on `on`, and what each becomes at the other parties (ADatP-4774.1
/// 3.7). Every marking is a classification, named by its code and shown by its text; its rank is
/// that of its level. An equivalence with one target is applied by both sides; one that leaves a
/// choice is the recipient's (R4.2), who decides; a marking outside the agreement has none. The
/// policy is called by its party's code; its object identifier follows from the agreement's digest
/// (2.25, ITU-T X.667). The party must be one of the profile.
[[nodiscard]] label::Spif spif_of(const Profile& profile, const PartyCode& party, CivilDate on);

/// The name and object identifier of that policy.
[[nodiscard]] label::PolicyName policy_of(const Profile& profile, const PartyCode& party);

/// The header of that policy's file, made at `at`.
[[nodiscard]] label::SpifHeader spif_header(const Profile& profile, const PartyCode& party,
                                            Instant at);

}  // namespace entente::agreement
