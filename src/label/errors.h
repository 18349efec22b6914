#pragma once

#include "base/error.h"

namespace entente::label {

inline constexpr ErrorKind kUnknownMarking{
    "label.unknown-marking", Exit::invalid_input, 422,
    "Give the marking exactly as the originating party writes it, or its canonical code."};
inline constexpr ErrorKind kUnknownParty{
    "label.unknown-party", Exit::invalid_input, 422,
    "Use a party code of the agreement; `agreement status` lists them."};
inline constexpr ErrorKind kBadScheme{
    "label.bad-scheme", Exit::invalid_input, 422,
    "Give each marking and level of a scheme its own code, rank and texts."};
inline constexpr ErrorKind kBadTable{
    "label.bad-table", Exit::invalid_input, 422,
    "Correct the table at the line given; docs/reference/profile.md describes its columns."};
inline constexpr ErrorKind kUnknownAgreement{
    "label.unknown-agreement", Exit::invalid_input, 422,
    "Give the agreement's name exactly as the table's second column has it."};

// Labels, clearances and bindings as texts (STANAG 4774, 4778)
inline constexpr ErrorKind kNotALabel{
    "label.not-a-label", Exit::invalid_input, 422,
    "Give a label, clearance, policy or binding in the namespace and with the root that the "
    "standard gives it."};
inline constexpr ErrorKind kUnknownElement{
    "label.unexpected-element", Exit::invalid_input, 422,
    "Remove the element or text, or put it where the schema of its namespace has it."};
inline constexpr ErrorKind kMissingElement{"label.missing-element", Exit::invalid_input, 422,
                                           "Add what the schema requires there."};
inline constexpr ErrorKind kMissingAttribute{"label.missing-attribute", Exit::invalid_input, 422,
                                             "Add the attribute that the schema requires."};
inline constexpr ErrorKind kBadValue{"label.bad-value", Exit::invalid_input, 422,
                                     "Give a value of the type that the schema states."};
inline constexpr ErrorKind kProhibited{
    "label.prohibited", Exit::invalid_input, 422,
    "Use GenericValue for values and no URI on Classification: ADatP-4774 prohibits the others."};
inline constexpr ErrorKind kPolicyMismatch{
    "label.policy-mismatch", Exit::invalid_input, 422,
    "Let the URI be the urn:oid of the policy or tag set that the name is of."};
inline constexpr ErrorKind kNoReviewTime{
    "label.no-review-time", Exit::invalid_input, 422,
    "Add a ReviewDateTime or a SuccessionHandling (ADatP-4774 App. 1)."};
inline constexpr ErrorKind kTooManySuccessors{
    "label.too-many-successors", Exit::invalid_input, 422,
    "Let at most eight labels follow one another, and at most 64 categories stand in one."};
inline constexpr ErrorKind kBadJsonLabel{
    "label.bad-json-label", Exit::invalid_input, 422,
    "Give the members of the JSON rendering that docs/reference/labels.md describes."};
inline constexpr ErrorKind kBadDocument{
    "label.bad-document", Exit::invalid_input, 422,
    "Give an office document (ECMA-376) with its content types and one main part."};
inline constexpr ErrorKind kDeviation{
    "label.deviation", Exit::invalid_input, 422,
    "Have a person compare the proposed label with the one received, and accept or refuse it."};
inline constexpr ErrorKind kAdvice{"label.advice", Exit::invalid_input, 422,
                                   "Nothing to do: the label is valid without."};

// Policies (XML SPIF)
inline constexpr ErrorKind kBadSpif{
    "label.bad-policy", Exit::invalid_input, 422,
    "Correct the policy at the line given; it must be an XML SPIF of schema 1.0, 2.0 or 2.1."};
inline constexpr ErrorKind kUnsupportedSpif{
    "label.unsupported-policy-version", Exit::invalid_input, 422,
    "Give the policy in schema version 2.1: 3.0 is known and not read."};

// A label against its policy
inline constexpr ErrorKind kUnknownPolicy{
    "label.unknown-policy", Exit::invalid_input, 422,
    "Give the policy of the label, or a label of the policy."};
inline constexpr ErrorKind kPolicyNotInForce{"label.policy-not-in-force", Exit::invalid_input, 422,
                                             "Use the edition of the policy that is in force."};
inline constexpr ErrorKind kUnknownClassification{
    "label.unknown-classification", Exit::invalid_input, 422,
    "Use a classification exactly as the policy spells it, without the policy's name."};
inline constexpr ErrorKind kUnknownCategory{
    "label.unknown-category", Exit::invalid_input, 422,
    "Use a tag set and values exactly as the policy spells them, with the tag set's type."};
inline constexpr ErrorKind kObsolete{"label.obsolete", Exit::invalid_input, 422,
                                     "Use what the policy has in its place: new labels may not "
                                     "carry what it calls obsolete."};
inline constexpr ErrorKind kExcluded{
    "label.excluded", Exit::invalid_input, 422,
    "Remove one of the two: the policy excludes them from standing together."};
inline constexpr ErrorKind kRequired{"label.required-category", Exit::invalid_input, 422,
                                     "Add the category that the policy requires here."};
inline constexpr ErrorKind kSelection{"label.selection", Exit::invalid_input, 422,
                                      "Select as many values as the policy allows."};
inline constexpr ErrorKind kContradiction{
    "label.contradictory-audience", Exit::invalid_input, 422,
    "Name the same audience in both categories: the marking says that they may see it, the rule "
    "says no (ADatP-4774 App. 2 Table 18)."};
inline constexpr ErrorKind kFutureTime{"label.future-time", Exit::invalid_input, 422,
                                       "Correct the CreationDateTime, or the clock that made it."};
inline constexpr ErrorKind kBadUsMarking{
    "label.bad-us-marking", Exit::invalid_input, 422,
    "Order the marking as DoDM 5200.01 does; docs/reference/labels.md lists the rules."};

// Decisions
inline constexpr ErrorKind kAccessDenied{"label.access-denied", Exit::denied, 403,
                                         "Ask for a clearance that holds what the reason names."};
inline constexpr ErrorKind kBadBinding{
    "label.bad-binding", Exit::invalid_input, 422,
    "Give a BindingInformation of STANAG 4778, each Id once, within the stated limits."};
inline constexpr ErrorKind kNotVerified{
    "label.not-verified", Exit::verification_failed, 422,
    "Treat label and data as unlabelled: what was signed is not what is here."};

inline constexpr const ErrorKind* kLabelErrors[] = {&kUnknownMarking,
                                                    &kUnknownParty,
                                                    &kBadScheme,
                                                    &kBadTable,
                                                    &kUnknownAgreement,
                                                    &kNotALabel,
                                                    &kUnknownElement,
                                                    &kMissingElement,
                                                    &kMissingAttribute,
                                                    &kBadValue,
                                                    &kProhibited,
                                                    &kPolicyMismatch,
                                                    &kNoReviewTime,
                                                    &kTooManySuccessors,
                                                    &kBadJsonLabel,
                                                    &kBadDocument,
                                                    &kDeviation,
                                                    &kAdvice,
                                                    &kBadSpif,
                                                    &kUnsupportedSpif,
                                                    &kUnknownPolicy,
                                                    &kPolicyNotInForce,
                                                    &kUnknownClassification,
                                                    &kUnknownCategory,
                                                    &kObsolete,
                                                    &kExcluded,
                                                    &kRequired,
                                                    &kSelection,
                                                    &kContradiction,
                                                    &kFutureTime,
                                                    &kBadUsMarking,
                                                    &kAccessDenied,
                                                    &kBadBinding,
                                                    &kNotVerified};

}  // namespace entente::label
