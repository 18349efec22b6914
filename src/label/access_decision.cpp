#include "label/access_decision.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "label/errors.h"
#include "label/validity.h"

namespace entente::label {
namespace {

AccessDecision denied(DenialReason reason, std::string text, std::string category = {}) {
  return {reason, std::move(category), std::move(text)};
}

/// What kind of denial a fault is; any other is of an invalid label.
struct FaultReason {
  const ErrorKind* kind;
  DenialReason reason;
};
constexpr FaultReason kFaultReasons[] = {
    {&kUnknownCategory, DenialReason::unknown_category},
    {&kPolicyMismatch, DenialReason::unknown_category},
    {&kUnknownPolicy, DenialReason::unknown_policy},
    {&kMissingElement, DenialReason::malformed},
};

AccessDecision denied_for(const Fault& fault) {
  const auto found = std::find_if(std::begin(kFaultReasons), std::end(kFaultReasons),
                                  [&](const FaultReason& each) { return fault.is(*each.kind); });
  return denied(found == std::end(kFaultReasons) ? DenialReason::invalid_label : found->reason,
                fault.text, fault.about);
}

/// Whether the clearance holds `value` of the tag set and type that the label's category is of. A
/// clearance's category that the policy does not know grants nothing.
bool holds(const Clearance& clearance, const ResolvedCategory& wanted, CategoryType type,
           std::string_view value, const Spif& spif) {
  for (const Category& each : clearance.categories) {
    const auto resolved = each.type == type ? spif.resolve(each) : Spif::Resolution{};
    if (resolved.found && resolved.found->set == wanted.set &&
        std::any_of(each.values.begin(), each.values.end(), [&](const std::string& granted) {
          return same(granted, value, spif.compare());
        })) {
      return true;
    }
  }
  return false;
}

AccessDecision decide_category(const Category& category, const Clearance& clearance,
                               const Spif& spif) {
  if (category.type == CategoryType::informative) {
    return {DenialReason::none, {}, {}};
  }
  const auto resolved = spif.resolve(category);
  if (!resolved.found) {
    return denied_for(*resolved.fault);
  }
  const auto held = [&](const std::string& value) {
    return holds(clearance, *resolved.found, category.type, value, spif);
  };
  const auto& values = category.values;
  if (category.type == CategoryType::restrictive) {
    const auto missing = std::find_if_not(values.begin(), values.end(), held);
    return missing == values.end()
               ? AccessDecision{DenialReason::none, {}, {}}
               : denied(DenialReason::restrictive,
                        fmt::format("The clearance does not hold {} of {}.", in_quotes(*missing),
                                    in_quotes(category.tag_name)),
                        category.tag_name);
  }
  return values.empty() || std::any_of(values.begin(), values.end(), held)
             ? AccessDecision{DenialReason::none, {}, {}}
             : denied(DenialReason::permissive,
                      fmt::format("The clearance holds none of the values of {}.",
                                  in_quotes(category.tag_name)),
                      category.tag_name);
}

const Clearance* only_clearance(std::span<const Clearance> clearances, const PolicyName& policy) {
  const Clearance* found = nullptr;
  for (const Clearance& each : clearances) {
    if (same_policy(each.policy, policy)) {
      if (found != nullptr) {
        return nullptr;
      }
      found = &each;
    }
  }
  return found;
}

AccessDecision decide_clearance(const LabelInformation& information,
                                std::span<const Clearance> clearances, const Spif& spif) {
  const Clearance* clearance = only_clearance(clearances, spif.policy);
  if (clearance == nullptr) {
    return denied(
        DenialReason::nil_clearance,
        fmt::format("There is no one clearance for policy {}.", in_quotes(spif.policy.name)));
  }
  const auto& listed = clearance->classifications;
  if (std::none_of(listed.begin(), listed.end(), [&](const std::string& each) {
        return same(each, information.classification, spif.compare());
      })) {
    return denied(DenialReason::classification, fmt::format("The clearance does not list {}.",
                                                            in_quotes(information.classification)));
  }
  for (const Category& category : information.categories) {
    AccessDecision decision = decide_category(category, *clearance, spif);
    if (!decision.permitted()) {
      return decision;
    }
  }
  return {DenialReason::none, {}, {}};
}

AccessDecision decide_information(const LabelInformation& information,
                                  std::span<const Clearance> clearances, const Spif& spif,
                                  Instant at) {
  if (!same_policy(information.policy, spif.policy)) {
    return denied(DenialReason::unknown_policy,
                  fmt::format("The label is of policy {}, not of {}.",
                              in_quotes(information.policy.name), in_quotes(spif.policy.name)));
  }
  if (!spif.in_force(at)) {
    return denied(DenialReason::not_in_force, "The policy is not in force at that time.");
  }
  if (const Faults faults = check_validity(information, spif, at, LabelAge::existing);
      !faults.empty()) {
    return denied_for(faults.front());
  }
  return decide_clearance(information, clearances, spif);
}

}  // namespace

std::string AccessDecision::reason_text() const {
  std::string words(name_of(reason));
  if (!category.empty() &&
      (reason == DenialReason::restrictive || reason == DenialReason::permissive)) {
    words += " " + category;
  }
  return words;
}

AccessDecision decide_access(const ConfidentialityLabel& label,
                             std::span<const Clearance> clearances, const Spif& spif, Instant at) {
  if (const Faults faults = check_created(label.body.created, at); !faults.empty()) {
    return denied(DenialReason::malformed, faults.front().text);
  }
  return decide_information(label.in_force(at).information, clearances, spif, at);
}

AccessDecision decide_access(const EssResolution& label, std::span<const Clearance> clearances,
                             const Spif& spif, Instant at) {
  if (label.information) {
    return decide_information(*label.information, clearances, spif, at);
  }
  return label.faults.empty() ? denied(DenialReason::malformed, "There is no label.")
                              : denied_for(label.faults.front());
}

AccessDecision decide_access(const LabelReading& reading, std::span<const Clearance> clearances,
                             const Spif& spif, Instant at) {
  if (!reading.label) {
    return denied(DenialReason::malformed,
                  reading.malformed.empty() ? "There is no label." : reading.malformed[0].text);
  }
  AccessDecision decision = decide_access(*reading.label, clearances, spif, at);
  if (decision.permitted() && !reading.prose.empty()) {
    return denied(DenialReason::malformed, reading.prose.front().text);
  }
  return decision;
}

const ConfidentialityLabel* select_label(std::span<const BoundLabel> labels,
                                         const PolicyName& policy) {
  for (const BoundLabel& each : labels) {
    const bool own =
        each.label->kind == LabelKind::originator || each.label->kind == LabelKind::legacy;
    if (own && each.verified && same_policy(each.label->body.information.policy, policy)) {
      return each.label;
    }
  }
  for (const BoundLabel& each : labels) {
    if (each.label->kind == LabelKind::alternative && each.verified && each.trusted_translator &&
        same_policy(each.label->body.information.policy, policy)) {
      return each.label;
    }
  }
  return nullptr;
}

}  // namespace entente::label
