#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "label/confidentiality_label.h"
#include "label/fault.h"
#include "label/spif.h"

/// Labels of messages in ASN.1, read only: ESSSecurityLabel (RFC 2634 3.2), which is also the
/// security label of X.411, with the categories of ACP 145.
namespace entente::label {

inline constexpr std::size_t kEssBytes = 64u << 10;  ///< one label

/// One SecurityCategory: numbers that only its policy gives a meaning.
struct EssCategory {
  std::string syntax;                ///< the object identifier of its type
  std::optional<CategoryType> type;  ///< nothing: a syntax that is not of ACP 145, not looked into
  TagEncoding encoding = TagEncoding::bits;
  std::string tag_set;               ///< the object identifier of the tag set
  std::vector<std::uint64_t> lacvs;  ///< positions of bits that are set, or integers; ascending
  bool operator==(const EssCategory&) const = default;
};

struct EssLabel {
  std::string policy_oid;
  std::optional<std::uint64_t> classification;
  std::string privacy_mark;  ///< never used for access (RFC 2634, 3.3.3)
  std::vector<EssCategory> categories;
  bool operator==(const EssLabel&) const = default;
};

/// Reads BER, not DER alone: members of a SET in any order, lengths definite in any form or
/// indefinite; strings must be primitive. Each member at most once and nothing behind; at most
/// `kCategories` categories of `kCategoryValues` values; else `label.bad-value`. Pure.
[[nodiscard]] Result<EssLabel> read_ess_label(BytesView ber);

/// What a policy makes of an ESS label. `information` is there exactly if `faults` is empty.
struct EssResolution {
  std::optional<LabelInformation> information;
  Faults faults;
};

/// The numbers of a label as the names of its policy (ADatP-4774.1 Table 11): the classification
/// and values by their lacv, tag sets by object identifier, type and encoding. What the policy has
/// not, or has twice, is a fault and never guessed: another policy `label.unknown-policy`, no
/// classification `label.missing-element`, an unknown one `label.unknown-classification`, an
/// unknown syntax, tag set or value `label.unknown-category`. A permissive category that selects
/// nothing is `label.selection`: as bits it is open to nobody, as STANAG 4774 has it to everybody.
[[nodiscard]] EssResolution resolve_ess_label(const EssLabel& label, const Spif& spif);

}  // namespace entente::label
