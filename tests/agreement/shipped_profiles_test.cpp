#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>

#include "agreement/builders.h"
#include "label/equivalence_table.h"

namespace entente::agreement::testing {
namespace {

/// The agreements of the research table that a shipped profile carries.
struct InTable {
  const char* profile;
  std::vector<const char*> agreements;
};
const std::vector<InTable>& in_table() {
  static const std::vector<InTable> all{
      {"jp-kr-2016", {"JP-KR GSOMIA 2016"}},
      {"uk-kr-2009", {"KR-GB 2009", "KR-GB 2009 as amended 2019"}},
      {"us-kr-1987", {"KR-US GSOMIA 1987"}},
      {"it-kr-2025", {"KR-IT 2025"}},
      {"ro-kr-2015", {"KR-RO 2015"}},
      {"ch-eda-2022", {"EDA-CH 2022"}},
      {"tisa-2014", {"KR-US GSOMIA 1987"}},  // its leg that is public
      {"tisa-2014-exercise", {"KR-US GSOMIA 1987"}},
  };
  return all;
}

std::vector<std::filesystem::path> shipped() {
  std::vector<std::filesystem::path> found;
  const std::filesystem::path root = std::string(ENTENTE_SOURCE_DIR) + "/agreements";
  for (const auto& folder : std::filesystem::directory_iterator(root)) {
    if (std::filesystem::exists(folder.path() / "profile.toml")) {
      found.push_back(folder.path() / "profile.toml");
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// What the table calls a marking, by the code that the profile gives it.
std::set<std::string> codes(const label::MarkingScheme& scheme,
                            const label::EquivalenceAnswer& answer) {
  std::set<std::string> found;
  for (const label::Marking* each : answer.targets) {
    const auto known = scheme.recognise(each->text);
    found.insert(known.ok() ? (*known)->code.text() : "unknown: " + each->text);
  }
  return found;
}

/// Asks the table and the profile about every marking of the table, on `on`.
void expect_same(const Profile& profile, const label::Equivalence& table, CivilDate on) {
  for (const label::MarkingScheme& from : table.schemes()) {
    for (const label::MarkingScheme& to : table.schemes()) {
      if (from.party() == to.party()) {
        continue;
      }
      for (const label::Marking& marking : from.markings()) {
        const std::string what = profile.id().text() + ": " + marking.text + " -> " +
                                 to.party().text() + " on " + on.text();
        const auto theirs = table.lookup(from.party(), marking.text, to.party(), on);
        const auto ours = profile.equivalence().lookup(from.party(), marking.text, to.party(), on);
        ASSERT_TRUE(theirs.ok() && ours.ok()) << what;
        EXPECT_EQ(name_of(ours->outcome), name_of(theirs->outcome)) << what;
        const label::MarkingScheme& scheme = *profile.equivalence().scheme(to.party());
        EXPECT_EQ(codes(scheme, *ours), codes(scheme, *theirs)) << what;
      }
    }
  }
}

TEST(ShippedProfiles, load_without_a_fault_under_the_name_of_their_folder) {
  ASSERT_FALSE(shipped().empty());
  for (const auto& path : shipped()) {
    SCOPED_TRACE(path.string());
    const Profile profile = load(read_file(path.string()));
    EXPECT_EQ(profile.id().text(), path.parent_path().filename().string());
  }
}

TEST(ShippedProfiles, every_parameter_has_its_source_or_says_that_none_is_stated) {
  for (const auto& path : shipped()) {
    const std::string text = read_file(path.string());
    const std::size_t from = text.find("[term]");
    ASSERT_NE(from, std::string::npos) << path;
    std::istringstream lines(text.substr(from, text.find("[[contractor_condition]]") - from));
    for (std::string line; std::getline(lines, line);) {
      const std::string key = line.substr(0, line.find(" = "));
      static const std::set<std::string> kNames{"name", "media", "level", "party", "code", "text"};
      const bool parameter = key.size() < line.size() && line[0] != '#' && !kNames.contains(key);
      EXPECT_TRUE(!parameter || line.find(" # ") != std::string::npos) << path << ": " << line;
    }
  }
}

/// The level of the marking that a party writes so.
std::string level_of(std::string_view profile, std::string_view issuer, std::string_view word) {
  const Profile loaded = load(shipped_text(profile));
  const auto* scheme = loaded.equivalence().scheme(party(issuer));
  for (const label::Marking& marking : scheme->markings()) {
    if (marking.text == word) {
      return marking.level.text();
    }
  }
  return "none";
}

TEST(ShippedProfiles, the_same_word_is_another_level_for_another_issuer_E6) {
  EXPECT_EQ(level_of("ro-kr-2015", "RO", "SECRET"), "CONFIDENTIAL");
  EXPECT_EQ(level_of("us-kr-1987", "US", "SECRET"), "SECRET");
}

TEST(ShippedProfiles, of_2016_has_the_fifteen_conditions_for_contractors_R16_1) {
  const auto& conditions = jp_kr().clauses().contractor_conditions;
  ASSERT_EQ(conditions.size(), 15u);
  std::set<std::string> articles;
  for (const ContractorCondition& each : conditions) {
    articles.insert(each.article);
  }
  EXPECT_EQ(articles.size(), 15u) << "one for each letter from a to o";
}

TEST(ShippedProfiles, leave_each_side_its_costs_and_disputes_to_consultation_R19_1) {
  for (const auto& path : shipped()) {
    const Profile profile = load(read_file(path.string()));
    EXPECT_TRUE(profile.values().find("general.own_costs") != nullptr) << path;
  }
  EXPECT_TRUE(jp_kr().clauses().general.own_costs);
  EXPECT_TRUE(jp_kr().clauses().general.consultation_only);
}

TEST(ShippedProfiles, map_markings_as_the_research_table_says_E1_E5) {
  const std::string text = read_file(std::string(ENTENTE_SHARED_DATA) + "/equivalence.tsv");
  if (text.empty()) {
    std::cout << "skipped: the shared equivalence table is absent\n";
    return;
  }
  const auto table = label::EquivalenceTable::load(text, "equivalence.tsv");
  ASSERT_TRUE(table.ok()) << table.error().describe();
  for (const auto& path : shipped()) {
    const Profile profile = load(read_file(path.string()));
    const auto known = std::find_if(in_table().begin(), in_table().end(), [&](const InTable& each) {
      return profile.id().text() == each.profile;
    });
    if (known == in_table().end()) {
      std::cout << profile.id().text() << ": the table has no such agreement\n";
      continue;
    }
    for (const char* agreement : known->agreements) {
      const auto equivalence = table->agreement(agreement);
      ASSERT_TRUE(equivalence.ok()) << agreement;
      std::set<std::string> days;
      for (const label::EquivalenceRule& rule : (*equivalence)->rules()) {
        if (rule.effect != label::RuleEffect::none) {
          days.insert(rule.valid_from.text());
          days.insert(rule.valid_to.value_or(rule.valid_from).text());
        }
      }
      EXPECT_FALSE(days.empty()) << agreement;
      for (const std::string& on : days) {
        expect_same(profile, **equivalence, day(on));
      }
    }
  }
}

TEST(ShippedProfiles, never_free_a_third_party_or_another_purpose_without_saying_so_I4) {
  for (const auto& path : shipped()) {
    const Profile profile = load(read_file(path.string()));
    EXPECT_TRUE(profile.term().protection_survives) << path << " I9";
    EXPECT_FALSE(profile.clauses().general.duty_to_share) << path << " R1.2";
    EXPECT_NE(profile.clauses().protection.third_party, Consent::free) << path << " I4";
    EXPECT_NE(profile.clauses().protection.other_purpose, Consent::free) << path << " I4";
  }
}

}  // namespace
}  // namespace entente::agreement::testing
