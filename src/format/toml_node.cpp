#include <algorithm>

#include "base/text.h"
#include "format/errors.h"
#include "format/toml.h"
#include "format/toml_tree.h"

namespace entente::format {
namespace {

std::string_view article(TomlType type) {
  return type == TomlType::array || type == TomlType::integer || type == TomlType::instant ? "an"
                                                                                           : "a";
}

}  // namespace

TomlType TomlNode::type() const { return data_->type; }

TomlPosition TomlNode::position() const { return data_->position; }

std::string TomlNode::where() const { return data_->tree->where(data_->position); }

Error TomlNode::error(std::string message) const {
  return Error(kBadToml, std::move(message), where());
}

Status TomlNode::expect(TomlType wanted) const {
  if (type() == wanted) {
    return {};
  }
  std::string message("This must be ");
  message += article(wanted);
  message += ' ';
  message += name_of(wanted);
  message += ", and not ";
  message += article(type());
  message += ' ';
  message += name_of(type());
  message += '.';
  return error(std::move(message));
}

Result<std::string_view> TomlNode::string() const {
  ENTENTE_CHECK(expect(TomlType::string));
  return std::string_view(data_->text);
}

Result<std::int64_t> TomlNode::integer() const {
  ENTENTE_CHECK(expect(TomlType::integer));
  return data_->integer;
}

Result<double> TomlNode::number() const {
  if (type() == TomlType::integer) {
    return static_cast<double>(data_->integer);
  }
  ENTENTE_CHECK(expect(TomlType::number));
  return data_->number;
}

Result<bool> TomlNode::boolean() const {
  ENTENTE_CHECK(expect(TomlType::boolean));
  return data_->boolean;
}

Result<CivilDate> TomlNode::date() const {
  ENTENTE_CHECK(expect(TomlType::date));
  return data_->date;
}

Result<Instant> TomlNode::instant() const {
  ENTENTE_CHECK(expect(TomlType::instant));
  return data_->instant;
}

std::optional<TomlNode> TomlNode::find(std::string_view key) const {
  const auto found = std::find_if(data_->members.begin(), data_->members.end(),
                                  [&](const TomlMember& member) { return member.key == key; });
  if (found == data_->members.end()) {
    return std::nullopt;
  }
  return found->value;
}

Result<TomlNode> TomlNode::at(std::string_view key) const {
  ENTENTE_CHECK(expect(TomlType::table));
  const std::optional<TomlNode> found = find(key);
  if (!found) {
    return error("The key " + in_quotes(key) + " is missing.");
  }
  return *found;
}

Result<std::string_view> TomlNode::string_at(std::string_view key) const {
  ENTENTE_TRY(const TomlNode member, at(key));
  return member.string();
}

Result<std::int64_t> TomlNode::integer_at(std::string_view key) const {
  ENTENTE_TRY(const TomlNode member, at(key));
  return member.integer();
}

Result<bool> TomlNode::boolean_at(std::string_view key) const {
  ENTENTE_TRY(const TomlNode member, at(key));
  return member.boolean();
}

Result<CivilDate> TomlNode::date_at(std::string_view key) const {
  ENTENTE_TRY(const TomlNode member, at(key));
  return member.date();
}

Result<TomlNode> TomlNode::array_at(std::string_view key) const {
  ENTENTE_TRY(const TomlNode member, at(key));
  ENTENTE_CHECK(member.expect(TomlType::array));
  return member;
}

Result<TomlNode> TomlNode::table_at(std::string_view key) const {
  ENTENTE_TRY(const TomlNode member, at(key));
  ENTENTE_CHECK(member.expect(TomlType::table));
  return member;
}

std::size_t TomlNode::size() const { return data_->elements.size() + data_->members.size(); }

std::span<const TomlNode> TomlNode::elements() const { return data_->elements; }

std::span<const TomlMember> TomlNode::members() const { return data_->members; }

Error TomlMember::key_error(std::string message) const {
  return Error(kBadToml, std::move(message), value.data_->tree->where(key_position));
}

Status only_keys(TomlNode table, std::initializer_list<std::string_view> keys) {
  ENTENTE_CHECK(table.expect(TomlType::table));
  for (const TomlMember& member : table.members()) {
    if (std::find(keys.begin(), keys.end(), member.key) == keys.end()) {
      return member.key_error("The key " + in_quotes(member.key) + " is not known here.");
    }
  }
  return {};
}

}  // namespace entente::format
