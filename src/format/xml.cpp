#include "format/xml.h"

#include <fmt/format.h>
#include <libxml/parser.h>

#include "base/errors.h"
#include "base/text.h"
#include "format/errors.h"
#include "format/xml_tree.h"

namespace entente::format {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kXInclude = "http://www.w3.org/2001/XInclude";
constexpr int kFieldsOfAttribute = 5;  // name, prefix, URI, value, end of value

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view{} : reinterpret_cast<const char*>(text);
}

/// What one parse has met; hangs on the parser's context.
struct Guard {
  XmlLimits limits;
  std::size_t elements = 0;
  std::string refusal;  ///< ours; goes before the parser's own words
  int line = 0;
  std::string fault;  ///< the parser's first error
};

Guard& guard_of(void* context) {
  return *static_cast<Guard*>(static_cast<xmlParserCtxt*>(context)->_private);
}

void refuse(void* context, std::string why) {
  auto* parser = static_cast<xmlParserCtxt*>(context);
  Guard& guard = guard_of(context);
  if (guard.refusal.empty()) {
    guard.refusal = std::move(why);
    guard.line = xmlSAX2GetLineNumber(parser);
  }
  xmlStopParser(parser);
}

void on_doctype(void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
  refuse(context, "A document type declaration is never read: entities could follow.");
}

bool within_limits(void* context, int namespaces, int attributes, const xmlChar** values) {
  const auto* parser = static_cast<xmlParserCtxt*>(context);
  Guard& guard = guard_of(context);
  const auto count = static_cast<std::size_t>(namespaces) + static_cast<std::size_t>(attributes);
  if (static_cast<std::size_t>(parser->nodeNr) >= guard.limits.depth) {
    refuse(context, fmt::format("Elements nest deeper than {}.", guard.limits.depth));
    return false;
  }
  if (++guard.elements > guard.limits.elements) {
    refuse(context, fmt::format("More than {} elements.", guard.limits.elements));
    return false;
  }
  if (count > guard.limits.attributes) {
    refuse(context,
           fmt::format("An element has more than {} attributes.", guard.limits.attributes));
    return false;
  }
  for (int i = 0; i < attributes; ++i) {
    const xmlChar** field = values + static_cast<std::ptrdiff_t>(i) * kFieldsOfAttribute;
    if (static_cast<std::size_t>(field[4] - field[3]) > guard.limits.attribute_bytes) {
      refuse(context,
             fmt::format("An attribute is longer than {} bytes.", guard.limits.attribute_bytes));
      return false;
    }
  }
  return true;
}

void on_element(void* context, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri,
                int namespaces, const xmlChar** declared, int attributes, int defaulted,
                const xmlChar** values) {
  if (view(uri) == kXInclude) {
    refuse(context, "XInclude is never followed.");
    return;
  }
  if (within_limits(context, namespaces, attributes, values)) {
    xmlSAX2StartElementNs(context, name, prefix, uri, namespaces, declared, attributes, defaulted,
                          values);
  }
}

void on_error(void* context, xmlErrorPtr error) {
  Guard& guard = guard_of(context);
  if (error->level < XML_ERR_ERROR || !guard.fault.empty()) {
    return;
  }
  std::string words = error->message == nullptr ? "not well-formed" : error->message;
  while (!words.empty() && (words.back() == '\n' || words.back() == ' ')) {
    words.pop_back();
  }
  guard.fault = display_safe(words, 200);
  if (guard.line == 0) {
    guard.line = error->line;
  }
}

Error bad(std::string why, int line) {
  return Error(kBadXml, std::move(why), line > 0 ? fmt::format("{}", line) : std::string());
}

struct FreeParser {
  void operator()(xmlParserCtxt* parser) const {
    xmlFreeDoc(parser->myDoc);
    xmlFreeParserCtxt(parser);
  }
};

Status check_text(std::string_view text, const XmlLimits& limits) {
  if (text.size() > limits.bytes) {
    return Error(kTooLarge, fmt::format("The XML text has more than {} bytes.", limits.bytes));
  }
  if (text.find('\0') != std::string_view::npos) {
    return bad("A zero byte: the text is not XML in UTF-8.", 1);
  }
  const Status utf8 = check_utf8(text);
  return utf8.ok() ? utf8 : bad("The text is not valid UTF-8.", 1);
}

bool is_utf8_name(std::string_view name) {
  const std::string lower = ascii_lower(name);
  return lower.empty() || lower == "utf-8" || lower == "us-ascii";
}

const xmlNode* node_of(const void* node) { return static_cast<const xmlNode*>(node); }

bool is_text(const xmlNode* node) {
  return node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
}

bool is_space(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

const xmlNode* element_from(const xmlNode* node) {
  while (node != nullptr && node->type != XML_ELEMENT_NODE) {
    node = node->next;
  }
  return node;
}

std::string value_of(const xmlAttr* attribute) {
  std::string value;
  for (const xmlNode* piece = attribute->children; piece != nullptr; piece = piece->next) {
    value += view(piece->content);
  }
  return value;
}

std::string_view ns_of(const xmlNs* ns) {
  return ns == nullptr ? std::string_view{} : view(ns->href);
}

}  // namespace

void start_libxml() {
  static const bool once = [] {
    xmlInitParser();
    return true;
  }();
  static_cast<void>(once);
}

