#include "label/equivalence_table.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "label/builders.h"
#include "label/errors.h"
#include "label/table_row.h"

namespace entente::label::testing {
namespace {

constexpr std::string_view kHeader =
    "kind\tagreement\tfrom_party\tfrom_marking\tto_party\tto_marking\tlevel_en\tdirection\t"
    "valid_from\tvalid_to\tverified\tnote\tsource\n";

std::string table(const std::string& rows) { return std::string(kHeader) + rows; }

std::string row(const std::string& from, const std::string& marking, const std::string& to,
                const std::string& becomes, const std::string& level,
                const std::string& direction = "both", const std::string& note = "",
                const std::string& valid_to = "") {
  return "BILATERAL\tX\t" + from + "\t" + marking + "\t" + to + "\t" + becomes + "\t" + level +
         "\t" + direction + "\t2000-01-01\t" + valid_to + "\tV\t" + note + "\tinvented\n";
}

/// The research table, or nothing (said on the test's output).
const EquivalenceTable* research() {
  static const auto loaded = [] {
    std::ifstream in(std::string(ENTENTE_SHARED_DATA) + "/equivalence.tsv", std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str().empty() ? Result<EquivalenceTable>(Error(kBadTable, "absent"))
                              : EquivalenceTable::load(text.str(), "equivalence.tsv");
  }();
  if (!loaded.ok()) {
    EXPECT_EQ(loaded.error().message(), "absent") << loaded.error().describe();
    std::cout << "skipped: the research table is absent\n";
    return nullptr;
  }
  return &*loaded;
}

struct Expected {
  const char* agreement;
  const char* from;
  const char* marking;
  const char* to;
  const char* on;
  Outcome outcome;
  const char* level;   ///< English name, "" where there is none
  const char* target;  ///< the first target's text, "" where nothing is expected
};

constexpr const char* kEu = "EU member states table";
constexpr const char* kJpKr = "JP-KR GSOMIA 2016";
constexpr const char* kGb2009 = "KR-GB 2009";
constexpr const char* kGb2019 = "KR-GB 2009 as amended 2019";

const Expected kExpected[] = {
    // E1: direction
    {"KR-CA 1999", "CA", "PROTECTED B", "KR", "2020-01-01", Outcome::mapped, "CONFIDENTIAL",
     "군사 Ⅲ급 비밀"},
    {"KR-CA 1999", "KR", "대외비", "CA", "2020-01-01", Outcome::mapped, "CONFIDENTIAL",
     "CONFIDENTIAL"},
    {"KR-CA 1999", "CA", "PROTECTED C", "KR", "2020-01-01", Outcome::mapped, "TOP SECRET",
     "군사 Ⅰ급 비밀"},
    {kGb2019, "KR", "군사 Ⅲ급 비밀", "GB", "2020-01-01", Outcome::mapped, "SECRET", "UK SECRET"},
    {kGb2019, "GB", "UK SECRET", "KR", "2020-01-01", Outcome::mapped, "SECRET", "군사 Ⅱ급 비밀"},
    {kGb2019, "GB", "UK CONFIDENTIAL", "KR", "2020-01-01", Outcome::mapped, "CONFIDENTIAL",
     "군사 Ⅲ급 비밀"},
    {kGb2019, "GB", "UK CONFIDENTIAL (legacy)", "KR", "2020-01-01", Outcome::mapped, "CONFIDENTIAL",
     "군사 Ⅲ급 비밀"},
    // E2: many to one, and the way back
    {"KR-RU 2001", "KR", "군사 Ⅲ급 비밀", "RU", "2020-01-01", Outcome::mapped, "SECRET",
     "Sekretno"},
    {"KR-RU 2001", "RU", "Sekretno", "KR", "2020-01-01", Outcome::ambiguous, "", ""},
    {kJpKr, "JP", "特定秘密", "KR", "2020-01-01", Outcome::mapped, "SECRET", "군사 Ⅱ급 비밀"},
    {kJpKr, "KR", "군사II급비밀", "JP", "2020-01-01", Outcome::choice, "SECRET", "極秘"},
    {kJpKr, "KR", "군사 Ⅲ급 비밀", "JP", "2020-01-01", Outcome::mapped, "CONFIDENTIAL", "秘"},
    // R4.3: outside the agreement
    {kJpKr, "KR", "군사 Ⅰ급 비밀", "JP", "2020-01-01", Outcome::no_mapping, "", ""},
    {kJpKr, "JP", "機密", "KR", "2020-01-01", Outcome::no_mapping, "", ""},
    {kJpKr, "KR", "군사 대외비", "JP", "2020-01-01", Outcome::no_mapping, "", ""},
    {kGb2009, "KR", "군사 Ⅰ급 비밀", "GB", "2015-01-01", Outcome::no_mapping, "", ""},
    // E3: one marking, two levels
    {"CH-IL 2012", "IL", "Shamur", "CH", "2020-01-01", Outcome::ambiguous, "", ""},
    {kEu, "SE", "HEMLIG", "EU", "2018-01-01", Outcome::ambiguous, "", ""},
    {kEu, "EU", "SECRET UE/EU SECRET", "SE", "2018-01-01", Outcome::choice, "SECRET", ""},
    {kEu, "SE", "HEMLIG", "EU", "2019-04-01", Outcome::no_mapping, "", ""},
    // E4: uplift, cap, handling rule, case by case
    {"NL-SE 1984", "NL", "CONFIDENTIEEL", "SE", "2000-01-01", Outcome::mapped, "SECRET", "HEMLIG"},
    {"KR-TH 2019", "KR", "군사 대외비", "TH", "2020-01-01", Outcome::mapped, "CONFIDENTIAL", "ลับ"},
    {"CH-CZ 2011", "CZ", "PŘÍSNĚ TAJNÉ", "CH", "2020-01-01", Outcome::mapped, "SECRET", "GEHEIM"},
    {"NL-US MoU 1978", "NL", "DIENSTGEHEIM", "US", "2000-01-01", Outcome::handling_rule, "", ""},
    {"DE-NL 2001", "DE", "VS-NUR FÜR DEN DIENSTGEBRAUCH", "NL", "2010-01-01",
     Outcome::handling_rule, "", ""},
    {"CH-AT 2006", "AT", "EINGESCHRÄNKT", "CH", "2010-01-01", Outcome::handling_rule, "", ""},
    {kEu, "EU", "RESTREINT UE/EU RESTRICTED", "BE", "2020-01-01", Outcome::handling_rule, "", ""},
    {kEu, "EU", "RESTREINT UE/EU RESTRICTED", "FR", "2020-01-01", Outcome::handling_rule, "", ""},
    {"CH-FI 2014", "FI", "ERITTÄIN SALAINEN", "CH", "2020-01-01", Outcome::no_mapping, "", ""},
    {"CH-LU 2024", "LU", "TRÈS SECRET LUX", "CH", "2026-01-01", Outcome::no_mapping, "", ""},
    // The source does not show it
    {"KR-TR 2024", "KR", "군사 Ⅱ급 비밀", "TR", "2026-01-01", Outcome::ambiguous, "", ""},
    {"KR-TR 2024", "KR", "군사 Ⅲ급 비밀", "TR", "2026-01-01", Outcome::ambiguous, "", ""},
    // E5: time
    {kEu, "FR", "Secret Défense", "EU", "2021-06-30", Outcome::mapped, "SECRET",
     "SECRET UE/EU SECRET"},
    {kEu, "FR", "Secret Défense", "EU", "2021-07-01", Outcome::no_mapping, "", ""},
    {kEu, "FR", "SECRET", "EU", "2021-07-01", Outcome::mapped, "SECRET", "SECRET UE/EU SECRET"},
    {kEu, "FR", "SECRET", "EU", "2021-06-30", Outcome::no_mapping, "", ""},
    {kEu, "EU", "SECRET UE/EU SECRET", "FR", "2022-01-01", Outcome::mapped, "SECRET", "SECRET"},
    {kGb2009, "KR", "군사 Ⅲ급 비밀", "GB", "2019-03-12", Outcome::mapped, "CONFIDENTIAL",
     "UK CONFIDENTIAL"},
    {kGb2009, "KR", "군사 Ⅲ급 비밀", "GB", "2019-03-13", Outcome::no_mapping, "", ""},
    {"JP-KR draft 2012 (never signed)", "JP", "防衛秘密", "KR", "2012-07-01", Outcome::no_mapping,
     "", ""},
    // E6: false friends
    {kEu, "ES", "RESERVADO", "EU", "2020-01-01", Outcome::mapped, "SECRET", "SECRET UE/EU SECRET"},
    {kEu, "PT", "Reservado", "EU", "2020-01-01", Outcome::mapped, "RESTRICTED",
     "RESTREINT UE/EU RESTRICTED"},
    {kEu, "RO", "Secret", "EU", "2020-01-01", Outcome::mapped, "CONFIDENTIAL",
     "CONFIDENTIEL UE/EU CONFIDENTIAL"},
    {kEu, "IT", "Riservato", "EU", "2020-01-01", Outcome::mapped, "RESTRICTED",
     "RESTREINT UE/EU RESTRICTED"},
    // E7: text traps
    {kEu, "BG", "Cтpoгo ceкpeтнo", "EU", "2020-01-01", Outcome::mapped, "TOP SECRET",
     "TRÈS SECRET UE/EU TOP SECRET"},
    {kEu, "MT", "L-Ogћla Segretezza", "EU", "2020-01-01", Outcome::mapped, "TOP SECRET",
     "TRÈS SECRET UE/EU TOP SECRET"},
    {kEu, "EL", "Άκρως Aπόρρητο (ΑAΠ)", "EU", "2020-01-01", Outcome::mapped, "TOP SECRET",
     "TRÈS SECRET UE/EU TOP SECRET"},
    {kEu, "CZ", "Pr\u030ci\u0301sne\u030c tajne\u0301", "EU", "2020-01-01", Outcome::mapped,
     "TOP SECRET", "TRÈS SECRET UE/EU TOP SECRET"},
    // E8: variants
    {"CH-KR 2022", "CH", "SEGRETO", "KR", "2024-01-01", Outcome::mapped, "SECRET", "군사 Ⅱ급 비밀"},
    {"EDA-CH 2022", "CH", "SEGRETO", "EDA", "2024-01-01", Outcome::mapped, "SECRET",
     "SECRET UE/EU SECRET"},
    {kEu, "FI", "HEMLIG", "EU", "2020-01-01", Outcome::mapped, "SECRET", "SECRET UE/EU SECRET"},
    {kEu, "BE", "Geheim (Wet 11.12.1998)", "EU", "2020-01-01", Outcome::mapped, "SECRET",
     "SECRET UE/EU SECRET"},
};

TEST(EquivalenceTable, answers_E1_to_E8) {
  const EquivalenceTable* all = research();
  if (all == nullptr) {
    return;
  }
  for (const Expected& each : kExpected) {
    const std::string what = std::string(each.agreement) + ": " + each.from + " " + each.marking +
                             " -> " + each.to + " on " + each.on;
    const auto answer =
        all->lookup(each.agreement, party(each.from), each.marking, party(each.to), day(each.on));
    ASSERT_TRUE(answer.ok()) << what << ": " << answer.error().describe();
    EXPECT_EQ(name_of(answer->outcome), name_of(each.outcome)) << what;
    EXPECT_EQ(answer->level == nullptr ? "" : answer->level->gloss_en, each.level) << what;
    if (*each.target != '\0') {
      ASSERT_FALSE(answer->targets.empty()) << what;
      EXPECT_EQ(answer->targets[0]->text, each.target) << what;
    }
    EXPECT_EQ(answer->outcome == Outcome::handling_rule && answer->handling.empty(), false) << what;
  }
}

TEST(EquivalenceTable, loads_all_253_rows_and_every_relation_answers) {
  const EquivalenceTable* all = research();
  if (all == nullptr) {
    return;
  }
  EXPECT_EQ(all->rows(), 253u);
  std::ifstream in(std::string(ENTENTE_SHARED_DATA) + "/equivalence.tsv", std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  const auto tsv = format::TsvTable::parse(text.str(), "equivalence.tsv").value();
  std::size_t schemes = 0;
  const std::vector<TableRow> rows = read_rows(tsv).value();
  for (const TableRow& each : rows) {
    schemes += each.direction == Direction::scheme ? 1 : 0;
    if (each.direction == Direction::scheme || each.from_cell.texts.empty()) {
      continue;
    }
    const CivilDate on = each.valid_to.value_or(each.valid_from.value_or(day("2012-07-01")));
    for (const std::string& marking : each.from_cell.texts) {
      const auto answer = all->lookup(each.agreement, each.from, marking, each.to, on);
      ASSERT_TRUE(answer.ok()) << each.agreement << " " << marking;
      const bool levelled =
          answer->outcome == Outcome::mapped || answer->outcome == Outcome::choice;
      EXPECT_EQ(levelled, answer->level != nullptr) << each.agreement << " " << marking;
      const bool plain = each.direction == Direction::both && each.valid_from &&
                         each.to_cell.kind == CellKind::marking;
      if (plain) {
        EXPECT_TRUE(levelled || answer->outcome == Outcome::ambiguous)
            << each.agreement << " " << marking;
      }
    }
  }
  EXPECT_EQ(schemes, 10u);
}

TEST(EquivalenceTable, says_what_it_does_not_know) {
  const EquivalenceTable* all = research();
  if (all == nullptr) {
    return;
  }
  const CivilDate on = day("2020-01-01");
  EXPECT_TRUE(
      all->lookup("no such", party("JP"), "秘", party("KR"), on).error().is(kUnknownAgreement));
  EXPECT_TRUE(all->lookup(kJpKr, party("US"), "SECRET", party("KR"), on).error().is(kUnknownParty));
  EXPECT_TRUE(
      all->lookup(kJpKr, party("JP"), "SECRET", party("KR"), on).error().is(kUnknownMarking));
}

TEST(EquivalenceTable, uses_the_canonical_codes_where_they_are_fixed) {
  const EquivalenceTable* all = research();
  if (all == nullptr) {
    return;
  }
  const auto answer = all->lookup(kJpKr, party("KR"), "KR-2", party("JP"), day("2020-01-01"));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->targets[0]->code, name("JP-GOKUHI"));
  EXPECT_EQ(answer->targets[1]->code, name("JP-TOKUTEI"));
}

TEST(EquivalenceTable, is_not_transitive) {
  const auto all = EquivalenceTable::load(table(row("AA", "ALPHA", "BB", "BETA", "SECRET") +
                                                row("BB", "BETA", "CC", "GAMMA", "SECRET")),
                                          "t")
                       .value();
  const auto answer = all.lookup("X", party("AA"), "ALPHA", party("CC"), day("2010-01-01"));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->outcome, Outcome::no_mapping);
}

TEST(EquivalenceTable, reads_cells_as_the_legend_says) {
  EXPECT_EQ(read_cell("極秘 (Gokuhi)").texts, std::vector<std::string>{"極秘"});
  EXPECT_EQ(read_cell("極秘 (Gokuhi)").transliteration, "Gokuhi");
  EXPECT_EQ(read_cell("Secret (Loi 11.12.1998)").texts,
            std::vector<std::string>{"Secret (Loi 11.12.1998)"});
  EXPECT_EQ(read_cell("Απόρρητο (ΑΠ)").texts, std::vector<std::string>{"Απόρρητο (ΑΠ)"});
  EXPECT_EQ(read_cell("GEHEIM / SECRET").texts, (std::vector<std::string>{"GEHEIM", "SECRET"}));
  EXPECT_EQ(read_cell("HEMLIG/SECRET").texts, std::vector<std::string>{"HEMLIG/SECRET"});
  EXPECT_EQ(read_cell("(not covered)").kind, CellKind::none);
  EXPECT_EQ(read_cell("(no equivalent)").kind, CellKind::none);
  EXPECT_EQ(read_cell("(marking is an image in source)").kind, CellKind::unknown);
  EXPECT_EQ(read_cell("(same TR marking as for II-KUP)").kind, CellKind::same);
  EXPECT_EQ(read_cell("(no national marking)").kind, CellKind::absent);
  EXPECT_EQ(read_cell("(protected otherwise)").kind, CellKind::handling);
}

TEST(EquivalenceTable, refuses_rows_it_cannot_read_with_their_place) {
  const std::pair<std::string, std::string> bad[] = {
      {row("AA", "ALPHA", "BB", "BETA", "SECRET", "sideways"), "t:2:"},
      {row("aa", "ALPHA", "BB", "BETA", "SECRET"), "t:2:13"},
      {row("AA", "", "BB", "BETA", "SECRET"), "t:2:16"},
      {row("AA", "ALPHA", "BB", "", "SECRET"), "t:2:25"},
      {row("AA", "ALPHA", "AA", "BETA", "SECRET"), "t:2:22"},
      {row("AA", "ALPHA", "BB", "BETA", "VERY SECRET"), "t:2"},
      {row("AA", "- -", "BB", "BETA", "SECRET"), "t:2"},
      {row("AA", "ALPHA", "BB", "BETA", "SECRET", "both", "", "2019-02-29"), "t:2:"},
      {row("AA", "ALPHA", "BB", "BETA", "SECRET", "both", "no longer assigned from then"), "t:2:"},
      {row("AA", "ALPHA", "BB", "(no national marking)", "SECRET", "in-only"), "t:2:"},
  };
  for (const auto& [rows, where] : bad) {
    const auto loaded = EquivalenceTable::load(table(rows), "t");
    ASSERT_FALSE(loaded.ok()) << rows;
    EXPECT_TRUE(loaded.error().is(kBadTable)) << rows << loaded.error().describe();
    EXPECT_TRUE(loaded.error().where().starts_with(where)) << loaded.error().where() << " " << rows;
  }
  EXPECT_FALSE(EquivalenceTable::load("kind\tagreement\nx\ty\n", "t").ok());
}

}  // namespace
}  // namespace entente::label::testing
