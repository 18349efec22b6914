#include "format/json_writer.h"

#include <simdjson.h>

#include <array>
#include <charconv>

#include "base/invariant.h"
#include "base/text.h"
#include "format/json_number.h"

namespace entente::format {
namespace {

/// 0: stands as it is; 'u': as \u00xx; any other: behind a backslash (RFC 8785 3.2.2.2).
constexpr std::array<char, 256> kEscapes = [] {
  std::array<char, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) {
    table[c] = 'u';
  }
  table['\b'] = 'b';
  table['\t'] = 't';
  table['\n'] = 'n';
  table['\f'] = 'f';
  table['\r'] = 'r';
  table['"'] = '"';
  table['\\'] = '\\';
  return table;
}();

constexpr std::string_view kHex = "0123456789abcdef";

void append_escaped(std::string& to, std::string_view text) {
  std::size_t written = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    const char escape = kEscapes[byte];
    if (escape == 0) {
      continue;
    }
    to += text.substr(written, i - written);
    written = i + 1;
    to += '\\';
    to += escape;
    if (escape == 'u') {
      to += "00";
      to += kHex[byte >> 4];
      to += kHex[byte & 15];
    }
  }
  to += text.substr(written);
}

template <class Integer>
void append_integer(std::string& to, Integer value) {
  std::array<char, 24> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  to.append(text.data(), end);
}

}  // namespace

void append_json_string(std::string& to, std::string_view text) {
  to += '"';
  if (simdjson::validate_utf8(text.data(), text.size())) {
    append_escaped(to, text);
  } else {
    append_escaped(to, replace_malformed(text));
  }
  to += '"';
}

void JsonWriter::before_value() {
  ENTENTE_INVARIANT(!done_);
  ENTENTE_INVARIANT(open_.empty() || open_.back() == '[' || after_key_);
  if (comma_ && !after_key_) {
    *out_ += ',';
  }
  after_key_ = false;
  comma_ = true;
  done_ = open_.empty();
}

void JsonWriter::open(char bracket) {
  before_value();
  done_ = false;
  comma_ = false;
  open_ += bracket;
  *out_ += bracket;
}

void JsonWriter::close(char opening, char closing) {
  ENTENTE_INVARIANT(!open_.empty() && open_.back() == opening && !after_key_);
  open_.pop_back();
  *out_ += closing;
  comma_ = true;
  done_ = open_.empty();
}

JsonWriter& JsonWriter::begin_object() {
  open('{');
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  close('{', '}');
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  open('[');
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  close('[', ']');
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  ENTENTE_INVARIANT(!open_.empty() && open_.back() == '{' && !after_key_);
  if (comma_) {
    *out_ += ',';
  }
  append_json_string(*out_, name);
  *out_ += ':';
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view value) {
  before_value();
  append_json_string(*out_, value);
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
  before_value();
  append_integer(*out_, value);
  return *this;
}

JsonWriter& JsonWriter::unsigned_integer(std::uint64_t value) {
  before_value();
  append_integer(*out_, value);
  return *this;
}

JsonWriter& JsonWriter::number(double value) {
  before_value();
  append_number(*out_, value);
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
  before_value();
  *out_ += value ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::null() {
  before_value();
  *out_ += "null";
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  before_value();
  *out_ += json;
  return *this;
}

JsonWriter& JsonWriter::value(JsonValue value) {
  switch (value.type()) {
    case JsonType::object:
      begin_object();
      for (const auto [name, child] : value.members()) {
        member(name, child);
      }
      return end_object();
    case JsonType::array:
      begin_array();
      for (const JsonValue element : value.elements()) {
        this->value(element);
      }
      return end_array();
    case JsonType::string:
      return string(*value.string());
    case JsonType::integer: {
      const Result<std::int64_t> small = value.integer();
      return small ? integer(*small) : unsigned_integer(*value.unsigned_integer());
    }
    case JsonType::number:
      return number(*value.number());
    case JsonType::boolean:
      return boolean(*value.boolean());
    case JsonType::null:
      return null();
  }
  invariant_broken("a JsonType", __FILE__, __LINE__);
}

void JsonWriter::finish() const { ENTENTE_INVARIANT(done_); }

}  // namespace entente::format
