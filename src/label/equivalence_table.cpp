#include "label/equivalence_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/text.h"
#include "format/tsv.h"
#include "label/errors.h"
#include "label/table_row.h"

namespace entente::label {
namespace {

constexpr std::size_t kMaxBytes = 1u << 20;
constexpr std::size_t kMaxRows = 8192;

/// The English levels of the tables. Ranks leave room for the UK's class below CONFIDENTIAL.
struct KnownLevel {
  std::string_view name;
  std::string_view code;
  int rank;
};
constexpr KnownLevel kLevels[] = {
    {"UNCLASSIFIED", "UNCLASSIFIED", 0},
    {"RESTRICTED", "RESTRICTED", 10},
    {"(below CONFIDENTIAL)", "BELOW-CONFIDENTIAL", 15},
    {"CONFIDENTIAL", "CONFIDENTIAL", 20},
    {"SECRET", "SECRET", 30},
    {"TOP SECRET", "TOP-SECRET", 40},
};

/// Codes that the agreement document fixes; the others are made from party and level.
struct KnownCode {
  std::string_view party;
  std::string_view text;
  std::string_view code;
};
constexpr KnownCode kCodes[] = {
    {"JP", "極秘", "JP-GOKUHI"},     {"JP", "特定秘密", "JP-TOKUTEI"},
    {"JP", "秘", "JP-HI"},           {"JP", "機密", "JP-KIMITSU"},
    {"KR", "군사 Ⅰ급 비밀", "KR-1"}, {"KR", "군사 Ⅱ급 비밀", "KR-2"},
    {"KR", "군사 Ⅲ급 비밀", "KR-3"}, {"KR", "군사 대외비", "KR-R"},
};

const KnownLevel* find_level(std::string_view name) {
  const auto* found = std::find_if(std::begin(kLevels), std::end(kLevels),
                                   [&](const KnownLevel& each) { return each.name == name; });
  return found == std::end(kLevels) ? nullptr : found;
}

Name code_of_level(std::string_view name) { return Name::parse(find_level(name)->code).value(); }

std::vector<Level> all_levels() {
  std::vector<Level> levels;
  for (const KnownLevel& each : kLevels) {
    levels.push_back({Name::parse(each.code).value(), each.rank, std::string(each.name)});
  }
  return levels;
}

/// One party's markings within one agreement, while they are collected.
class Collection {
 public:
  explicit Collection(PartyCode party) : party_(std::move(party)) {}

  /// The marking that the cell is, created at its first appearance; texts that look alike are one.
  Result<Name> add(const MarkingCell& cell, std::string_view level) {
    std::vector<std::string> skeletons;
    std::optional<std::size_t> found;
    for (const std::string& text : cell.texts) {
      ENTENTE_TRY(std::string skeleton, confusable_skeleton(text));
      const auto known = index_.find(skeleton);
      found = known != index_.end() && !found ? std::optional(known->second) : found;
      skeletons.push_back(std::move(skeleton));
    }
    if (!found) {
      found = markings_.size();
      markings_.push_back(fresh(cell, level));
    }
    for (std::size_t i = 0; i < cell.texts.size(); ++i) {
      const bool is_new = index_.emplace(std::move(skeletons[i]), *found).second;
      if (is_new && cell.texts[i] != markings_[*found].text) {
        markings_[*found].variants.push_back(cell.texts[i]);
      }
    }
    return markings_[*found].code;
  }

  void leave_out(const Name& code) {
    for (Marking& each : markings_) {
      each.covered = each.covered && each.code != code;
    }
  }

  Result<MarkingScheme> finish() && {
    return MarkingScheme::make(party_, all_levels(), std::move(markings_));
  }

 private:
  Marking fresh(const MarkingCell& cell, std::string_view level) {
    Marking marking;
    marking.party = party_;
    marking.text = cell.texts.front();
    marking.transliteration = cell.transliteration;
    marking.gloss_en = std::string(level);
    marking.level = code_of_level(level);
    marking.code = fresh_code(marking);
    return marking;
  }

