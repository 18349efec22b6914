#include "format/xml_writer.h"

#include "base/invariant.h"
#include "base/text.h"

namespace entente::format {
namespace {

enum class Place { text, attribute };

std::string_view escape_of(char c, Place place) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return place == Place::text ? "&gt;" : "";
    case '"':
      return place == Place::attribute ? "&quot;" : "";
    case '\r':
      return "&#xD;";
    case '\n':
      return place == Place::attribute ? "&#xA;" : "";
    case '\t':
      return place == Place::attribute ? "&#x9;" : "";
    default:
      return static_cast<unsigned char>(c) < 0x20 ? "\xef\xbf\xbd" : "";
  }
}

/// U+FFFE and U+FFFF are Unicode but not XML.
std::string without_noncharacters(std::string text) {
  for (std::size_t at = text.find("\xef\xbf"); at != std::string::npos;
       at = text.find("\xef\xbf", at + 1)) {
    if (at + 2 < text.size() && static_cast<unsigned char>(text[at + 2]) >= 0xbe) {
      text[at + 2] = '\xbd';
    }
  }
  return text;
}

void append_escaped(std::string& out, std::string_view raw, Place place) {
  const std::string text = without_noncharacters(replace_malformed(raw));
  for (const char c : text) {
    const std::string_view escape = escape_of(c, place);
    if (escape.empty()) {
      out += c;
    } else {
      out += escape;
    }
  }
}

}  // namespace

std::string escaped_text(std::string_view text) {
  std::string out;
  append_escaped(out, text, Place::text);
  return out;
}

void XmlWriter::end_tag() {
  if (in_tag_) {
    *out_ += '>';
    in_tag_ = false;
  }
}

XmlWriter& XmlWriter::open(std::string_view name) {
  end_tag();
  *out_ += '<';
  *out_ += name;
  open_.emplace_back(name);
  in_tag_ = true;
  return *this;
}

XmlWriter& XmlWriter::attribute(std::string_view name, std::string_view value) {
  ENTENTE_INVARIANT(in_tag_);
  *out_ += ' ';
  *out_ += name;
  *out_ += "=\"";
  append_escaped(*out_, value, Place::attribute);
  *out_ += '"';
  return *this;
}

XmlWriter& XmlWriter::text(std::string_view text) {
  ENTENTE_INVARIANT(!open_.empty());
  end_tag();
  append_escaped(*out_, text, Place::text);
  return *this;
}

XmlWriter& XmlWriter::raw(std::string_view xml) {
  ENTENTE_INVARIANT(!open_.empty());
  end_tag();
  *out_ += xml;
  return *this;
}

XmlWriter& XmlWriter::close() {
  ENTENTE_INVARIANT(!open_.empty());
  end_tag();
  *out_ += "</" + open_.back() + '>';
  open_.pop_back();
  return *this;
}

}  // namespace entente::format
