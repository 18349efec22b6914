#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "format/json.h"

namespace entente::format {

/// Appends one JSON value to a string: no white space, members in the order of the calls, minimal
/// escapes (those of RFC 8785 3.2.2.2), shortest numbers. The same calls give the same bytes on
/// every machine. A call out of place (a value without key in an object, a second root, a `finish`
/// with something open) is a broken invariant. Does not look for duplicate keys: the caller's
/// structure excludes them. The string must outlive the writer. Not thread-safe.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(&out) {}

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view key);

  /// Malformed UTF-8 is written as U+FFFD, so that the output is always valid; what came from one
  /// of our parsers is never malformed.
  JsonWriter& string(std::string_view value);
  JsonWriter& integer(std::int64_t value);
  JsonWriter& unsigned_integer(std::uint64_t value);
  JsonWriter& number(double value);  ///< finite, else a broken invariant
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  /// A copy of a parsed value, members in its document's order.
  JsonWriter& value(JsonValue value);
  /// Text that is already one JSON value, unchecked.
  JsonWriter& raw(std::string_view json);

  JsonWriter& begin_object(std::string_view name) { return key(name).begin_object(); }
  JsonWriter& begin_array(std::string_view name) { return key(name).begin_array(); }

  JsonWriter& member(std::string_view name, std::string_view value) {
    return key(name).string(value);
  }
  JsonWriter& member(std::string_view name, const char* value) { return key(name).string(value); }
  JsonWriter& member(std::string_view name, const std::string& value) {
    return key(name).string(value);
  }
  JsonWriter& member(std::string_view name, JsonValue value) { return key(name).value(value); }
  JsonWriter& member(std::string_view name, std::same_as<bool> auto value) {
    return key(name).boolean(value);
  }
  JsonWriter& member(std::string_view name, std::floating_point auto value) {
    return key(name).number(value);
  }
  template <std::integral T>
    requires(!std::same_as<T, bool> && !std::same_as<T, char>)
  JsonWriter& member(std::string_view name, T value) {
    if constexpr (std::unsigned_integral<T>) {
      return key(name).unsigned_integer(value);
    } else {
      return key(name).integer(value);
    }
  }

  /// States that the value is complete.
  void finish() const;

 private:
  void before_value();
  void open(char bracket);
  void close(char opening, char closing);

  std::string* out_;
  std::string open_;  ///< the brackets that are open, outermost first
  bool comma_ = false;
  bool after_key_ = false;
  bool done_ = false;
};

/// Appends `text` as a JSON string with its quotes, as JsonWriter::string does.
void append_json_string(std::string& to, std::string_view text);

}  // namespace entente::format
