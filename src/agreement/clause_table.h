#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "agreement/profile_values.h"

/// The clauses of an agreement as one table: what each parameter is called, which values it has and
/// which way it protects more. Reading, comparing and supplementing profiles follow from it.
namespace entente::agreement {

enum class ValueKind : std::uint8_t {
  flag,    ///< true or false
  count,   ///< a whole number within a range
  choice,  ///< one of the names listed
  code,    ///< one code
  codes,   ///< a list of codes, each once
  text,    ///< words that people read
};

/// Which way a parameter protects more (R5.1).
enum class Tighter : std::uint8_t {
  neutral,     ///< neither way: names, texts, where things are kept
  when_true,   ///< a duty or condition that is there or not
  when_false,  ///< a permission that is there or not
  larger,      ///< more time beforehand; nothing stated is 0
  smaller,     ///< less time to act; nothing stated is without limit
  later,       ///< the choice that stands later in the table; nothing stated is the first
  earlier,     ///< the choice that stands earlier; nothing stated is the last
  fewer,       ///< what is permitted; nothing stated permits nothing
  more,        ///< what is demanded
  unknown,     ///< depends on what the parties meant
};

/// What the codes of a parameter name.
enum class Refers : std::uint8_t { nothing, parties, levels, languages };

enum class Need : std::uint8_t { required, optional };

struct Parameter {
  std::string_view path;  ///< `visits.lead_days`; in rows, `level.copy`
  ValueKind kind;
  Tighter tighter;
  Need need = Need::required;  ///< within its section
  int min = 0;                 ///< of a count
  int max = 0;
  std::span<const std::string_view> choices = {};  ///< of a choice, or of codes; empty: any code
  Refers refers = Refers::nothing;

  [[nodiscard]] std::string_view section() const { return path.substr(0, path.find('.')); }
  [[nodiscard]] std::string_view key() const { return path.substr(path.find('.') + 1); }
};

enum class SectionShape : std::uint8_t {
  table,  ///< `[visits]`
  rows,   ///< `[[level]]`: many, each with a key that names it
};

/// A section of a profile that consists of parameters.
struct ClauseSection {
  std::string_view name;
  SectionShape shape = SectionShape::table;
  Need need = Need::optional;
  std::string_view row_key = {};         ///< names a row
  Tighter row_added = Tighter::unknown;  ///< `more`: another row demands more; `fewer`: it permits
};

[[nodiscard]] std::span<const ClauseSection> clause_sections();
[[nodiscard]] std::span<const Parameter> parameters();
/// Null for a path that the table does not describe. Names of rows in `path` are ignored.
[[nodiscard]] const Parameter* parameter(std::string_view path);

/// What a change does to protection.
enum class Effect : std::uint8_t { none, tightens, loosens, unknown };
/// What it does that `parameter` was `before` and is `after`; null where nothing is stated.
[[nodiscard]] Effect effect_of(const Parameter& parameter, const Value* before, const Value* after);

}  // namespace entente::agreement

template <>
struct entente::Names<entente::agreement::Effect> {
  using enum entente::agreement::Effect;
  static constexpr std::pair<agreement::Effect, std::string_view> kRows[] = {
      {none, "none"}, {tightens, "tightens"}, {loosens, "loosens"}, {unknown, "unknown"}};
};
