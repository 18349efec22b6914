#pragma once

#include <span>

#include "agreement/profile.h"
#include "agreement/status.h"
#include "registry/house.h"
#include "registry/shared.h"

namespace entente::rules {

/// One agreement as a decision sees it.
struct AgreementView {
  const agreement::Profile& profile;    ///< the text in effect at `StateView::now`
  const agreement::Standing& standing;  ///< at `StateView::now`
  const registry::Shared& shared;
  agreement::Editions texts;  ///< the signed text, and those that may come into effect
  /// R1.1: `profile` with `self`'s own law on top; `profile` itself where that law adds nothing;
  /// null where no overlay was adopted that fits.
  const agreement::Profile* overlay = nullptr;
  AgreementId id = {};  ///< by which the house names it
  /// R21.4: whether `profile` has every amendment and supplement that is in effect.
  bool whole = true;
  /// The supplements whose exact bytes are here; amended texts stand in `texts`.
  std::span<const agreement::SupplementText> supplements = {};
};

/// All that a decision may look at. There is no other way for a rule to learn anything (I14: what
/// is not here is unknown, and unknown is denied). References live as long as the call.
struct StateView {
  PartyCode self;                  ///< whose node decides
  Instant now;                     ///< of this node's clock
  const registry::House& house;    ///< of `self`
  const AgreementView* agreement;  ///< null for house acts that concern no agreement
  /// The other agreements of `self` that know the item of the act: one item by several ways.
  std::span<const AgreementView> others = {};
};

}  // namespace entente::rules
