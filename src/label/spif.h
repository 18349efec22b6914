#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "base/result.h"
#include "base/time.h"
#include "label/confidentiality_label.h"
#include "label/fault.h"

/// A security policy as an XML SPIF states it (xmlspif.org, schema 1.0, 2.0 and 2.1). Field for
/// field the schema's; what the words mean for labels is in validity.h, access_decision.h,
/// translation.h and rendering.h.
namespace entente::label {

inline constexpr std::string_view kSpifNamespace = "http://www.xmlspif.org/spif";

enum class MarkingCode {
  page_top,
  page_bottom,
  page_top_bottom,
  document_start,
  document_end,
  no_name_display,
  no_marking_display,
  suppress_class_name,
  first_line_of_text,
  last_line_of_text,
  subject,
  x_header,
  portion_marking,
  input_title,
  water_mark,
  replace_policy,
};

/// What is printed for its owner under the codes it lists.
struct MarkingData {
  std::optional<std::string> phrase;
  std::string lang;  ///< as in xml:lang; empty: any language
  std::vector<MarkingCode> codes;
  [[nodiscard]] bool has(MarkingCode code) const;
};

enum class QualifierCode { prefix, suffix, separator };
struct Qualifier {
  QualifierCode code = QualifierCode::separator;
  std::string text;
  std::string lang;
};
struct MarkingQualifier {
  std::optional<MarkingCode> code;
  std::vector<Qualifier> qualifiers;
};

/// A label and certificate value: a number without leading zeros ("008" is 8), or a text.
using Lacv = std::string;

/// tagSetRef, tagType and lacv of a categoryGroup or excludedCategory.
struct CategoryRef {
  std::string tag_set;
  std::optional<CategoryType> type;
  std::optional<Lacv> lacv;  ///< nothing: all values of the tag set
};

enum class Operation { only_one, one_or_more, all };
struct RequiredCategory {
  Operation operation = Operation::all;
  std::vector<CategoryRef> group;
};

/// Which side applies an equivalence: the originator before it sends, the recipient, or both.
enum class Applied { encrypt, decrypt, both };

struct EquivalentClassification {
  std::string policy_ref;
  Lacv lacv;
  Applied applied = Applied::both;
  std::vector<RequiredCategory> required;
};

struct SpifClassification {
  std::string name;
  Lacv lacv;
  std::int64_t hierarchy = 0;
  std::string color;
  bool obsolete = false;
  std::vector<EquivalentClassification> equivalents;
  std::vector<MarkingData> markings;
  std::vector<MarkingQualifier> qualifiers;
  std::vector<RequiredCategory> required;
};

struct EquivalentTag {
  std::string policy_ref;
  std::string tag_set_id;
  std::optional<CategoryType> type;
  Lacv lacv;
  Applied applied = Applied::both;
  bool discard = false;
};

struct TagCategory {
  std::string name;
  Lacv lacv;
  bool obsolete = false;
  std::string user_input;  ///< `string`, `integer`, `date`; empty: the name is the value
  std::string required_class;
  std::optional<Instant> not_before;
  std::optional<Instant> not_after;
  std::vector<EquivalentTag> equivalents;
  std::vector<MarkingData> markings;
  std::vector<MarkingQualifier> qualifiers;
  std::vector<std::string> excluded_classes;
  std::vector<RequiredCategory> required;
  std::vector<CategoryRef> excluded;
};

/// How an ESS label holds the values of a tag (ADatP-4774.1 Table 11): as positions of bits, or as
/// integers (tagType `enumerated`, or tag7Encoding `securityAttributes`).
enum class TagEncoding { bits, integers };

struct Tag {
  std::string name;
  std::optional<CategoryType> type;     ///< nothing: notApplicable, in no label
  std::optional<TagEncoding> encoding;  ///< nothing: the policy does not say
  bool single_selection = false;
  std::optional<std::size_t> min_selection;
  std::optional<std::size_t> max_selection;
  std::vector<TagCategory> categories;
  std::vector<MarkingQualifier> qualifiers;
};

struct TagSet {
  std::string name;
  std::string id;
  std::vector<Tag> tags;
};

struct EquivalentPolicy {
  PolicyName policy;
  std::vector<RequiredCategory> required;
};

/// What a category of a label is in a policy.
struct ResolvedCategory {
  const TagSet* set = nullptr;
  std::vector<const Tag*> tags;  ///< those of the category's type
  [[nodiscard]] const TagCategory* find(std::string_view value, Compare compare) const;
};

/// Immutable once read; safe to share between threads. Pointers live as long as it.
struct Spif {
  std::string schema_version;
  std::int64_t version = 1;
  PolicyName policy;
  std::optional<Instant> not_before;
  std::optional<Instant> not_after;
  std::vector<SpifClassification> classifications;
  std::vector<TagSet> tag_sets;
  std::vector<EquivalentPolicy> equivalent_policies;
  std::vector<MarkingData> markings;
  std::vector<MarkingQualifier> qualifiers;
  std::map<std::string, std::vector<std::string>> memberships;  ///< group to members (NATO v88)

