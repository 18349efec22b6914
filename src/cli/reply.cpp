#include "cli/reply.h"

#include "base/text.h"
#include "format/json.h"
#include "format/json_writer.h"

namespace entente::cli {
namespace {

void append_readable(std::string& out, format::JsonValue value, std::size_t indent) {
  const std::string margin(indent, ' ');
  if (value.is_object()) {
    for (const auto [key, member] : value.members()) {
      out += margin + display_safe(key) + ":";
      const bool nested = (member.is_object() || member.is_array()) && member.size() > 0;
      out += nested ? "\n" : " ";
      append_readable(out, member, indent + 2);
    }
    return;
  }
  if (value.is_array()) {
    for (const format::JsonValue element : value.elements()) {
      if (element.is_object() || element.is_array()) {
        out += margin + "-\n";
        append_readable(out, element, indent + 2);
      } else {
        out += margin + "- ";
        append_readable(out, element, 0);
      }
    }
    out += value.size() == 0 ? "none\n" : "";
    return;
  }
  if (const auto text = value.string(); text.ok()) {
    out += display_safe(*text, 4096) + "\n";
    return;
  }
  std::string raw;
  format::JsonWriter(raw).value(value);
  out += raw + "\n";
}

}  // namespace

std::string readable(std::string_view json) {
  const auto document = format::JsonDocument::parse(json);
  std::string out;
  if (document.ok()) {
    append_readable(out, document->root(), 0);
  }
  return out;
}

}  // namespace entente::cli
