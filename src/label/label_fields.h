#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "format/xml.h"
#include "format/xml_writer.h"
#include "label/confidentiality_label.h"
#include "label/fault.h"

/// The elements that labels and clearances share. Readers add what is wrong to `faults` and return
/// what they could read.
namespace entente::label {

/// The children of one element, taken in order as a sequence of the schema has them.
class Sequence {
 public:
  explicit Sequence(format::XmlElement parent) : parent_(parent), next_(parent.first_child()) {}
  /// The next child if it has that name; it is then passed.
  [[nodiscard]] std::optional<format::XmlElement> take(std::string_view ns, std::string_view name);
  /// As `take`; a fault if it is not there.
  [[nodiscard]] std::optional<format::XmlElement> need(std::string_view ns, std::string_view name,
                                                       Faults& faults);
  /// Passes the elements of any other namespace than `ns`, and makes each that is left a fault.
  void finish(std::string_view ns, Faults& faults);
  [[nodiscard]] std::optional<format::XmlElement> next() const { return next_; }
  void skip() { next_ = next_->next_sibling(); }

 private:
  format::XmlElement parent_;
  std::optional<format::XmlElement> next_;
  std::vector<format::XmlElement> elsewhere_;  ///< found out of their place, and said to be
};

void add(Faults& faults, const ErrorKind& kind, format::XmlElement at, std::string text,
         std::string about = {});
/// A fault for character data in an element that holds elements only.
void no_text(format::XmlElement element, Faults& faults);
/// The text of an element that may hold no element.
[[nodiscard]] std::string simple_text(format::XmlElement element, Faults& faults);

[[nodiscard]] PolicyName read_policy(format::XmlElement element, Faults& faults, Faults& notes);
[[nodiscard]] std::string read_classification(format::XmlElement element, Faults& faults);
[[nodiscard]] Category read_category(format::XmlElement element, Faults& faults, Faults& notes);
[[nodiscard]] LabelTime read_time(std::string_view text, std::string_view what,
                                  format::XmlElement at, Faults& faults, Faults& notes);

void write_policy(format::XmlWriter& out, const PolicyName& policy);
void write_category(format::XmlWriter& out, const Category& category);

}  // namespace entente::label