  [[nodiscard]] Compare compare() const { return compare_of(policy); }
  [[nodiscard]] bool in_force(Instant at) const;
  [[nodiscard]] const SpifClassification* classification(std::string_view name) const;
  [[nodiscard]] const SpifClassification* classification_by_lacv(const Lacv& lacv) const;
  [[nodiscard]] const SpifClassification* highest() const;
  [[nodiscard]] const TagSet* tag_set(std::string_view name) const;
  [[nodiscard]] const TagSet* tag_set_by_id(std::string_view id) const;
  [[nodiscard]] const EquivalentPolicy* equivalent_policy(std::string_view name_or_oid) const;
  /// By object identifier where the category has one, else by the tag set's name, else by the name
  /// of a single tag. A fault `label.unknown-category` if there is none of its type, or
  /// `label.policy-mismatch` if name and identifier are not of one tag set.
  struct Resolution;
  [[nodiscard]] Resolution resolve(const Category& category) const;
};

struct Spif::Resolution {
  std::optional<ResolvedCategory> found;
  std::optional<Fault> fault;
};

/// What reading a policy found. `spif` is there exactly if `faults` is empty.
struct SpifReading {
  std::optional<Spif> spif;
  Faults faults;
  Faults notes;  ///< deviations from the schema that are common and cannot change a decision's side
};

/// Reads an XML SPIF 1.0, 2.0 or 2.1 by rules in our own code; references must resolve. Accepted
/// with a note: sections in another order, elements of the schema without their namespace (the
/// standard's own listing has one), colours off the list. 3.0 is
/// `label.unsupported-policy-version`.
[[nodiscard]] Result<SpifReading> read_spif(std::string_view xml);
/// As `read_spif`; the first fault is the error.
[[nodiscard]] Result<Spif> load_spif(std::string_view xml);

/// The policy as an XML SPIF 2.1 that `read_spif` reads back without a note.
struct SpifHeader {
  std::string creation_date;  ///< YYYYMMDDhhmmssZ
  std::string originator_dn;
  std::string key_identifier;
  std::string privilege_id;
  std::string rbac_id;
};
[[nodiscard]] std::string write_spif(const Spif& spif, const SpifHeader& header);

/// The one text of a number; other texts as they are.
[[nodiscard]] Lacv normal_lacv(std::string_view text);

}  // namespace entente::label

template <>
struct entente::Names<entente::label::MarkingCode> {
  using enum entente::label::MarkingCode;
  static constexpr std::pair<label::MarkingCode, std::string_view> kRows[] = {
      {page_top, "pageTop"},
      {page_bottom, "pageBottom"},
      {page_top_bottom, "pageTopBottom"},
      {document_start, "documentStart"},
      {document_end, "documentEnd"},
      {no_name_display, "noNameDisplay"},
      {no_marking_display, "noMarkingDisplay"},
      {suppress_class_name, "suppressClassName"},
      {first_line_of_text, "firstLineOfText"},
      {last_line_of_text, "lastLineOfText"},
      {subject, "subject"},
      {x_header, "xHeader"},
      {portion_marking, "portionMarking"},
      {input_title, "inputTitle"},
      {water_mark, "waterMark"},
      {replace_policy, "replacePolicy"}};
};

template <>
struct entente::Names<entente::label::QualifierCode> {
  using enum entente::label::QualifierCode;
  static constexpr std::pair<label::QualifierCode, std::string_view> kRows[] = {
      {prefix, "prefix"}, {suffix, "suffix"}, {separator, "separator"}};
};

template <>
struct entente::Names<entente::label::Operation> {
  using enum entente::label::Operation;
  static constexpr std::pair<label::Operation, std::string_view> kRows[] = {
      {only_one, "onlyOne"}, {one_or_more, "oneOrMore"}, {all, "all"}};
};

template <>
struct entente::Names<entente::label::TagEncoding> {
  using enum entente::label::TagEncoding;
  static constexpr std::pair<label::TagEncoding, std::string_view> kRows[] = {
      {bits, "bitSetAttributes"}, {integers, "securityAttributes"}};
};

template <>
struct entente::Names<entente::label::Applied> {
  using enum entente::label::Applied;
  static constexpr std::pair<label::Applied, std::string_view> kRows[] = {
      {encrypt, "encrypt"}, {decrypt, "decrypt"}, {both, "both"}};
};