Result<XmlDocument> XmlDocument::parse(BytesView bytes, XmlLimits limits) {
  std::string_view text = as_text(bytes);
  text.remove_prefix(text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0);
  ENTENTE_CHECK(check_text(text, limits));
  start_libxml();
  Guard guard{.limits = limits, .refusal = {}, .fault = {}};
  const std::unique_ptr<xmlParserCtxt, FreeParser> parser(xmlNewParserCtxt());
  ENTENTE_INVARIANT(parser != nullptr);
  parser->_private = &guard;
  parser->sax->internalSubset = on_doctype;
  parser->sax->startElementNs = on_element;
  parser->sax->serror = on_error;
  xmlDoc* read =
      xmlCtxtReadMemory(parser.get(), text.data(), static_cast<int>(text.size()), nullptr, nullptr,
                        XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_COMPACT);
  auto tree = std::make_unique<XmlTree>();
  tree->doc.reset(read);
  if (!guard.refusal.empty()) {
    return bad(guard.refusal, guard.line);
  }
  if (read == nullptr || !guard.fault.empty() || parser->wellFormed == 0 ||
      parser->nsWellFormed == 0 || xmlDocGetRootElement(read) == nullptr) {
    return bad(guard.fault.empty() ? "The text is not well-formed XML." : guard.fault, guard.line);
  }
  if (!is_utf8_name(view(read->encoding)) || view(read->version) != "1.0") {
    return bad("Only XML 1.0 in UTF-8 is read.", 1);
  }
  return XmlDocument(std::move(tree));
}

XmlDocument::XmlDocument(std::unique_ptr<XmlTree> tree) : tree_(std::move(tree)) {}
XmlDocument::XmlDocument(XmlDocument&&) noexcept = default;
XmlDocument& XmlDocument::operator=(XmlDocument&&) noexcept = default;
XmlDocument::~XmlDocument() = default;

XmlElement XmlDocument::root() const { return XmlElement(xmlDocGetRootElement(tree_->doc.get())); }

std::string_view XmlElement::name() const { return view(node_of(node_)->name); }
std::string_view XmlElement::ns() const { return ns_of(node_of(node_)->ns); }

std::size_t XmlElement::line() const {
  const long line = xmlGetLineNo(node_of(node_));
  return line < 0 ? 0 : static_cast<std::size_t>(line);
}

std::string XmlElement::where() const { return fmt::format("{}", line()); }

std::optional<XmlElement> XmlElement::first_child() const {
  const xmlNode* found = element_from(node_of(node_)->children);
  return found == nullptr ? std::nullopt : std::optional(XmlElement(found));
}

std::optional<XmlElement> XmlElement::next_sibling() const {
  const xmlNode* found = element_from(node_of(node_)->next);
  return found == nullptr ? std::nullopt : std::optional(XmlElement(found));
}

std::optional<XmlElement> XmlElement::parent() const {
  const xmlNode* found = node_of(node_)->parent;
  return found == nullptr || found->type != XML_ELEMENT_NODE ? std::nullopt
                                                             : std::optional(XmlElement(found));
}

std::vector<XmlElement> XmlElement::children() const {
  std::vector<XmlElement> found;
  for (auto child = first_child(); child; child = child->next_sibling()) {
    found.push_back(*child);
  }
  return found;
}

std::optional<XmlElement> XmlElement::child(std::string_view ns, std::string_view name) const {
  auto child = first_child();
  while (child && !child->is(ns, name)) {
    child = child->next_sibling();
  }
  return child;
}

std::string XmlElement::text() const {
  std::string text;
  for (const xmlNode* node = node_of(node_)->children; node != nullptr; node = node->next) {
    if (is_text(node)) {
      text += view(node->content);
    }
  }
  return text;
}

bool XmlElement::has_text() const {
  for (const xmlNode* node = node_of(node_)->children; node != nullptr; node = node->next) {
    if (is_text(node) && !is_space(view(node->content))) {
      return true;
    }
  }
  return false;
}

std::size_t XmlElement::text_line() const {
  for (const xmlNode* node = node_of(node_)->children; node != nullptr; node = node->next) {
    if (is_text(node) && !is_space(view(node->content))) {
      const long line = xmlGetLineNo(node);
      return line < 0 ? 0 : static_cast<std::size_t>(line);
    }
  }
  return line();
}

std::optional<std::string> XmlElement::attribute(std::string_view name) const {
  return attribute({}, name);
}

std::optional<std::string> XmlElement::attribute(std::string_view ns, std::string_view name) const {
  for (const xmlAttr* each = node_of(node_)->properties; each != nullptr; each = each->next) {
    if (view(each->name) == name && ns_of(each->ns) == ns) {
      return value_of(each);
    }
  }
  return std::nullopt;
}

std::vector<XmlAttribute> XmlElement::attributes() const {
  std::vector<XmlAttribute> found;
  for (const xmlAttr* each = node_of(node_)->properties; each != nullptr; each = each->next) {
    found.push_back({ns_of(each->ns), view(each->name), value_of(each)});
  }
  return found;
}

std::string collapse_space(std::string_view text) {
  std::string out;
  bool gap = false;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      gap = !out.empty();
      continue;
    }
    if (gap) {
      out += ' ';
      gap = false;
    }
    out += c;
  }
  return out;
}

}  // namespace entente::format
