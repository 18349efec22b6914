#pragma once

#include <optional>
#include <span>
#include <string>

#include "label/confidentiality_label.h"
#include "label/spif.h"

namespace entente::label {

/// The label of what was made from several labelled things, or what a person must decide.
struct Dominance {
  std::optional<LabelInformation> information;  ///< nothing: a decision is needed
  std::string text;                             ///< what is to be decided
};

/// The dominant label of a set (ADatP-4774.1 4.4) in one policy: the highest classification by
/// hierarchy, the union of restrictive and of informative values, the intersection of permissive
/// ones; valid in the policy. Never wider than any source: an empty intersection is a question for
/// a person and never a label without the category, and so is a permissive category that a source
/// lacks, unless the policy itself keeps it from standing at the dominant classification or the
/// result names the narrower NATO context. A label of another policy, an invalid result or
/// audiences that contradict each other need a decision too. At least one label. Pure.
[[nodiscard]] Dominance dominate(std::span<const LabelInformation> labels, const Spif& spif,
                                 Instant at);

}  // namespace entente::label
