#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace entente::format {

/// The limits that hold unless a reader asks for narrower ones. Sizes in bytes.
inline constexpr std::size_t kXmlBytes = 4u << 20;            ///< one XML document
inline constexpr std::size_t kXmlDepth = 64;                  ///< elements within each other
inline constexpr std::size_t kXmlElements = 200'000;          ///< in one document
inline constexpr std::size_t kXmlAttributes = 64;             ///< of one element
inline constexpr std::size_t kXmlAttributeBytes = 64u << 10;  ///< one attribute's value

/// What an XML text may cost its reader.
struct XmlLimits {
  std::size_t bytes = kXmlBytes;
  std::size_t depth = kXmlDepth;                     ///< elements within each other
  std::size_t elements = kXmlElements;               ///< in the whole text
  std::size_t attributes = kXmlAttributes;           ///< of one element, declarations included
  std::size_t attribute_bytes = kXmlAttributeBytes;  ///< one attribute's value
};

struct XmlTree;

/// One attribute. Views live as long as its document.
struct XmlAttribute {
  std::string_view ns;  ///< empty: in no namespace
  std::string_view name;
  std::string value;
};

/// One element of a parsed document: a handle, valid while its XmlDocument lives (also after that
/// was moved). Thread-safe to read: a document never changes.
class XmlElement {
 public:
  [[nodiscard]] std::string_view name() const;  ///< local name
  [[nodiscard]] std::string_view ns() const;    ///< empty: in no namespace
  [[nodiscard]] bool is(std::string_view ns, std::string_view name) const {
    return this->name() == name && this->ns() == ns;
  }
  [[nodiscard]] std::size_t line() const;
  [[nodiscard]] std::string where() const;  ///< the line, as an error's place

  /// The child elements in document order.
  [[nodiscard]] std::vector<XmlElement> children() const;
  /// The next element in document order below this one: `first_child`, then `next_sibling`.
  [[nodiscard]] std::optional<XmlElement> first_child() const;
  [[nodiscard]] std::optional<XmlElement> next_sibling() const;
  [[nodiscard]] std::optional<XmlElement> parent() const;
  /// The first child with that name, or nothing.
  [[nodiscard]] std::optional<XmlElement> child(std::string_view ns, std::string_view name) const;

  /// The character data directly in this element, comments and instructions left out.
  [[nodiscard]] std::string text() const;
  /// Whether there is character data directly in this element that is not white space.
  [[nodiscard]] bool has_text() const;
  [[nodiscard]] std::size_t text_line() const;  ///< of the first such data; else of the element

  /// The value of an attribute, or nothing. Without `ns`: an attribute in no namespace.
  [[nodiscard]] std::optional<std::string> attribute(std::string_view name) const;
  [[nodiscard]] std::optional<std::string> attribute(std::string_view ns,
                                                     std::string_view name) const;
  [[nodiscard]] std::vector<XmlAttribute> attributes() const;

  bool operator==(const XmlElement&) const = default;

 private:
  friend class XmlDocument;
  explicit XmlElement(const void* node) : node_(node) {}
  const void* node_;
};

/// An XML 1.0 text with namespaces, read strictly. Refused with `format.bad-xml` and line: what is
/// not well-formed or not namespace-well-formed, any document type declaration (and with it every
/// external or internal entity), XInclude elements, an encoding other than UTF-8, characters that
/// XML forbids, nesting, elements or attributes beyond the limits. A text beyond `XmlLimits::bytes`
/// is `base.too-large`. Nothing is ever fetched. Owns all it gives out; movable. Thread-safety:
/// `parse` may be called from any thread; a document never changes.
class XmlDocument {
 public:
  [[nodiscard]] static Result<XmlDocument> parse(BytesView text, XmlLimits limits = {});
  [[nodiscard]] static Result<XmlDocument> parse(std::string_view text, XmlLimits limits = {}) {
    return parse(as_bytes(text), limits);
  }

  XmlDocument(XmlDocument&&) noexcept;
  XmlDocument& operator=(XmlDocument&&) noexcept;
  ~XmlDocument();

  [[nodiscard]] XmlElement root() const;

 private:
  friend class XmlSignatures;
  explicit XmlDocument(std::unique_ptr<XmlTree> tree);
  std::unique_ptr<XmlTree> tree_;
};

/// `text` without white space at its ends, each run of white space within one blank: what
/// xs:token and the numeric and date types do before they look at a value.
[[nodiscard]] std::string collapse_space(std::string_view text);

inline constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";

}  // namespace entente::format
