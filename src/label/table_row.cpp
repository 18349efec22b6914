#include "label/table_row.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "label/errors.h"

namespace entente::label {
namespace {

constexpr std::string_view kVariantSeparator = " / ";
constexpr std::string_view kNoLongerAssigned = "no longer assigned from ";
constexpr std::size_t kDateWidth = 10;
/// A remark of the table, not of the marking: `UK CONFIDENTIAL (legacy)` was never printed.
constexpr std::string_view kLegacy = " (legacy)";

/// Whether `text` has letters beyond the Latin blocks (lead byte 0xCD, U+0340, on). The table's
/// rule about parentheses needs no finer notion of script.
bool beyond_latin(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= 0xCD; });
}

/// `極秘 (Gokuhi)`: the marking, and what the parenthesis is if it is a transliteration.
std::pair<std::string_view, std::string_view> without_transliteration(std::string_view text) {
  const std::size_t open = text.rfind(" (");
  if (open == std::string_view::npos || !text.ends_with(')')) {
    return {text, {}};
  }
  const std::string_view marking = text.substr(0, open);
  const std::string_view inside = text.substr(open + 2, text.size() - open - 3);
  if (!beyond_latin(marking) || beyond_latin(inside)) {
    return {text, {}};
  }
  return {trimmed(marking), inside};
}

/// A cell that is nothing but a parenthesis speaks about a marking instead of being one.
MarkingCell read_remark(std::string_view words) {
  MarkingCell cell;
  if (words == "no national marking") {
    cell.kind = CellKind::absent;
  } else if (words == "no equivalent" || words == "not covered") {
    cell.kind = CellKind::none;
  } else if (words.ends_with("image in source")) {
    cell.kind = CellKind::unknown;
  } else if (words.starts_with("same ")) {
    cell.kind = CellKind::same;
  } else {
    cell.kind = CellKind::handling;
    cell.words = std::string(words);
  }
  return cell;
}

constexpr std::array<std::pair<std::string_view, Direction>, 6> kDirections{{
    {"both", Direction::both},
    {"from->to only", Direction::forward},
    {"many-to-one", Direction::many_to_one},
    {"in-only", Direction::received_only},
    {"none", Direction::none},
    {"n/a", Direction::scheme},
}};

struct Columns {
  std::size_t agreement, from_party, from_marking, to_party, to_marking, level, direction,
      valid_from, valid_to, note, source;
};

Result<Columns> find_columns(const format::TsvTable& table) {
  Columns at{};
  const std::pair<std::string_view, std::size_t*> wanted[] = {{"agreement", &at.agreement},
                                                              {"from_party", &at.from_party},
                                                              {"from_marking", &at.from_marking},
                                                              {"to_party", &at.to_party},
                                                              {"to_marking", &at.to_marking},
                                                              {"level_en", &at.level},
                                                              {"direction", &at.direction},
                                                              {"valid_from", &at.valid_from},
                                                              {"valid_to", &at.valid_to},
                                                              {"note", &at.note},
                                                              {"source", &at.source}};
  for (const auto& [name, place] : wanted) {
    ENTENTE_TRY(*place, table.column(name));
  }
  return at;
}

Error bad_cell(const format::TsvRow& row, std::size_t column, std::string message) {
  return Error(kBadTable, std::move(message), row.where(column));
}

Result<std::optional<CivilDate>> read_date(const format::TsvRow& row, std::size_t column) {
  const std::string_view text = row[column];
  if (text.empty()) {
    return std::optional<CivilDate>();
  }
  const auto date = CivilDate::parse(text);
  if (!date) {
    return bad_cell(row, column, date.error().message());
  }
  return std::optional<CivilDate>(*date);
}

Result<PartyCode> read_party(const format::TsvRow& row, std::size_t column) {
  auto code = PartyCode::parse(row[column]);
  if (!code) {
    return bad_cell(row, column, "This is not a party code.");
  }
  return code;
}

/// E5: a marking that is no longer assigned keeps its meaning on what was marked before.
Status end_with_assignment(TableRow& row, const format::TsvRow& from, std::size_t column) {
  const std::size_t found = row.note.find(kNoLongerAssigned);
  if (found == std::string::npos) {
    return {};
  }
  const auto date = CivilDate::parse(
      std::string_view(row.note).substr(found + kNoLongerAssigned.size()).substr(0, kDateWidth));
  if (!date) {
    return bad_cell(from, column,
                    "The note says since when a marking is no longer assigned, "
                    "but not as a date.");
  }
  row.valid_to = date->minus(Days{1});
  return {};
}

