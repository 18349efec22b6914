#include "format/tsv.h"

#include <algorithm>

#include "base/errors.h"
#include "base/invariant.h"
#include "base/text.h"
#include "format/errors.h"

namespace entente::format {
namespace {

constexpr std::size_t kFirstRowLine = 2;

std::string place(const std::string& file, std::size_t line, std::size_t column) {
  return file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

/// How many characters `text` has; it is valid UTF-8.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

/// Reads one line after the other into cells.
class LineReader {
 public:
  LineReader(std::string_view text, const std::string& file) : rest_(text), file_(&file) {}

  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] std::size_t line() const { return line_; }
  [[nodiscard]] Error bad(std::size_t column, std::string message) const {
    return Error(kBadTsv, std::move(message), place(*file_, line_, column));
  }

  /// Appends the cells of the next line to `cells`; how many there were.
  Result<std::size_t> read(std::vector<std::string_view>& cells) {
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    const std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    ++line_;
    if (text.empty()) {
      return bad(1, "The line is empty.");
    }
    const auto control = std::find_if(text.begin(), text.end(), is_control);
    if (control != text.end()) {
      const auto before = static_cast<std::size_t>(control - text.begin());
      return bad(characters(text.substr(0, before)) + 1, "A control character stands here.");
    }
    return split(text, cells);
  }

 private:
  static std::size_t split(std::string_view text, std::vector<std::string_view>& cells) {
    std::size_t count = 1;
    for (std::size_t tab = text.find('\t'); tab != std::string_view::npos; tab = text.find('\t')) {
      cells.push_back(text.substr(0, tab));
      text.remove_prefix(tab + 1);
      ++count;
    }
    cells.push_back(text);
    return count;
  }

  std::string_view rest_;
  const std::string* file_;
  std::size_t line_ = 0;
};

Status check_header(const std::vector<std::string_view>& columns, const LineReader& reader,
                    std::size_t limit) {
  if (columns.size() > limit) {
    return Error(kTooLarge, "The table has more columns than it may.");
  }
  std::size_t at = 1;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto end = columns.begin() + static_cast<std::ptrdiff_t>(i);
    if (columns[i].empty() || std::find(columns.begin(), end, columns[i]) != end) {
      return reader.bad(at, "The column's name is missing or stands twice.");
    }
    at += characters(columns[i]) + 1;
  }
  return {};
}

}  // namespace

Result<TsvTable> TsvTable::parse(std::string_view text, std::string_view file, TsvLimits limits) {
  TsvTable table;
  table.file_ = file;
  if (text.size() > limits.bytes) {
    return Error(kTooLarge, "The table is larger than it may be.", table.file_);
  }
  const Status utf8 = check_utf8(text);
  if (!utf8) {
    return Error(kBadTsv, utf8.error().message(), table.file_);
  }
  if (text.empty()) {
    return Error(kBadTsv, "The table has no header row.", table.file_);
  }
  table.text_ = std::make_unique<const std::string>(text);
  LineReader reader(*table.text_, table.file_);
  ENTENTE_CHECK(reader.read(table.columns_));
  ENTENTE_CHECK(check_header(table.columns_, reader, limits.columns));
  for (std::size_t rows = 0; !reader.done(); ++rows) {
    if (rows >= limits.rows) {
      return Error(kTooLarge, "The table has more rows than it may.", table.file_);
    }
    ENTENTE_TRY(const std::size_t count, reader.read(table.cells_));
    if (count != table.columns_.size()) {
      return reader.bad(1, "The row has " + std::to_string(count) + " cells and the header " +
                               std::to_string(table.columns_.size()) + ".");
    }
  }
  return table;
}

std::optional<std::size_t> TsvTable::find_column(std::string_view name) const {
  const auto found = std::find(columns_.begin(), columns_.end(), name);
  if (found == columns_.end()) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - columns_.begin());
}

Result<std::size_t> TsvTable::column(std::string_view name) const {
  const std::optional<std::size_t> found = find_column(name);
  if (!found) {
    return Error(kBadTsv, "The table has no column '" + display_safe(name, 80) + "'.",
                 place(file_, 1, 1));
  }
  return *found;
}

TsvRow TsvTable::row(std::size_t index) const {
  ENTENTE_INVARIANT(index < size());
  return {this, index};
}

std::vector<TsvRow> TsvTable::rows() const {
  std::vector<TsvRow> rows;
  rows.reserve(size());
  for (std::size_t i = 0; i < size(); ++i) {
    rows.push_back(row(i));
  }
  return rows;
}

std::string_view TsvRow::operator[](std::size_t column) const {
  ENTENTE_INVARIANT(column < table_->columns_.size());
  return table_->cells_[index_ * table_->columns_.size() + column];
}

Result<std::string_view> TsvRow::cell(std::string_view column) const {
  ENTENTE_TRY(const std::size_t position, table_->column(column));
  return (*this)[position];
}

std::size_t TsvRow::line() const { return index_ + kFirstRowLine; }

std::string TsvRow::where(std::size_t column) const {
  std::size_t at = 1;
  for (std::size_t i = 0; i < column; ++i) {
    at += characters((*this)[i]) + 1;
  }
  return place(table_->file_, line(), at);
}

Error TsvRow::error(std::size_t column, std::string message) const {
  return Error(kBadTsv, std::move(message), where(column));
}

}  // namespace entente::format