  Name fresh_code(const Marking& marking) {
    for (const KnownCode& known : kCodes) {
      if (known.party == party_.text() && known.text == marking.text) {
        return Name::parse(known.code).value();
      }
    }
    const int number = ++numbers_[marking.level];
    const std::string base = party_.text() + "-" + marking.level.text();
    return Name::parse(number == 1 ? base : fmt::format("{}.{}", base, number)).value();
  }

  PartyCode party_;
  std::vector<Marking> markings_;
  std::map<std::string, std::size_t> index_;
  std::map<Name, int> numbers_;
};

/// Makes the equivalence of one agreement from its rows.
class TableBuilder {
 public:
  explicit TableBuilder(std::vector<const TableRow*> rows) : rows_(std::move(rows)) {}

  Result<Equivalence> build() {
    ENTENTE_CHECK(collect());
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (rows_[i]->direction != Direction::scheme && rows_[i]->valid_from) {
        add_rules(i);
      }
    }
    std::vector<MarkingScheme> schemes;
    for (auto& [party, collection] : parties_) {
      ENTENTE_TRY(MarkingScheme scheme, std::move(collection).finish());
      schemes.push_back(std::move(scheme));
    }
    return Equivalence::make(std::move(schemes), std::move(rules_));
  }

 private:
  Collection& of(const PartyCode& party) {
    return parties_.try_emplace(party, party).first->second;
  }

  Status collect() {
    for (const TableRow* row : rows_) {
      from_codes_.emplace_back();
      to_codes_.emplace_back();
      Collection& from = of(row->from);
      if (row->from_cell.kind == CellKind::marking) {
        ENTENTE_TRY(from_codes_.back(), from.add(row->from_cell, row->level));
      }
      if (row->direction == Direction::scheme) {
        continue;
      }
      Collection& to = of(row->to);
      if (row->to_cell.kind == CellKind::marking) {
        ENTENTE_TRY(to_codes_.back(), to.add(row->to_cell, row->level));
      }
      if (row->direction == Direction::none) {
        from.leave_out(from_codes_.back());
      }
    }
    return {};
  }

  static EquivalenceRule blank(const TableRow& row, const PartyCode& from, const Name& marking,
                               const PartyCode& to) {
    EquivalenceRule rule;
    rule.from = from;
    rule.marking = marking;
    rule.to = to;
    rule.valid_from = *row.valid_from;
    rule.valid_to = row.valid_to;
    rule.handling = row.note;
    rule.article = row.article;
    return rule;
  }

  void add_rules(std::size_t i) {
    const TableRow& row = *rows_[i];
    if (row.direction != Direction::received_only) {
      rules_.push_back(forward(i));
    }
    const bool comes_back = row.direction == Direction::both ||
                            row.direction == Direction::many_to_one ||
                            row.direction == Direction::received_only;
    if (comes_back && row.to_cell.kind == CellKind::marking) {
      rules_.push_back(backward(i));
    }
  }

  EquivalenceRule forward(std::size_t i) const {
    const TableRow& row = *rows_[i];
    EquivalenceRule rule = blank(row, row.from, from_codes_[i], row.to);
    const MarkingCell& cell = target_cell(i);
    switch (cell.kind) {
      case CellKind::marking:
        give_marking(rule, i);
        break;
      case CellKind::handling:
        rule.effect = RuleEffect::handling;
        rule.handling = row.note.empty() ? cell.words : cell.words + "; " + row.note;
        break;
      case CellKind::none:
        rule.effect = is_handling_rule(row) ? RuleEffect::handling : RuleEffect::none;
        break;
      case CellKind::absent:
      case CellKind::same:
      case CellKind::unknown:
        rule.effect = RuleEffect::unknown;
        break;
    }
    return rule;
  }

