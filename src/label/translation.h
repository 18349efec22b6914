#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "label/confidentiality_label.h"
#include "label/spif.h"

namespace entente::label {

/// Who translates: the originator before sending, or the recipient.
enum class Side { originate, receive };

enum class TranslationOutcome {
  mapped,      ///< by the policy's own equivalences, and valid in the other policy
  no_mapping,  ///< the policy gives none: deny, never the nearest
  decision,    ///< a person decides: the mapping leaves a choice, or its result is not valid
};

/// What the equivalences name in the other policy: values only, as the source policy knows no
/// names.
struct TranslationTarget {
  PolicyName policy;
  Lacv classification;
  struct Value {
    std::string tag_set_id;
    std::optional<CategoryType> type;
    Lacv lacv;
  };
  std::vector<Value> values;
};

struct Translation {
  TranslationOutcome outcome = TranslationOutcome::no_mapping;
  std::string text;                           ///< why there is no mapping, or what is to be decided
  std::optional<TranslationTarget> target;    ///< unless no_mapping
  std::optional<ConfidentialityLabel> label;  ///< an alternative label, exactly if it is valid
  [[nodiscard]] bool decision_needed() const { return outcome == TranslationOutcome::decision; }
};

/// Provenance of an alternative label: who translated, and when.
struct Translator {
  std::optional<OriginatorId> who;
  Instant at;
};

/// The label in force at `by.at`, as the equivalences of its policy `source` have it in policy `to`
/// (name or object identifier; ADatP-4774.1 4.4, XML SPIF 2.1): only those that `side` applies,
/// one step, never a chain, never backwards. Without `target`, the other policy's SPIF, a mapping
/// cannot be validated, and a person decides. The source label is not touched. An error if the
/// label is not valid in `source`. Pure.
[[nodiscard]] Result<Translation> translate_label(const ConfidentialityLabel& label,
                                                  const Spif& source, const Spif* target,
                                                  std::string_view to, Side side,
                                                  const Translator& by);

}  // namespace entente::label

template <>
struct entente::Names<entente::label::Side> {
  using enum entente::label::Side;
  static constexpr std::pair<label::Side, std::string_view> kRows[] = {{originate, "originate"},
                                                                       {receive, "receive"}};
};

template <>
struct entente::Names<entente::label::TranslationOutcome> {
  using enum entente::label::TranslationOutcome;
  static constexpr std::pair<label::TranslationOutcome, std::string_view> kRows[] = {
      {mapped, "mapped"}, {no_mapping, "no-mapping"}, {decision, "policy-decision"}};
};
