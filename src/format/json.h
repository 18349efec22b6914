#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/names.h"

namespace entente::format {

/// What a JSON text may cost its reader.
struct JsonLimits {
  std::size_t bytes = limits::kJsonBytes;
  std::size_t depth = limits::kJsonDepth;  ///< arrays and objects within each other, at most 1024
};

enum class JsonType : std::uint8_t { object, array, string, integer, number, boolean, null };

}  // namespace entente::format

template <>
struct entente::Names<entente::format::JsonType> {
  static constexpr std::pair<format::JsonType, std::string_view> kRows[] = {
      {format::JsonType::object, "object"}, {format::JsonType::array, "array"},
      {format::JsonType::string, "string"}, {format::JsonType::integer, "integer"},
      {format::JsonType::number, "number"}, {format::JsonType::boolean, "boolean"},
      {format::JsonType::null, "null"}};
};

namespace entente::format {

class JsonElements;
class JsonMembers;
struct JsonTape;

/// One value of a parsed document: a handle of two words, valid while its JsonDocument lives (also
/// after that was moved). Wrong types and missing members are errors `format.bad-member` whose
/// `where` is the value's JSON pointer (RFC 6901; "" is the whole document). Thread-safe: a
/// document never changes.
class JsonValue {
 public:
  /// `integer` is a number written without fraction and exponent, `number` any other.
  [[nodiscard]] JsonType type() const;
  [[nodiscard]] bool is_object() const { return type() == JsonType::object; }
  [[nodiscard]] bool is_array() const { return type() == JsonType::array; }
  [[nodiscard]] bool is_string() const { return type() == JsonType::string; }
  [[nodiscard]] bool is_integer() const { return type() == JsonType::integer; }
  [[nodiscard]] bool is_boolean() const { return type() == JsonType::boolean; }
  [[nodiscard]] bool is_null() const { return type() == JsonType::null; }
  /// An error that says what was wanted, unless this value has that type.
  [[nodiscard]] Status expect(JsonType wanted) const;

  /// Valid UTF-8, unescaped; may hold U+0000. The view lives as long as the document.
  [[nodiscard]] Result<std::string_view> string() const;
  [[nodiscard]] Result<std::int64_t> integer() const;
  [[nodiscard]] Result<std::uint64_t> unsigned_integer() const;
  [[nodiscard]] Result<bool> boolean() const;
  /// Any number, integers too, as the nearest double; always finite.
  [[nodiscard]] Result<double> number() const;

  /// The member, or nothing where there is none or this is not an object. Takes time in proportion
  /// to the number of members before it.
  [[nodiscard]] std::optional<JsonValue> find(std::string_view key) const;
  [[nodiscard]] Result<JsonValue> at(std::string_view key) const;
  [[nodiscard]] Result<JsonValue> at(std::size_t index) const;
  [[nodiscard]] Result<std::string_view> string_at(std::string_view key) const;
  [[nodiscard]] Result<std::int64_t> integer_at(std::string_view key) const;
  [[nodiscard]] Result<std::uint64_t> unsigned_integer_at(std::string_view key) const;
  [[nodiscard]] Result<bool> boolean_at(std::string_view key) const;
  /// The member, which must be an array (an object).
  [[nodiscard]] Result<JsonValue> array_at(std::string_view key) const;
  [[nodiscard]] Result<JsonValue> object_at(std::string_view key) const;

  /// Elements of an array, members of an object, else 0.
  [[nodiscard]] std::size_t size() const;
  /// In document order; empty where this is not an array (an object): `expect` the type first.
  [[nodiscard]] JsonElements elements() const;
  [[nodiscard]] JsonMembers members() const;

  /// RFC 6901. Takes time in proportion to the document: for messages, not for data paths.
  [[nodiscard]] std::string pointer() const;
  /// An error `format.bad-member` at this value, for what its reader finds wrong in it. The pointer
  /// holds keys from outside, and so is made safe for display and cut.
  [[nodiscard]] Error error(std::string message) const;