  /// E4: a row without an equivalent states a rule in its note, unless the level is left out
  /// altogether or every case is settled by itself.
  static bool is_handling_rule(const TableRow& row) {
    return row.direction != Direction::none && !row.note.empty() &&
           row.note.find("case by case") == std::string::npos;
  }

  void give_marking(EquivalenceRule& rule, std::size_t i) const {
    const TableRow& row = *rows_[i];
    if (row.note.find("instead of a level") != std::string::npos) {  // E4: a caveat is no level
      rule.effect = RuleEffect::handling;
      rule.handling = row.to_cell.texts.front() + "; " + row.note;
      return;
    }
    const std::size_t named = named_row(i);
    rule.targets = {to_codes_[named]};
    rule.level = code_of_level(receiving_level(named));
  }

  /// `(same marking as ...)` stands for the marking of the row before.
  std::size_t named_row(std::size_t i) const {
    while (i > 0 && rows_[i]->to_cell.kind == CellKind::same && rows_[i - 1]->to == rows_[i]->to) {
      --i;
    }
    return i;
  }
  const MarkingCell& target_cell(std::size_t i) const { return rows_[named_row(i)]->to_cell; }

  EquivalenceRule backward(std::size_t i) const {
    const TableRow& row = *rows_[i];
    EquivalenceRule rule = blank(row, row.to, to_codes_[i], row.from);
    if (row.direction == Direction::received_only) {
      rule.effect = RuleEffect::handling;
      return rule;
    }
    rule.targets = {from_codes_[i]};
    rule.level = code_of_level(row.level);
    return rule;
  }

  /// The receiving side's own level of the marking that row `i` gives: as the rows say that hold in
  /// both directions, else as those say in which the receiving side issues it, else the highest.
  std::string_view receiving_level(std::size_t i) const {
    const TableRow& row = *rows_[i];
    if (row.direction == Direction::both) {
      return row.level;
    }
    if (const auto level = only_level(i, true)) {
      return *level;
    }
    if (const auto level = only_level(i, false)) {
      return *level;
    }
    std::string_view highest = row.level;
    for (std::size_t k = 0; k < rows_.size(); ++k) {
      const bool named = rows_[k]->to == row.to && to_codes_[k] == to_codes_[i];
      if (named && find_level(rows_[k]->level)->rank > find_level(highest)->rank) {
        highest = rows_[k]->level;
      }
    }
    return highest;
  }

  /// The one level on which all rows agree that name the marking: those that hold in both
  /// directions (`mutual`), or those in which its own party issues it.
  std::optional<std::string_view> only_level(std::size_t i, bool mutual) const {
    std::optional<std::string_view> only;
    for (std::size_t k = 0; k < rows_.size(); ++k) {
      const bool received = rows_[k]->to == rows_[i]->to && to_codes_[k] == to_codes_[i];
      const bool issued = rows_[k]->from == rows_[i]->to && from_codes_[k] == to_codes_[i];
      const bool both = rows_[k]->direction == Direction::both;
      if (mutual ? !(both && (received || issued)) : !issued) {
        continue;
      }
      if (only && *only != rows_[k]->level) {
        return std::nullopt;
      }
      only = rows_[k]->level;
    }
    return only;
  }

  std::vector<const TableRow*> rows_;
  std::vector<Name> from_codes_;  ///< by row; empty where the cell names no marking
  std::vector<Name> to_codes_;
  std::map<PartyCode, Collection> parties_;
  std::vector<EquivalenceRule> rules_;
};

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> pieces;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(separator, start), text.size());
    pieces.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  return pieces;
}

