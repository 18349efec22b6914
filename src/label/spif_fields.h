#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "format/xml.h"
#include "label/spif.h"

namespace entente::label {

/// Attributes and children of a SPIF's elements by their types in the schema; what is wrong goes to
/// the faults, and a harmless value stands in its place.
class SpifFields {
 public:
  SpifFields(Faults& faults, Faults& notes) : faults_(faults), notes_(notes) {}

  /// The children, which must be of the schema; without a namespace they are taken with a note.
  std::vector<format::XmlElement> elements(format::XmlElement parent);
  /// The same where only one kind of child may stand.
  std::vector<format::XmlElement> elements(format::XmlElement parent, std::string_view name);
  void unexpected(format::XmlElement element);
  /// For an element that may hold neither elements nor text.
  void empty(format::XmlElement element);

  std::string need(format::XmlElement element, std::string_view name);
  std::string need_oid(format::XmlElement element, std::string_view name);
  Lacv need_lacv(format::XmlElement element);
  std::optional<std::int64_t> integer(format::XmlElement element, std::string_view name);
  bool boolean(format::XmlElement element, std::string_view name);
  /// Nothing: unbounded.
  std::optional<std::size_t> selection(format::XmlElement element, std::string_view name);
  std::optional<Instant> time(format::XmlElement element, std::string_view name);
  Applied applied(format::XmlElement element);
  /// ADatP-4774.1 Table 10: enumerated takes its enumType, tagType7 is informative; nothing for
  /// notApplicable.
  std::optional<CategoryType> tag_type(format::XmlElement element);
  /// ADatP-4774.1 Table 11: enumerated is integers, tagType7 what tag7Encoding says, others bits.
  std::optional<TagEncoding> tag_encoding(format::XmlElement element);
  static std::string lang(format::XmlElement element);

 private:
  Faults& faults_;
  Faults& notes_;
};

}  // namespace entente::label
