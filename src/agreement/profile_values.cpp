#include "agreement/profile_values.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

namespace entente::agreement {
namespace {

using format::TomlNode;
using format::TomlType;

/// What tells the rows of a list apart. A list that is not here is told apart by `code`.
struct RowKey {
  std::string_view list;
  std::vector<std::string_view> keys;
};

const std::vector<RowKey>& row_keys() {
  static const std::vector<RowKey> all{{"source", {"id"}},
                                       {"authority", {"party", "code", "valid_from"}},
                                       {"facility", {"party", "code", "valid_from"}},
                                       {"scheme", {"party"}},
                                       {"equivalence", {"from", "marking", "to", "valid_from"}},
                                       {"reading", {"party"}},
                                       {"level", {"level"}},
                                       {"quorum", {"act"}},
                                       {"leg", {"parties"}}};
  return all;
}

std::optional<Value> scalar(TomlNode node) {
  switch (node.type()) {
    case TomlType::boolean:
      return Value(*node.boolean());
    case TomlType::integer:
      return Value(*node.integer());
    case TomlType::string:
      return Value(std::string(*node.string()));
    case TomlType::date:
      return Value(node.date()->text());
    default:
      return std::nullopt;
  }
}

/// The words of one value without brackets and quotes, to name a row by.
std::string words(const Value& value) {
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    return fmt::format("{}", fmt::join(*list, ","));
  }
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? text_of(value) : *text;
}

std::optional<Value> values_of(TomlNode node) {
  std::vector<std::string> list;
  for (const TomlNode& each : node.elements()) {
    const std::optional<Value> value = scalar(each);
    if (!value) {
      return std::nullopt;
    }
    list.push_back(words(*value));
  }
  return Value(std::move(list));
}

std::string row_name(const std::string& list, TomlNode row) {
  const auto known = std::find_if(row_keys().begin(), row_keys().end(),
                                  [&](const RowKey& each) { return each.list == list; });
  const std::vector<std::string_view> keys =
      known == row_keys().end() ? std::vector<std::string_view>{"code"} : known->keys;
  std::string name;
  for (const std::string_view key : keys) {
    const std::optional<TomlNode> node = row.find(key);
    const auto value =
        node && node->is_array() ? values_of(*node) : (node ? scalar(*node) : std::nullopt);
    if (value) {
      name += (name.empty() ? "" : ",") + words(*value);
    }
  }
  return name;
}

void flatten(const std::string& path, TomlNode node, Values& values) {
  if (node.is_table()) {
    for (const format::TomlMember& member : node.members()) {
      flatten(path.empty() ? std::string(member.key) : fmt::format("{}.{}", path, member.key),
              member.value, values);
    }
  } else if (node.is_array() && node.size() > 0 && node.elements().front().is_table()) {
    for (const TomlNode& row : node.elements()) {
      flatten(fmt::format("{}[{}]", path, row_name(description_path(path), row)), row, values);
    }
  } else if (auto value = node.is_array() ? values_of(node) : scalar(node)) {
    values.set(path, std::move(*value));
  }
}

}  // namespace

std::string text_of(const Value& value) {
  struct Writer {
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(std::int64_t count) const { return std::to_string(count); }
    std::string operator()(const std::string& text) const { return fmt::format("\"{}\"", text); }
    std::string operator()(const std::vector<std::string>& list) const {
      return list.empty() ? "[]" : fmt::format("[\"{}\"]", fmt::join(list, "\", \""));
    }
  };
  return std::visit(Writer{}, value);
}

bool is_true(const Value* value) {
  const bool* flag = value == nullptr ? nullptr : std::get_if<bool>(value);
  return flag != nullptr && *flag;
}

std::vector<std::string> codes_of(const Value* value) {
  const auto* list = value == nullptr ? nullptr : std::get_if<std::vector<std::string>>(value);
  return list == nullptr ? std::vector<std::string>() : *list;
}

std::string description_path(std::string_view path) {
  std::string described;
  int depth = 0;
  for (const char c : path) {
    depth += c == '[' ? 1 : 0;
    if (depth == 0) {
      described += c;
    }
    depth -= c == ']' ? 1 : 0;
  }
  return described;
}

Values Values::of(TomlNode root) {
  Values values;
  flatten("", root, values);
  return values;
}

const Value* Values::find(std::string_view path) const {
  const auto found = values_.find(path);
  return found == values_.end() ? nullptr : &found->second;
}

bool Values::flag(std::string_view path) const { return is_true(find(path)); }

std::optional<int> Values::count(std::string_view path) const {
  const Value* value = find(path);
  const std::int64_t* count = value == nullptr ? nullptr : std::get_if<std::int64_t>(value);
  return count == nullptr ? std::nullopt : std::optional(static_cast<int>(*count));
}

std::string_view Values::text(std::string_view path) const {
  const Value* value = find(path);
  const std::string* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

std::vector<std::string> Values::codes(std::string_view path) const { return codes_of(find(path)); }

std::vector<std::string> Values::rows(std::string_view list) const {
  std::vector<std::string> names;
  const std::string prefix = std::string(list) + "[";
  for (auto at = values_.lower_bound(prefix); at != values_.end() && at->first.starts_with(prefix);
       ++at) {
    std::string name = at->first.substr(prefix.size(), at->first.find(']') - prefix.size());
    if (names.empty() || names.back() != name) {
      names.push_back(std::move(name));
    }
  }
  return names;
}

}  // namespace entente::agreement