 private:
  friend class JsonDocument;
  friend class JsonElements;
  friend class JsonMembers;
  JsonValue(const JsonTape* tape, std::uint32_t index) : tape_(tape), index_(index) {}

  const JsonTape* tape_;
  std::uint32_t index_;
};

struct JsonMember {
  std::string_view key;
  JsonValue value;
};

/// `for (const JsonValue value : array.elements())`
class JsonElements {
 public:
  class Iterator {
   public:
    using value_type = JsonValue;
    using difference_type = std::ptrdiff_t;
    [[nodiscard]] JsonValue operator*() const { return {tape_, index_}; }
    Iterator& operator++();
    void operator++(int) { ++*this; }
    bool operator==(const Iterator& other) const { return index_ == other.index_; }

   private:
    friend class JsonElements;
    Iterator(const JsonTape* tape, std::uint32_t index) : tape_(tape), index_(index) {}
    const JsonTape* tape_;
    std::uint32_t index_;
  };

  [[nodiscard]] Iterator begin() const { return {tape_, begin_}; }
  [[nodiscard]] Iterator end() const { return {tape_, end_}; }

 private:
  friend class JsonValue;
  JsonElements(const JsonTape* tape, std::uint32_t begin, std::uint32_t end)
      : tape_(tape), begin_(begin), end_(end) {}
  const JsonTape* tape_;
  std::uint32_t begin_;
  std::uint32_t end_;
};

/// `for (const auto [key, value] : object.members())`
class JsonMembers {
 public:
  class Iterator {
   public:
    using value_type = JsonMember;
    using difference_type = std::ptrdiff_t;
    [[nodiscard]] JsonMember operator*() const;
    Iterator& operator++();
    void operator++(int) { ++*this; }
    bool operator==(const Iterator& other) const { return index_ == other.index_; }

   private:
    friend class JsonMembers;
    Iterator(const JsonTape* tape, std::uint32_t index) : tape_(tape), index_(index) {}
    const JsonTape* tape_;
    std::uint32_t index_;
  };

  [[nodiscard]] Iterator begin() const { return {tape_, begin_}; }
  [[nodiscard]] Iterator end() const { return {tape_, end_}; }

 private:
  friend class JsonValue;
  JsonMembers(const JsonTape* tape, std::uint32_t begin, std::uint32_t end)
      : tape_(tape), begin_(begin), end_(end) {}
  const JsonTape* tape_;
  std::uint32_t begin_;
  std::uint32_t end_;
};

/// A JSON text read strictly: RFC 8259 with the demands of I-JSON (RFC 7493), so that no two
/// readers can take one text differently (AB33). Refused with `format.bad-json`: an empty text,
/// a byte order mark, invalid UTF-8, unpaired surrogates in escapes, duplicate keys (after
/// unescaping) at any depth, integers outside int64 and uint64, numbers that overflow a double,
/// NaN and Infinity, control characters in strings, comments, bytes after the value (white space
/// may stand there), nesting beyond `JsonLimits::depth`. A text beyond `JsonLimits::bytes` is
/// `base.too-large`. Owns all it gives out; movable. Thread-safety: `parse` may be called from any
/// thread; a document never changes.
class JsonDocument {
 public:
  [[nodiscard]] static Result<JsonDocument> parse(BytesView text, JsonLimits limits = {});
  [[nodiscard]] static Result<JsonDocument> parse(std::string_view text, JsonLimits limits = {}) {
    return parse(as_bytes(text), limits);
  }

  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();

  [[nodiscard]] JsonValue root() const;

 private:
  explicit JsonDocument(std::unique_ptr<const JsonTape> tape);
  std::unique_ptr<const JsonTape> tape_;
};

/// For closed objects: `format.bad-member` at the first member (in document order) whose key is not
/// among `keys`, or at `value` itself where it is not an object.
[[nodiscard]] Status only_keys(JsonValue value, std::initializer_list<std::string_view> keys);

/// Whether a text is one that `JsonDocument::parse` accepts (`selftest json FILE`).
[[nodiscard]] Status check_strict_json(BytesView text);

}  // namespace entente::format
