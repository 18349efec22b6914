#pragma once

#include <optional>
#include <string_view>

#include "label/label_xml.h"

namespace entente::label {

/// What a tolerant import makes of a label that is not valid: a proposal for a person to accept,
/// and each deviation from the standard by name. It is a type of its own so that no decision takes
/// it for a label: only `accept`, called for a person, gives one.
class QuarantinedLabel {
 public:
  QuarantinedLabel(ConfidentialityLabel proposal, Faults deviations)
      : proposal_(std::move(proposal)), deviations_(std::move(deviations)) {}

  /// Faults `label.deviation`, `about` being what deviates: `CreationDateTime`, `root`,
  /// `namespace`.
  [[nodiscard]] const Faults& deviations() const { return deviations_; }
  [[nodiscard]] std::string proposed_xml() const { return write_label(proposal_); }
  /// A person has compared the proposal with what was received.
  [[nodiscard]] ConfidentialityLabel accept() && { return std::move(proposal_); }

 private:
  ConfidentialityLabel proposal_;
  Faults deviations_;
};

/// Reads a label, as XML or JSON, with the deviations that implementations in the field have: a
/// root spelt with a capital, elements in no namespace, no CreationDateTime, `CreationDataTime`,
/// `URL` for `URI`, CategoryValue used directly, types in lower case, `tagName` and `type`, the
/// policy's name before the classification, its object identifier as its name, times without zone;
/// in JSON those of `read_label_json`. `received` stands in for a missing time. What the proposal
/// leaves out is named too, so that what is not valid never comes without a deviation. Nothing: not
/// even so can policy and classification be told. A text that cannot be read is the error; no
/// elements are ever guessed.
[[nodiscard]] Result<std::optional<QuarantinedLabel>> import_label(std::string_view text,
                                                                   Instant received);

}  // namespace entente::label
