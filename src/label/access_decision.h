#pragma once

#include <span>
#include <string>

#include "base/names.h"
#include "label/clearance.h"
#include "label/ess_label.h"
#include "label/label_xml.h"
#include "label/spif.h"

namespace entente::label {

enum class DenialReason {
  none,              ///< permitted
  malformed,         ///< no valid label: what cannot be read is never open
  unknown_policy,    ///< neither the label nor a trusted alternative is in this policy
  not_in_force,      ///< the policy, at that time
  unknown_category,  ///< a tag set or value that the policy has not
  invalid_label,     ///< another rule of validity
  nil_clearance,     ///< none for this policy, or more than one
  classification,    ///< not in the clearance's list
  restrictive,       ///< a value of a restrictive category is not in the clearance
  permissive,        ///< no value of a permissive category is
};

/// What was decided and why. `category` is the tag set of the reasons that have one.
struct AccessDecision {
  DenialReason reason = DenialReason::malformed;
  std::string category;
  std::string text;  ///< a sentence; empty when permitted

  [[nodiscard]] bool permitted() const { return reason == DenialReason::none; }
  /// `permissive Releasable To`, `classification`; empty when permitted.
  [[nodiscard]] std::string reason_text() const;
};

/// The access control decision function (ADatP-4774.1 3.11.4; RFC 2634 3.1.2): in order, the label
/// in force at `at`, its policy, the policy's own window, validity, the clearance of that policy,
/// the classification as a member of its list, then every category; all must hold. Whatever is
/// unknown is denied. A label that breaks a rule of prose alone is denied last, so that a reason
/// that lies in the clearance is told first. Pure.
[[nodiscard]] AccessDecision decide_access(const LabelReading& reading,
                                           std::span<const Clearance> clearances, const Spif& spif,
                                           Instant at);
/// The same for a label that is known to be valid.
[[nodiscard]] AccessDecision decide_access(const ConfidentialityLabel& label,
                                           std::span<const Clearance> clearances, const Spif& spif,
                                           Instant at);

/// The same for what a label says where it says neither when it was made nor what succeeds it: an
/// ESS label as its policy resolves it. What could not be resolved is denied by its first fault.
[[nodiscard]] AccessDecision decide_access(const EssResolution& label,
                                           std::span<const Clearance> clearances, const Spif& spif,
                                           Instant at);

/// A label as it came with its object.
struct BoundLabel {
  const ConfidentialityLabel* label;
  bool verified;            ///< its binding to the object was checked
  bool trusted_translator;  ///< who made an alternative may translate into this policy
};
/// Which label decides in `policy` (4774.1 4.2 R3-R4; RFC 2634 3.4.2): the originator's if it is of
/// that policy, else the first verified alternative by a trusted translator. Null: none, deny.
[[nodiscard]] const ConfidentialityLabel* select_label(std::span<const BoundLabel> labels,
                                                       const PolicyName& policy);

}  // namespace entente::label

template <>
struct entente::Names<entente::label::DenialReason> {
  using enum entente::label::DenialReason;
  static constexpr std::pair<label::DenialReason, std::string_view> kRows[] = {
      {none, ""},
      {malformed, "malformed"},
      {unknown_policy, "unknown policy"},
      {not_in_force, "policy not in force"},
      {unknown_category, "unknown category"},
      {invalid_label, "invalid label"},
      {nil_clearance, "nil clearance"},
      {classification, "classification"},
      {restrictive, "restrictive"},
      {permissive, "permissive"}};
};