/// `Art. 13(1)` where the row cites one.
std::string article_in(std::string_view text) {
  constexpr std::string_view kPrefix = "Art. ";
  const std::size_t start = text.find(kPrefix);
  if (start == std::string_view::npos) {
    return {};
  }
  const std::size_t number = start + kPrefix.size();
  std::size_t end = number;
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') {
    ++end;
  }
  if (end == number) {
    return {};
  }
  if (end < text.size() && text[end] == '(') {
    const std::size_t close = text.find(')', end);
    end = close == std::string_view::npos ? end : close + 1;
  }
  return std::string(text.substr(start, end - start));
}

Status check_shape(const TableRow& row, const format::TsvRow& from, const Columns& at) {
  const bool issues = row.from_cell.kind == CellKind::marking;
  if (row.direction == Direction::received_only ? row.from_cell.kind != CellKind::absent
                                                : !issues) {
    return bad_cell(from, at.from_marking, "A marking must stand here (none for in-only).");
  }
  if (row.direction != Direction::scheme && row.to_cell.kind == CellKind::absent) {
    return bad_cell(from, at.to_marking, "A relation says what the marking becomes.");
  }
  if (row.direction == Direction::received_only && row.to_cell.kind != CellKind::marking) {
    return bad_cell(from, at.to_marking, "A marking must stand here.");
  }
  if (row.direction != Direction::scheme && row.from == row.to) {
    return bad_cell(from, at.to_party, "A relation leads to another party.");
  }
  return {};
}

Result<TableRow> read_row(const format::TsvRow& from, const Columns& at) {
  TableRow row;
  const auto direction =
      std::find_if(kDirections.begin(), kDirections.end(),
                   [&](const auto& each) { return each.first == from[at.direction]; });
  if (direction == kDirections.end()) {
    return bad_cell(from, at.direction, "This is no direction that the table's legend knows.");
  }
  row.direction = direction->second;
  row.agreement = std::string(from[at.agreement]);
  ENTENTE_TRY(row.from, read_party(from, at.from_party));
  row.from_cell = read_cell(from[at.from_marking]);
  if (row.direction != Direction::scheme) {
    ENTENTE_TRY(row.to, read_party(from, at.to_party));
    row.to_cell = read_cell(from[at.to_marking]);
  }
  row.level = std::string(from[at.level]);
  ENTENTE_TRY(row.valid_from, read_date(from, at.valid_from));
  ENTENTE_TRY(row.valid_to, read_date(from, at.valid_to));
  row.note = std::string(trimmed(from[at.note]));
  row.article = article_in(row.note);
  if (row.article.empty()) {
    row.article = article_in(from[at.source]);
  }
  ENTENTE_CHECK(end_with_assignment(row, from, at.note));
  ENTENTE_CHECK(check_shape(row, from, at));
  return row;
}

}  // namespace

MarkingCell read_cell(std::string_view text) {
  MarkingCell cell;
  text = trimmed(text);
  if (text.empty()) {
    return cell;
  }
  if (text.front() == '(' && text.find(')') == text.size() - 1) {
    return read_remark(text.substr(1, text.size() - 2));
  }
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(kVariantSeparator), text.size());
    const auto [marking, gloss] = without_transliteration(trimmed(text.substr(0, end)));
    if (!marking.empty()) {
      cell.texts.emplace_back(marking);
      cell.transliteration =
          cell.transliteration.empty() ? std::string(gloss) : cell.transliteration;
    }
    if (marking.ends_with(kLegacy)) {
      cell.texts.emplace_back(marking.substr(0, marking.size() - kLegacy.size()));
    }
    text.remove_prefix(std::min(text.size(), end + kVariantSeparator.size()));
  }
  cell.kind = CellKind::marking;
  return cell;
}

Result<std::vector<TableRow>> read_rows(const format::TsvTable& table) {
  ENTENTE_TRY(const Columns at, find_columns(table));
  std::vector<TableRow> rows;
  rows.reserve(table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    ENTENTE_TRY(TableRow row, read_row(table.row(i), at));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace entente::label
