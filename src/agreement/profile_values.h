#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/names.h"
#include "format/toml.h"

namespace entente::agreement {

/// One value of a profile as its file says it. Dates are their texts.
using Value = std::variant<bool, std::int64_t, std::string, std::vector<std::string>>;

/// As people read it: `true`, `90`, `"required"`, `["burning", "pulping"]`.
[[nodiscard]] std::string text_of(const Value& value);

/// False, and no codes, where nothing is stated (null) or something of another type.
[[nodiscard]] bool is_true(const Value* value);
[[nodiscard]] std::vector<std::string> codes_of(const Value* value);

/// Every value of a profile by its path: `visits.lead_days`; a row of a list by what names it:
/// `level[SECRET].copy`, `equivalence[KR,KR-2,JP,2016-11-23].becomes`. This is what two profiles
/// are compared by, and where parameters stand that no decision uses yet.
class Values {
 public:
  /// All values below `root`, a table that has been read without a fault.
  [[nodiscard]] static Values of(format::TomlNode root);

  void set(std::string path, Value value) { values_[std::move(path)] = std::move(value); }
  [[nodiscard]] const Value* find(std::string_view path) const;  ///< null: nothing is stated
  [[nodiscard]] const std::map<std::string, Value, std::less<>>& all() const { return values_; }

  [[nodiscard]] bool flag(std::string_view path) const;  ///< false where nothing is stated
  [[nodiscard]] std::optional<int> count(std::string_view path) const;
  [[nodiscard]] std::string_view text(std::string_view path) const;  ///< "" where nothing is stated
  [[nodiscard]] std::vector<std::string> codes(std::string_view path) const;
  /// Nothing where nothing is stated.
  template <Named E>
  [[nodiscard]] std::optional<E> named(std::string_view path) const {
    return from_name<E>(text(path));
  }
  /// What names the rows of a list, sorted: `caveat` gives the codes of the caveats.
  [[nodiscard]] std::vector<std::string> rows(std::string_view list) const;

 private:
  std::map<std::string, Value, std::less<>> values_;
};

/// The path without the names of rows: `level[SECRET].copy` is described as `level.copy`.
[[nodiscard]] std::string description_path(std::string_view path);

}  // namespace entente::agreement
