#include "agreement/section.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"

namespace entente::agreement {

using format::TomlNode;
using format::TomlPosition;
using format::TomlType;

namespace {

/// No list of a profile is near this; it bounds what comparing all with all costs.
constexpr std::size_t kMaxElements = 2048;

}  // namespace

void Faults::add(std::string_view code, TomlPosition at, std::string text) {
  faults_.push_back({std::string(code), file_, at.line, at.column, std::move(text)});
}

std::vector<Fault> Faults::take() {
  const auto key = [](const Fault& fault) {
    return std::tie(fault.line, fault.column, fault.code, fault.text);
  };
  std::sort(faults_.begin(), faults_.end(),
            [&](const Fault& a, const Fault& b) { return key(a) < key(b); });
  const auto repeated =
      std::unique(faults_.begin(), faults_.end(),
                  [&](const Fault& a, const Fault& b) { return key(a) == key(b); });
  faults_.erase(repeated, faults_.end());
  return std::move(faults_);
}

TomlPosition Section::position() const { return table_ ? table_->position() : TomlPosition{1, 1}; }

TomlPosition Section::where(std::string_view key) const {
  const std::optional<TomlNode> node = table_ ? table_->find(key) : std::nullopt;
  return node ? node->position() : position();
}

void Section::fault(std::string_view code, std::string_view key, std::string text) {
  if (table_) {
    faults_->add(code, where(key), std::move(text));
  }
}

std::optional<TomlNode> Section::find(std::string_view key) {
  asked_.push_back(key);
  return table_ ? table_->find(key) : std::nullopt;
}

std::optional<TomlNode> Section::require(std::string_view key) {
  std::optional<TomlNode> node = find(key);
  if (table_ && !node) {
    faults_->add("missing-key", position(), fmt::format("The key '{}' is missing here.", key));
  }
  return node;
}

void Section::wrong_type(const TomlNode& node, TomlType wanted) {
  faults_->add("wrong-type", node.position(),
               fmt::format("A value of type {} must stand here.", name_of(wanted)));
}

void Section::not_one_of(const TomlNode& node, std::string_view value, std::string choices) {
  faults_->add("bad-value", node.position(),
               fmt::format("'{}' is none of: {}.", display_safe(value, 80), choices));
}

std::optional<std::string> Section::string_of(const TomlNode& node) {
  const auto value = node.string();
  if (!value) {
    wrong_type(node, TomlType::string);
    return std::nullopt;
  }
  if (value->empty()) {
    faults_->add("bad-value", node.position(), "The text is empty.");
    return std::nullopt;
  }
  return std::string(*value);
}

std::optional<int> Section::integer_of(const TomlNode& node, int min, int max) {
  const auto value = node.integer();
  if (!value) {
    wrong_type(node, TomlType::integer);
    return std::nullopt;
  }
  if (*value < min || *value > max) {
    faults_->add("bad-value", node.position(),
                 fmt::format("The number lies between {} and {}.", min, max));
    return std::nullopt;
  }
  return static_cast<int>(*value);
}

std::optional<CivilDate> Section::date_of(const TomlNode& node) {
  const auto value = node.date();
  if (!value) {
    wrong_type(node, TomlType::date);
    return std::nullopt;
  }
  return *value;
}

std::string Section::text(std::string_view key) {
  const std::optional<TomlNode> node = require(key);
  return node ? string_of(*node).value_or("") : "";
}

std::string Section::optional_text(std::string_view key) {
  const std::optional<TomlNode> node = find(key);
  return node ? string_of(*node).value_or("") : "";
}

int Section::integer(std::string_view key, int min, int max) {
  const std::optional<TomlNode> node = require(key);
  return node ? integer_of(*node, min, max).value_or(min) : min;
}

std::optional<int> Section::optional_integer(std::string_view key, int min, int max) {
  const std::optional<TomlNode> node = find(key);
  return node ? integer_of(*node, min, max) : std::nullopt;
}

bool Section::flag(std::string_view key) {
  const std::optional<TomlNode> node = require(key);
  if (!node) {
    return false;
  }
  const auto value = node->boolean();
  if (!value) {
    wrong_type(*node, TomlType::boolean);
  }
  return value.ok() && *value;
}

std::optional<bool> Section::optional_flag(std::string_view key) {
  return find(key) ? std::optional(flag(key)) : std::nullopt;
}

std::optional<Value> Section::choice_of(const TomlNode& node, const Parameter& parameter) {
  const std::optional<std::string> name = string_of(node);
  if (!name) {
    return std::nullopt;
  }
  const auto& choices = parameter.choices;
  if (std::find(choices.begin(), choices.end(), *name) == choices.end()) {
    not_one_of(node, *name, fmt::format("{}", fmt::join(choices, ", ")));
    return std::nullopt;
  }
  return Value(*name);
}

std::optional<Value> Section::codes_of(std::string_view key, const Parameter& parameter) {
  std::vector<std::string> codes;
  for (const Name& name : names(key)) {
    codes.push_back(name.text());
  }
  if (!parameter.choices.empty()) {
    for (const TomlNode& element : elements(key)) {
      if (element.is_string()) {
        (void)choice_of(element, parameter);
      }
    }
  }
  return Value(std::move(codes));
}

std::optional<Value> Section::value(const Parameter& parameter, Need need) {
  const std::string_view key = parameter.key();
  if (!has(key)) {
    (void)(need == Need::required ? require(key) : find(key));
    return std::nullopt;
  }
  switch (parameter.kind) {
    case ValueKind::flag:
      return Value(flag(key));
    case ValueKind::count:
      return Value(std::int64_t{integer(key, parameter.min, parameter.max)});
    case ValueKind::choice:
      return choice_of(*find(key), parameter);
    case ValueKind::code:
      return Value(id<NameTag>(key).text());
    case ValueKind::codes:
      return codes_of(key, parameter);
    case ValueKind::text:
      return Value(text(key));
  }
  return std::nullopt;
}

CivilDate Section::date(std::string_view key) {
  const std::optional<TomlNode> node = require(key);
  return node ? date_of(*node).value_or(CivilDate()) : CivilDate();
}

std::optional<CivilDate> Section::optional_date(std::string_view key) {
  const std::optional<TomlNode> node = find(key);
  return node ? date_of(*node) : std::nullopt;
}

Zone Section::zone(std::string_view key) {
  const std::string value = text(key);
  const auto zone = Zone::parse(value);
  if (!zone && !value.empty()) {
    fault("bad-value", key, "A zone is a fixed offset such as +09:00, or Z.");
  }
  return zone.ok() ? *zone : kUtc;
}

std::vector<TomlNode> Section::elements(std::string_view key) {
  const std::optional<TomlNode> node = require(key);
  if (!node) {
    return {};
  }
  if (!node->is_array()) {
    wrong_type(*node, TomlType::array);
    return {};
  }
  if (node->elements().size() > kMaxElements) {
    faults_->add("too-large", node->position(),
                 fmt::format("At most {} elements may stand here.", kMaxElements));
    return {};
  }
  return {node->elements().begin(), node->elements().end()};
}

std::vector<std::string> Section::strings(std::string_view key) {
  std::vector<std::string> values;
  for (const TomlNode& element : elements(key)) {
    if (auto value = string_of(element)) {
      values.push_back(std::move(*value));
    }
  }
  return values;
}

std::vector<Name> Section::names(std::string_view key) {
  std::vector<Name> values;
  for (const TomlNode& element : elements(key)) {
    Name name = parsed_id<NameTag>(string_of(element).value_or(""), element.position());
    if (std::find(values.begin(), values.end(), name) != values.end()) {
      faults_->add("duplicate", element.position(), "The name stands here twice.");
    } else if (!name.empty()) {
      values.push_back(std::move(name));
    }
  }
  return values;
}

std::vector<Name> Section::optional_names(std::string_view key) {
  return find(key) ? names(key) : std::vector<Name>();
}

Texts Section::texts(std::string_view key, const std::vector<std::string>& languages) {
  Section section = table(key);
  Texts texts;
  for (const std::string& language : languages) {
    if (std::string value = section.text(language); !value.empty()) {
      texts.emplace(language, std::move(value));
    }
  }
  section.done();
  return texts;
}

Section Section::table(std::string_view key) {
  std::optional<TomlNode> node = require(key);
  if (node && !node->is_table()) {
    wrong_type(*node, TomlType::table);
    node.reset();
  }
  return {*faults_, node};
}

Section Section::optional_table(std::string_view key) {
  return find(key) ? table(key) : Section(*faults_, std::nullopt);
}

std::vector<Section> Section::optional_tables(std::string_view key) {
  return find(key) ? tables(key) : std::vector<Section>();
}

std::vector<Section> Section::tables(std::string_view key) {
  std::vector<Section> sections;
  const std::vector<TomlNode> all = elements(key);
  for (const TomlNode& element : all) {
    if (element.is_table()) {
      sections.emplace_back(*faults_, element);
    } else {
      wrong_type(element, TomlType::table);
    }
  }
  if (all.empty() && table_ && table_->find(key)) {
    fault("missing-key", key, "At least one must stand here.");
  }
  return sections;
}

void Section::done() {
  if (!table_) {
    return;
  }
  for (const format::TomlMember& member : table_->members()) {
    if (std::find(asked_.begin(), asked_.end(), member.key) == asked_.end()) {
      faults_->add("unknown-key", member.key_position,
                   fmt::format("The key '{}' is unknown here.", display_safe(member.key, 80)));
    }
  }
}

}  // namespace entente::agreement
