#pragma once

#include "label/confidentiality_label.h"
#include "label/spif.h"

namespace entente::label {

/// A fresh label may use nothing that its policy calls obsolete; an existing one may.
enum class LabelAge { fresh, existing };

/// Whether a label is one that its policy allows (4774.1 3.1 a): policy, classification, tag sets,
/// types and values exist; excluded and required classes and categories, selection limits and
/// windows are kept at `at`. Empty: valid. Pure.
[[nodiscard]] Faults check_validity(const LabelInformation& information, const Spif& spif,
                                    Instant at, LabelAge age);

/// Whether the label could have been made by `at`: a CreationDateTime past it (a clock may be ten
/// minutes fast) is `label.future-time`.
[[nodiscard]] Faults check_created(const LabelTime& created, Instant at);

/// Audiences that contradict each other (ADatP-4774 App. 2 Table 18): a value in one permissive
/// category that another permissive category could list and does not. The marking says that they
/// may see it and the rule says no. For whoever composes a label; it stays valid.
[[nodiscard]] Faults find_contradictions(const LabelInformation& information, const Spif& spif);

/// Object identifiers of the NATO policy's tag sets (ADatP-4774 App. 2).
inline constexpr std::string_view kNatoPolicyOid = "1.3.26.1.3.1";
inline constexpr std::string_view kNatoReleasableToOid = "1.3.26.1.4.2";
inline constexpr std::string_view kNatoContextOid = "1.3.26.1.4.4";

}  // namespace entente::label