/// E8: a cell `GEHEIM/SECRET/SEGRETO` is the list of variants that its party writes as such in
/// another row; `HEMLIG/SECRET` is in no list and stays one marking.
void unite_variants(std::vector<TableRow>& rows) {
  std::set<std::pair<PartyCode, std::vector<std::string>>> lists;
  const auto each_cell = [&](const auto& visit) {
    for (TableRow& row : rows) {
      visit(row.from, row.from_cell);
      visit(row.to, row.to_cell);
    }
  };
  each_cell([&](const PartyCode& party, const MarkingCell& cell) {
    if (cell.texts.size() > 1) {
      lists.emplace(party, cell.texts);
    }
  });
  each_cell([&](const PartyCode& party, MarkingCell& cell) {
    if (cell.texts.size() != 1) {
      return;
    }
    std::vector<std::string> pieces = split(cell.texts.front(), '/');
    if (lists.contains({party, pieces})) {
      cell.texts.insert(cell.texts.end(), pieces.begin(), pieces.end());
    }
  });
}

std::string known_key(const PartyCode& party, std::string_view skeleton) {
  return fmt::format("{}\t{}", party.text(), skeleton);
}

Status note_known(std::set<std::string, std::less<>>& known, const PartyCode& party,
                  const MarkingCell& cell) {
  for (const std::string& text : cell.texts) {
    ENTENTE_TRY(const std::string skeleton, confusable_skeleton(text));
    if (skeleton.empty()) {
      return Error(kBadTable, fmt::format("'{}' is no marking.", display_safe(text)));
    }
    known.insert(known_key(party, skeleton));
  }
  return {};
}

Status check_level(const TableRow& row) {
  if (find_level(row.level) == nullptr) {
    return Error(kBadTable,
                 fmt::format("'{}' is no level of the table's legend.", display_safe(row.level)));
  }
  return {};
}

}  // namespace

Result<EquivalenceTable> EquivalenceTable::load(std::string_view text, std::string_view file) {
  ENTENTE_TRY(const format::TsvTable tsv,
              format::TsvTable::parse(text, file, {.bytes = kMaxBytes, .rows = kMaxRows}));
  ENTENTE_TRY(std::vector<TableRow> rows, read_rows(tsv));
  unite_variants(rows);
  EquivalenceTable table;
  table.rows_ = rows.size();
  std::map<std::string_view, std::vector<const TableRow*>> by_agreement;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const TableRow& row = rows[i];
    Status good = check_level(row);
    good = good.ok() ? note_known(table.known_, row.from, row.from_cell) : good;
    good = good.ok() ? note_known(table.known_, row.to, row.to_cell) : good;
    if (!good.ok()) {
      return good.error().within(fmt::format("{}:{}", file, tsv.row(i).line()));
    }
    auto& group = by_agreement[row.agreement];
    if (group.empty()) {
      table.names_.push_back(row.agreement);
    }
    group.push_back(&row);
  }
  for (const std::string& name : table.names_) {
    auto built = TableBuilder(by_agreement[name]).build();
    if (!built) {
      return Error(kBadTable, built.error().message(), fmt::format("{}: {}", file, name));
    }
    table.equivalences_.push_back(std::move(built).value());
  }
  return table;
}

Result<const Equivalence*> EquivalenceTable::agreement(std::string_view name) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  if (found == names_.end()) {
    return Error(kUnknownAgreement,
                 fmt::format("The table has no agreement '{}'.", display_safe(name, 120)));
  }
  return &equivalences_[static_cast<std::size_t>(found - names_.begin())];
}

Result<EquivalenceAnswer> EquivalenceTable::lookup(std::string_view name, const PartyCode& issuer,
                                                   std::string_view marking, const PartyCode& to,
                                                   CivilDate marked_on) const {
  ENTENTE_TRY(const Equivalence* equivalence, agreement(name));
  auto answer = equivalence->lookup(issuer, marking, to, marked_on);
  if (answer.ok() || !answer.error().is(kUnknownMarking)) {
    return answer;
  }
  const auto skeleton = confusable_skeleton(marking);
  if (skeleton.ok() && known_.contains(known_key(issuer, *skeleton))) {
    return EquivalenceAnswer{};
  }
  return answer;
}

}  // namespace entente::label
