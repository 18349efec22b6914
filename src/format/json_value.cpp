#include <algorithm>

#include "base/text.h"
#include "format/errors.h"
#include "format/json.h"
#include "format/json_tape.h"

namespace entente::format {
namespace {

void append_pointer_token(std::string& to, std::string_view key) {
  to += '/';
  for (const char c : key) {
    if (c == '~') {
      to += "~0";
    } else if (c == '/') {
      to += "~1";
    } else {
      to += c;
    }
  }
}

/// Descends one step from `container` towards `target`, which lies within it.
std::uint32_t step_towards(const JsonTape& tape, std::uint32_t container, std::uint32_t target,
                           std::string& pointer) {
  std::uint32_t at = container + 1;
  if (tape.kind(container) == '{') {
    while (tape.after(at + 1) <= target) {
      at = tape.after(at + 1);
    }
    append_pointer_token(pointer, tape.string(at));
    return at + 1;
  }
  std::size_t position = 0;
  for (; tape.after(at) <= target; at = tape.after(at)) {
    ++position;
  }
  append_pointer_token(pointer, std::to_string(position));
  return at;
}

std::string_view article(JsonType type) {
  return type == JsonType::object || type == JsonType::array || type == JsonType::integer ? "an"
                                                                                          : "a";
}

}  // namespace

JsonType JsonValue::type() const {
  switch (tape_->kind(index_)) {
    case '{':
      return JsonType::object;
    case '[':
      return JsonType::array;
    case '"':
      return JsonType::string;
    case 'l':
    case 'u':
      return JsonType::integer;
    case 'd':
      return JsonType::number;
    case 't':
    case 'f':
      return JsonType::boolean;
    case 'n':
      return JsonType::null;
    default:
      invariant_broken("a tape word of a known kind", __FILE__, __LINE__);
  }
}

Error JsonValue::error(std::string message) const {
  return Error(kBadMember, std::move(message), display_safe(pointer()));
}

Status JsonValue::expect(JsonType wanted) const {
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

Result<std::string_view> JsonValue::string() const {
  ENTENTE_CHECK(expect(JsonType::string));
  return tape_->string(index_);
}

Result<std::int64_t> JsonValue::integer() const {
  ENTENTE_CHECK(expect(JsonType::integer));
  if (tape_->kind(index_) != 'l') {
    return error("This integer is larger than it may be.");
  }
  return tape_->number<std::int64_t>(index_);
}

Result<std::uint64_t> JsonValue::unsigned_integer() const {
  ENTENTE_CHECK(expect(JsonType::integer));
  if (tape_->kind(index_) == 'l' && tape_->number<std::int64_t>(index_) < 0) {
    return error("This integer must not be negative.");
  }
  return tape_->number<std::uint64_t>(index_);
}

Result<bool> JsonValue::boolean() const {
  ENTENTE_CHECK(expect(JsonType::boolean));
  return tape_->kind(index_) == 't';
}

Result<double> JsonValue::number() const {
  switch (tape_->kind(index_)) {
    case 'd':
      return tape_->number<double>(index_);
    case 'l':
      return static_cast<double>(tape_->number<std::int64_t>(index_));
    case 'u':
      return static_cast<double>(tape_->number<std::uint64_t>(index_));
    default:
      return expect(JsonType::number).error();
  }
}

std::optional<JsonValue> JsonValue::find(std::string_view key) const {
  if (!is_object()) {
    return std::nullopt;
  }
  const std::uint32_t end = tape_->after(index_) - 1;
  for (std::uint32_t at = index_ + 1; at < end; at = tape_->after(at + 1)) {
    if (tape_->string(at) == key) {
      return JsonValue(tape_, at + 1);
    }
  }
  return std::nullopt;
}

Result<JsonValue> JsonValue::at(std::string_view key) const {
  ENTENTE_CHECK(expect(JsonType::object));
  const std::optional<JsonValue> found = find(key);
  if (!found) {
    return error("The member " + in_quotes(key) + " is missing.");
  }
  return *found;
}

Result<JsonValue> JsonValue::at(std::size_t index) const {
  ENTENTE_CHECK(expect(JsonType::array));
  std::size_t left = index;
  for (const JsonValue element : elements()) {
    if (left-- == 0) {
      return element;
    }
  }
  return error("The element " + std::to_string(index) + " is missing.");
}

Result<std::string_view> JsonValue::string_at(std::string_view key) const {
  ENTENTE_TRY(const JsonValue member, at(key));
  return member.string();
}

Result<std::int64_t> JsonValue::integer_at(std::string_view key) const {
  ENTENTE_TRY(const JsonValue member, at(key));
  return member.integer();
}

Result<std::uint64_t> JsonValue::unsigned_integer_at(std::string_view key) const {
  ENTENTE_TRY(const JsonValue member, at(key));
  return member.unsigned_integer();
}

Result<bool> JsonValue::boolean_at(std::string_view key) const {
  ENTENTE_TRY(const JsonValue member, at(key));
  return member.boolean();
}

Result<JsonValue> JsonValue::array_at(std::string_view key) const {
  ENTENTE_TRY(const JsonValue member, at(key));
  ENTENTE_CHECK(member.expect(JsonType::array));
  return member;
}

Result<JsonValue> JsonValue::object_at(std::string_view key) const {
  ENTENTE_TRY(const JsonValue member, at(key));
  ENTENTE_CHECK(member.expect(JsonType::object));
  return member;
}

std::size_t JsonValue::size() const {
  if (!is_object() && !is_array()) {
    return 0;
  }
  const std::uint32_t count = tape_->count(index_);
  if (count < JsonTape::kCountSaturated) {
    return count;
  }
  std::size_t counted = 0;
  const std::uint32_t step = is_object() ? 1 : 0;
  const std::uint32_t end = tape_->after(index_) - 1;
  for (std::uint32_t at = index_ + 1; at < end; at = tape_->after(at + step)) {
    ++counted;
  }
  return counted;
}

JsonElements JsonValue::elements() const {
  if (!is_array()) {
    return {tape_, index_, index_};
  }
  return {tape_, index_ + 1, tape_->after(index_) - 1};
}

JsonMembers JsonValue::members() const {
  if (!is_object()) {
    return {tape_, index_, index_};
  }
  return {tape_, index_ + 1, tape_->after(index_) - 1};
}

std::string JsonValue::pointer() const {
  std::string pointer;
  std::uint32_t at = JsonTape::kRoot;
  while (at != index_) {
    at = step_towards(*tape_, at, index_, pointer);
  }
  return pointer;
}

JsonElements::Iterator& JsonElements::Iterator::operator++() {
  index_ = tape_->after(index_);
  return *this;
}

JsonMember JsonMembers::Iterator::operator*() const {
  return {tape_->string(index_), JsonValue(tape_, index_ + 1)};
}

JsonMembers::Iterator& JsonMembers::Iterator::operator++() {
  index_ = tape_->after(index_ + 1);
  return *this;
}

Status only_keys(JsonValue value, std::initializer_list<std::string_view> keys) {
  ENTENTE_CHECK(value.expect(JsonType::object));
  for (const auto [key, member] : value.members()) {
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      return member.error("The member " + in_quotes(key) + " is not known here.");
    }
  }
  return {};
}

}  // namespace entente::format
