#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "format/tsv.h"

/// One row of a research table, read into values; `equivalence_table.cpp` makes rules of them.
namespace entente::label {

/// What stands in a marking cell.
enum class CellKind {
  marking,
  absent,    ///< `(no national marking)`, or nothing
  none,      ///< `(no equivalent)`, `(not covered)`
  unknown,   ///< `(... image in source)`
  same,      ///< `(same ... marking as ...)`: as in the row before
  handling,  ///< another sentence in parentheses: a rule instead of a marking
};

struct MarkingCell {
  CellKind kind = CellKind::absent;
  std::vector<std::string> texts;  ///< of a marking: canonical text first, then its variants
  std::string transliteration;
  std::string words;  ///< of a handling rule
};

enum class Direction { both, forward, many_to_one, received_only, none, scheme };

struct TableRow {
  std::string agreement;
  PartyCode from;
  MarkingCell from_cell;
  PartyCode to;  ///< empty in a scheme row
  MarkingCell to_cell;
  std::string level;  ///< English name
  Direction direction = Direction::scheme;
  std::optional<CivilDate> valid_from;
  std::optional<CivilDate> valid_to;
  std::string note;
  std::string article;
};

/// The text of a cell as its legend says: ` / ` separates variants; a parenthesis after another
/// script is a transliteration, otherwise part of the marking.
[[nodiscard]] MarkingCell read_cell(std::string_view text);

/// All rows, else `label.bad-table` at the first that cannot be read.
[[nodiscard]] Result<std::vector<TableRow>> read_rows(const format::TsvTable& table);

}  // namespace entente::label
