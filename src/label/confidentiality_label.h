#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "base/time.h"

/// The one label model: what STANAG 4774 (ADatP-4774 Edition A, App. 1) lets a label say. Acts,
/// objects, records and screens use these types; XML and JSON are renderings of them.
namespace entente::label {

inline constexpr std::string_view kLabelNamespace =
    "urn:nato:stanag:4774:confidentialitymetadatalabel:1:0";
inline constexpr std::string_view kClearanceNamespace =
    "urn:nato:stanag:4774:confidentialityclearance:1:0";

inline constexpr std::size_t kSuccessors = 8;         ///< labels that follow one another
inline constexpr std::size_t kCategories = 64;        ///< of one label or clearance
inline constexpr std::size_t kCategoryValues = 1024;  ///< of one category

enum class LabelKind {
  originator,   ///< set by the originator, and by nobody else ever changed (4774.1, 4.2)
  alternative,  ///< an equivalent in another policy
  metadata,     ///< of the metadata set itself
  legacy,       ///< `ConfidentialityLabel`
};

enum class CategoryType {
  restrictive,  ///< every value must be in the clearance
  permissive,   ///< at least one value must be
  informative,  ///< plays no part in access
};

/// A policy's name and the object identifier of its `urn:oid:` URI; empty where it has none.
struct PolicyName {
  std::string name;
  std::string oid;
  bool operator==(const PolicyName&) const = default;
};

struct Category {
  CategoryType type = CategoryType::restrictive;
  std::string tag_name;
  std::string oid;  ///< of the tag set; empty where the label does not say
  std::vector<std::string> values;
  bool operator==(const Category&) const = default;
};

/// ConfidentialityInformation.
struct LabelInformation {
  PolicyName policy;
  std::string classification;
  std::string privacy_mark;  ///< legacy; never used for access (RFC 2634, 3.3.3)
  std::vector<Category> categories;
  bool operator==(const LabelInformation&) const = default;
};

enum class OriginatorIdType {
  rfc822_name,
  dns_name,
  directory_name,
  uri,
  ip_address,
  x400_address,
  user_principal_name,
  jid,
};

/// Who labelled, not who wrote.
struct OriginatorId {
  OriginatorIdType type = OriginatorIdType::rfc822_name;
  std::string id;
  bool operator==(const OriginatorId&) const = default;
};

/// How far from UTC a zone may be (XSD 1.0, 3.2.7.3), in milliseconds.
inline constexpr std::int64_t kFarthestZoneMs = 14 * std::int64_t{3'600'000};

/// A date and time as the schema takes it: with a zone or without. Without one, `at` is taken as
/// UTC; who must not be early adds what the farthest zone could be late.
struct LabelTime {
  Instant at;
  bool zoned = true;
  bool operator==(const LabelTime&) const = default;
  /// The last instant that the text could mean.
  [[nodiscard]] Instant latest() const;
};

struct LabelBody {
  LabelInformation information;
  std::optional<OriginatorId> originator;
  LabelTime created;
  bool operator==(const LabelBody&) const = default;
};

/// SuccessionHandling: from `at` on, `body` takes the place of what stands before it.
struct Succession {
  LabelTime at;
  LabelBody body;
  bool operator==(const Succession&) const = default;
};

struct ConfidentialityLabel {
  LabelKind kind = LabelKind::originator;
  std::string id;  ///< unique within its document only
  std::optional<LabelTime> review;
  LabelBody body;
  std::vector<Succession> successors;  ///< each follows the one before it
  bool operator==(const ConfidentialityLabel&) const = default;

  /// The body in force at `at`: the last whose SuccessionDateTime, and those of all before it, have
  /// come. A ReviewDateTime never changes it: ADatP-4774 App. 1-2 makes that a matter for people,
  /// and ADatP-4774.1 4.3 R2, which reads otherwise, would downgrade earlier.
  [[nodiscard]] const LabelBody& in_force(Instant at) const;
};

/// Reads xs:dateTime, zone optional; nothing for anything else.
[[nodiscard]] std::optional<LabelTime> parse_label_time(std::string_view text);
[[nodiscard]] std::string text_of(const LabelTime& time);

/// The object identifier in `urn:oid:1.2.3`; nothing for any other URI.
[[nodiscard]] std::optional<std::string> oid_of_urn(std::string_view uri);
[[nodiscard]] bool is_oid(std::string_view text);

/// Whether a policy compares what stands in ConfidentialityInformation without regard to case
/// (ADatP-4774 5-2 and App. 2-C2 for NATO and PUBLIC; ADatP-4774.1 Figure 6 for ACME). All others
/// compare octet by octet, as RFC 3114 demands.
enum class Compare { exact, folded };
[[nodiscard]] Compare compare_of(const PolicyName& policy);
/// Folding is of ASCII letters alone, so that no other script's letter can pass for one.
[[nodiscard]] bool same(std::string_view a, std::string_view b, Compare compare);
/// The same policy: by object identifier where both have one, else by name.
[[nodiscard]] bool same_policy(const PolicyName& a, const PolicyName& b);

}  // namespace entente::label

template <>
struct entente::Names<entente::label::LabelKind> {
  using enum entente::label::LabelKind;
  static constexpr std::pair<label::LabelKind, std::string_view> kRows[] = {
      {originator, "originator"},
      {alternative, "alternative"},
      {metadata, "metadata"},
      {legacy, "legacy"}};
};

template <>
struct entente::Names<entente::label::CategoryType> {
  using enum entente::label::CategoryType;
  static constexpr std::pair<label::CategoryType, std::string_view> kRows[] = {
      {restrictive, "RESTRICTIVE"}, {permissive, "PERMISSIVE"}, {informative, "INFORMATIVE"}};
};

template <>
struct entente::Names<entente::label::OriginatorIdType> {
  using enum entente::label::OriginatorIdType;
  static constexpr std::pair<label::OriginatorIdType, std::string_view> kRows[] = {
      {rfc822_name, "rfc822Name"},
      {dns_name, "dNSName"},
      {directory_name, "directoryName"},
      {uri, "uniformResourceIdentifier"},
      {ip_address, "iPAddress"},
      {x400_address, "x400Address"},
      {user_principal_name, "userPrincipalName"},
      {jid, "jID"}};
};
