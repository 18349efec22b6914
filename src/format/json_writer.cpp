#include "format/json_writer.h"

#include <simdjson.h>

#include <array>
#include <charconv>
#include <cstring>

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

constexpr std::uint64_t repeat(std::uint8_t byte) { return 0x0101010101010101 * byte; }

/// Whether any of eight bytes is `"`, `\`, or below 0x20. Exact for "any"; borrows may blur which.
bool any_escape(const char* eight) {
  std::uint64_t word = 0;
  std::memcpy(&word, eight, sizeof(word));
  const auto zero_bytes = [](std::uint64_t x) { return (x - repeat(1)) & ~x; };
  const std::uint64_t below_space = (word - repeat(0x20)) & ~word;
  return ((below_space | zero_bytes(word ^ repeat('"')) | zero_bytes(word ^ repeat('\\'))) &
          repeat(0x80)) != 0;
}

bool is_ascii(std::string_view text) {
  std::uint64_t seen = 0;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, sizeof(word));
    seen |= word;
  }
  for (; i < text.size(); ++i) {
    seen |= static_cast<std::uint8_t>(text[i]);
  }
  return (seen & repeat(0x80)) == 0;
}

std::size_t next_escape(std::string_view text, std::size_t from) {
  while (from + 8 <= text.size() && !any_escape(text.data() + from)) {
    from += 8;
  }
  while (from < text.size() && kEscapes[static_cast<std::uint8_t>(text[from])] == 0) {
    ++from;
  }
  return from;
}

void append_escape(std::string& to, std::uint8_t byte) {
  to += '\\';
  to += kEscapes[byte];
  if (kEscapes[byte] == 'u') {
    to += "00";
    to += kHex[byte >> 4];
    to += kHex[byte & 15];
  }
}

void append_escaped(std::string& to, std::string_view text) {
  std::size_t written = 0;
  for (;;) {
    const std::size_t escape = next_escape(text, written);
    to += text.substr(written, escape - written);
    if (escape == text.size()) {
      return;
    }
    append_escape(to, static_cast<std::uint8_t>(text[escape]));
    written = escape + 1;
  }
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
  if (is_ascii(text) || simdjson::validate_utf8(text.data(), text.size())) {
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
