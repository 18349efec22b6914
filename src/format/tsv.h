#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace entente::format {

struct TsvLimits {
  std::size_t bytes = 16u << 20;
  std::size_t rows = 1u << 20;
  std::size_t columns = 256;
};

class TsvTable;

/// One row below the header: a handle, valid while its table lives.
class TsvRow {
 public:
  /// By position; `column` comes from TsvTable::column, so out of range is a broken invariant.
  [[nodiscard]] std::string_view operator[](std::size_t column) const;
  /// By name, else `format.bad-tsv`.
  [[nodiscard]] Result<std::string_view> cell(std::string_view column) const;
  [[nodiscard]] std::size_t line() const;  ///< in the file, from 1 (the header is line 1)
  /// `file:line:column`, the column being the character at which the cell begins, from 1.
  [[nodiscard]] std::string where(std::size_t column) const;
  /// `format.bad-tsv` at that cell, for what the reader of the table finds wrong in it.
  [[nodiscard]] Error error(std::size_t column, std::string message) const;

 private:
  friend class TsvTable;
  TsvRow(const TsvTable* table, std::size_t index) : table_(table), index_(index) {}
  const TsvTable* table_;
  std::size_t index_;
};

/// Tab-separated values, read strictly: UTF-8 without byte order mark, a header row with distinct
/// names, every row with as many cells as the header, each line ended by a line feed (the last may
/// lack it). No quoting: a cell is what stands between two tabs. Refused with `format.bad-tsv`:
/// carriage returns and other control characters, empty lines, ragged rows. A text beyond the
/// limits is `base.too-large`. Owns a copy of the text. Thread-safe: a table never changes.
class TsvTable {
 public:
  [[nodiscard]] static Result<TsvTable> parse(std::string_view text, std::string_view file,
                                              TsvLimits limits = {});

  [[nodiscard]] const std::vector<std::string_view>& columns() const { return columns_; }
  /// The position of a column, else `format.bad-tsv` in line 1.
  [[nodiscard]] Result<std::size_t> column(std::string_view name) const;
  [[nodiscard]] std::optional<std::size_t> find_column(std::string_view name) const;
  [[nodiscard]] std::size_t size() const {
    return columns_.empty() ? 0 : cells_.size() / columns_.size();
  }
  [[nodiscard]] TsvRow row(std::size_t index) const;  ///< below `size()`, else a broken invariant
  /// All rows, valid while this table stays where it is.
  [[nodiscard]] std::vector<TsvRow> rows() const;
  [[nodiscard]] const std::string& file() const { return file_; }

 private:
  friend class TsvRow;
  TsvTable() = default;
  std::string file_;
  std::unique_ptr<const std::string> text_;  ///< on the heap, so that views survive a move
  std::vector<std::string_view> columns_;
  std::vector<std::string_view> cells_;  ///< row after row
};

}  // namespace entente::format
