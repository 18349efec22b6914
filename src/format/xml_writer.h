#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace entente::format {

/// A text as it stands within an element of XML or HTML, escaped as `XmlWriter` does it.
[[nodiscard]] std::string escaped_text(std::string_view text);

/// Appends one XML element to a string, without white space of its own: the same calls give the
/// same bytes on every machine. Names and prefixes are the caller's and not checked; texts and
/// values are escaped as canonical XML escapes them (C14N 1.0, 2.3), characters that XML forbids
/// become U+FFFD. A call out of place is a broken invariant. Not thread-safe.
class XmlWriter {
 public:
  explicit XmlWriter(std::string& out) : out_(&out) {}

  XmlWriter& open(std::string_view name);
  XmlWriter& attribute(std::string_view name, std::string_view value);
  XmlWriter& text(std::string_view text);
  XmlWriter& close();
  /// An element with a text and nothing else.
  XmlWriter& leaf(std::string_view name, std::string_view text) {
    return open(name).text(text).close();
  }
  /// Text that is already a well-formed element, unchecked.
  XmlWriter& raw(std::string_view xml);

 private:
  void end_tag();
  std::string* out_;
  std::vector<std::string> open_;
  bool in_tag_ = false;
};

}  // namespace entente::format
