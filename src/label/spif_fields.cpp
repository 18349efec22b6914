#include "label/spif_fields.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"
#include "label/errors.h"
#include "label/label_fields.h"

namespace entente::label {

std::vector<format::XmlElement> SpifFields::elements(format::XmlElement parent) {
  no_text(parent, faults_);
  std::vector<format::XmlElement> found;
  for (auto child = parent.first_child(); child; child = child->next_sibling()) {
    if (child->ns() == kSpifNamespace) {
      found.push_back(*child);
    } else if (child->ns().empty()) {
      add(notes_, kAdvice, *child,
          fmt::format("{} is in no namespace: taken as the schema's.", child->name()));
      found.push_back(*child);
    } else {
      unexpected(*child);
    }
  }
  return found;
}

std::vector<format::XmlElement> SpifFields::elements(format::XmlElement parent,
                                                     std::string_view name) {
  std::vector<format::XmlElement> found;
  for (const format::XmlElement& child : elements(parent)) {
    if (child.name() == name) {
      found.push_back(child);
    } else {
      unexpected(child);
    }
  }
  return found;
}

void SpifFields::unexpected(format::XmlElement element) {
  add(faults_, kBadSpif, element,
      fmt::format("'{}' may not stand here.", display_safe(element.name(), 80)));
}

void SpifFields::empty(format::XmlElement element) {
  no_text(element, faults_);
  if (const auto child = element.first_child()) {
    unexpected(*child);
  }
}

std::string SpifFields::need(format::XmlElement element, std::string_view name) {
  const auto value = element.attribute(name);
  if (!value) {
    add(faults_, kBadSpif, element, fmt::format("{} has no {}.", element.name(), name));
  }
  return value.value_or("");
}

std::string SpifFields::need_oid(format::XmlElement element, std::string_view name) {
  std::string value = need(element, name);
  if (!value.empty() && !is_oid(value)) {
    add(faults_, kBadSpif, element,
        fmt::format("The {} '{}' is no object identifier.", name, display_safe(value, 80)));
  }
  return value;
}

Lacv SpifFields::need_lacv(format::XmlElement element) {
  return normal_lacv(format::collapse_space(need(element, "lacv")));
}

std::optional<std::int64_t> SpifFields::integer(format::XmlElement element, std::string_view name) {
  const auto text = element.attribute(name);
  if (!text) {
    return std::nullopt;
  }
  const std::string trimmed = format::collapse_space(*text);
  std::int64_t value = 0;
  const auto read = std::from_chars(trimmed.data(), trimmed.data() + trimmed.size(), value);
  if (trimmed.empty() || read.ec != std::errc() || read.ptr != trimmed.data() + trimmed.size()) {
    add(faults_, kBadSpif, element, fmt::format("The {} is no whole number.", name));
    return std::nullopt;
  }
  return value;
}

bool SpifFields::boolean(format::XmlElement element, std::string_view name) {
  const std::string text = format::collapse_space(element.attribute(name).value_or("false"));
  if (text != "true" && text != "false" && text != "1" && text != "0") {
    add(faults_, kBadSpif, element, fmt::format("The {} is true or false.", name));
  }
  return text == "true" || text == "1";
}

std::optional<std::size_t> SpifFields::selection(format::XmlElement element,
                                                 std::string_view name) {
  const auto text = element.attribute(name);
  if (!text || *text == "unbounded") {
    return std::nullopt;
  }
  const auto value = integer(element, name);
  return value && *value >= 0 ? std::optional(static_cast<std::size_t>(*value)) : std::nullopt;
}

std::optional<Instant> SpifFields::time(format::XmlElement element, std::string_view name) {
  const auto text = element.attribute(name);
  if (!text) {
    return std::nullopt;
  }
  const auto read = parse_label_time(format::collapse_space(*text));
  if (!read) {
    add(faults_, kBadSpif, element, fmt::format("The {} is no date and time.", name));
    return std::nullopt;
  }
  return read->at;
}

Applied SpifFields::applied(format::XmlElement element) {
  const auto read = from_name<Applied>(need(element, "applied"));
  if (!read) {
    add(faults_, kBadSpif, element, "An equivalence is applied by encrypt, decrypt or both.");
  }
  return read.value_or(Applied::both);
}

std::optional<CategoryType> SpifFields::tag_type(format::XmlElement element) {
  const std::string type = need(element, "tagType");
  const std::string kind = type == "enumerated" ? need(element, "enumType") : type;
  if (kind == "restrictive") {
    return CategoryType::restrictive;
  }
  if (kind == "permissive") {
    return CategoryType::permissive;
  }
  if (type == "tagType7") {
    return CategoryType::informative;
  }
  if (type != "notApplicable") {
    add(faults_, kBadSpif, element, fmt::format("'{}' is no type of tag.", display_safe(kind, 40)));
  }
  return std::nullopt;
}

std::optional<TagEncoding> SpifFields::tag_encoding(format::XmlElement element) {
  const std::string type = element.attribute("tagType").value_or("");
  if (type != "tagType7") {
    return type == "enumerated" ? TagEncoding::integers : TagEncoding::bits;
  }
  const auto stated = element.attribute("tag7Encoding");
  if (!stated) {
    return std::nullopt;
  }
  const auto read = from_name<TagEncoding>(*stated);
  if (!read) {
    add(faults_, kBadSpif, element, "tag7Encoding is bitSetAttributes or securityAttributes.");
  }
  return read;
}

std::string SpifFields::lang(format::XmlElement element) {
  return element.attribute(format::kXmlNamespace, "lang").value_or("");
}

}  // namespace entente::label
