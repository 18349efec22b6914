#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/names.h"
#include "base/time.h"

namespace entente::format {

struct TomlLimits {
  std::size_t bytes = limits::kProfileBytes;
  std::size_t depth = 32;  ///< brackets within each other, and parts of one dotted key; at most 32
};

enum class TomlType : std::uint8_t {
  table,
  array,
  string,
  integer,
  number,
  boolean,
  date,     ///< a local date: `2016-11-23`
  instant,  ///< an offset date-time: `2016-11-23T10:00:00+09:00`
};

}  // namespace entente::format

template <>
struct entente::Names<entente::format::TomlType> {
  static constexpr std::pair<format::TomlType, std::string_view> kRows[] = {
      {format::TomlType::table, "table"},   {format::TomlType::array, "array"},
      {format::TomlType::string, "string"}, {format::TomlType::integer, "integer"},
      {format::TomlType::number, "number"}, {format::TomlType::boolean, "boolean"},
      {format::TomlType::date, "date"},     {format::TomlType::instant, "instant"}};
};

namespace entente::format {

/// A place in the file; both count from 1, columns in characters.
struct TomlPosition {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  auto operator<=>(const TomlPosition&) const = default;
};

struct TomlMember;
struct TomlData;  ///< behind the handles
struct TomlTree;

/// One value of a parsed file: a handle, valid while its TomlDocument lives (also after that was
/// moved). Wrong types and missing members are `format.bad-toml` with `where` = `file:line:column`.
/// Thread-safe: a document never changes.
class TomlNode {
 public:
  [[nodiscard]] TomlType type() const;
  [[nodiscard]] bool is_table() const { return type() == TomlType::table; }
  [[nodiscard]] bool is_array() const { return type() == TomlType::array; }
  [[nodiscard]] bool is_string() const { return type() == TomlType::string; }
  [[nodiscard]] Status expect(TomlType wanted) const;

  [[nodiscard]] Result<std::string_view> string() const;
  [[nodiscard]] Result<std::int64_t> integer() const;
  [[nodiscard]] Result<double> number() const;  ///< a float or an integer; finite
  [[nodiscard]] Result<bool> boolean() const;
  [[nodiscard]] Result<CivilDate> date() const;
  [[nodiscard]] Result<Instant> instant() const;

  /// The member, or nothing where there is none or this is not a table.
  [[nodiscard]] std::optional<TomlNode> find(std::string_view key) const;
  /// The member, or an error at this table's position that names the missing key.
  [[nodiscard]] Result<TomlNode> at(std::string_view key) const;
  [[nodiscard]] Result<std::string_view> string_at(std::string_view key) const;
  [[nodiscard]] Result<std::int64_t> integer_at(std::string_view key) const;
  [[nodiscard]] Result<bool> boolean_at(std::string_view key) const;
  [[nodiscard]] Result<CivilDate> date_at(std::string_view key) const;
  /// The member, which must be an array (a table).
  [[nodiscard]] Result<TomlNode> array_at(std::string_view key) const;
  [[nodiscard]] Result<TomlNode> table_at(std::string_view key) const;

  /// Elements of an array, members of a table, else 0.
  [[nodiscard]] std::size_t size() const;
  /// Elements in order; empty where this is not an array. Arrays of tables (`[[x]]`) are arrays.
  [[nodiscard]] std::span<const TomlNode> elements() const;
  /// Members in the order of their keys' first places in the file; empty where this is no table.
  /// `for (const TomlMember& member : node.members())`
  [[nodiscard]] std::span<const TomlMember> members() const;

  /// Where the value begins; for a table its header or first dotted key, for the root 1:1.
  [[nodiscard]] TomlPosition position() const;
  /// `file:line:column` of `position()`, as errors carry it.
  [[nodiscard]] std::string where() const;
  /// An error `format.bad-toml` at this node, for what the reader of the file finds wrong in it.
  [[nodiscard]] Error error(std::string message) const;

 private:
  friend struct TomlData;
  friend struct TomlMember;
  explicit TomlNode(const TomlData* data) : data_(data) {}
  const TomlData* data_;
};

struct TomlMember {
  std::string_view key;
  TomlPosition key_position;
  TomlNode value;

  /// An error `format.bad-toml` at the key, for what the reader of the file finds wrong in it.
  [[nodiscard]] Error key_error(std::string message) const;
};

/// A TOML 1.0 file with the place of each key and value. Refused with `format.bad-toml` and
/// `where` = `file:line:column`: syntax errors, duplicate keys, invalid UTF-8, a byte order mark,
/// NaN and infinities, dates and times without the day or the zone (a local time is no instant),
/// nesting beyond `TomlLimits::depth`. A text beyond `TomlLimits::bytes` is `base.too-large`.
/// Thread-safety: `parse` may be called from any thread; a document never changes.
class TomlDocument {
 public:
  /// `file` is only the name that errors show.
  [[nodiscard]] static Result<TomlDocument> parse(std::string_view text, std::string_view file,
                                                  TomlLimits limits = {});

  TomlDocument(TomlDocument&&) noexcept;
  TomlDocument& operator=(TomlDocument&&) noexcept;
  ~TomlDocument();

  [[nodiscard]] TomlNode root() const;  ///< always a table
  [[nodiscard]] const std::string& file() const;
  /// `file:line:column`, for a key's position.
  [[nodiscard]] std::string where(TomlPosition position) const;

 private:
  explicit TomlDocument(std::unique_ptr<const TomlTree> tree);
  std::unique_ptr<const TomlTree> tree_;
};

/// For closed tables: `format.bad-toml` at the place of the first key that is not among `keys`.
[[nodiscard]] Status only_keys(TomlNode table, std::initializer_list<std::string_view> keys);

}  // namespace entente::format
