#include "agreement/profile.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "agreement/builders.h"
#include "crypto/digest.h"

namespace entente::agreement::testing {
namespace {

std::vector<std::string> faults_of(const std::string& text) {
  std::vector<std::string> found;
  for (const Fault& each : faults_in(Profile::load(text, "p.toml"))) {
    found.push_back(each.file + ":" + std::to_string(each.line) + ":" +
                    std::to_string(each.column) + " " + each.code);
  }
  return found;
}

/// `file:line:column code` of the place where `needle` begins in `text`, `skip` characters on.
std::string place(const std::string& text, std::string_view needle, std::string_view code,
                  std::size_t skip = 0) {
  const std::size_t at = text.find(needle);
  EXPECT_NE(at, std::string::npos) << needle;
  const auto line = std::count(text.begin(), text.begin() + static_cast<long>(at), '\n') + 1;
  const std::size_t start = text.rfind('\n', at) + 1;
  return "p.toml:" + std::to_string(line) + ":" + std::to_string(at - start + 1 + skip) + " " +
         std::string(code);
}

TEST(Profile, of_2016_loads_with_all_its_parts) {
  const Profile& profile = jp_kr();
  EXPECT_EQ(profile.id(), name("jp-kr-2016"));
  EXPECT_EQ(profile.parties().size(), 2u);
  EXPECT_EQ(text_in(profile.party(party("KR"))->names, "ko"), "대한민국");
  EXPECT_EQ(text_in(profile.party(party("KR"))->names, "fr"), "Republic of Korea");
  EXPECT_EQ(profile.party(party("US")), nullptr);
  EXPECT_EQ(profile.authorities().size(), 2u);
  EXPECT_NE(profile.purpose(name("exercise")), nullptr);
  EXPECT_EQ(profile.purpose(name("anything")), nullptr);
  EXPECT_EQ(profile.term().notice, Days{90});
  EXPECT_EQ(profile.readings().size(), 2u);
  EXPECT_EQ(profile.readings()[0].suspended_notice, SuspendedNotice::without_effect);
  EXPECT_EQ(profile.readings()[1].suspended_notice, SuspendedNotice::dormant);
  EXPECT_FALSE(profile.clauses().general.duty_to_share) << "R1.2";
  EXPECT_EQ(profile.clauses().protection.third_party, Consent::required) << "R6.1";
  EXPECT_EQ(profile.clauses().contractor_conditions.size(), 15u) << "R16.1";
  EXPECT_EQ(profile.clauses().visits.lead, std::nullopt) << "R8.2: not stated";
  EXPECT_EQ(profile.level_clause(name("SECRET"))->content_receipt, ReceiptRule::always);
  EXPECT_EQ(profile.level_clause(name("TOP-SECRET")), nullptr);
  EXPECT_EQ(profile.ceiling(party("JP"))->level, name("SECRET"));
}

TEST(Profile, holds_both_schemes_whole_with_what_is_not_covered_R4_3) {
  const auto& equivalence = jp_kr().equivalence();
  const std::set<std::string> uncovered{"JP-KIMITSU", "KR-1", "KR-R"};
  std::set<std::string> found;
  for (const auto& scheme : equivalence.schemes()) {
    for (const auto& marking : scheme.markings()) {
      if (!marking.covered) {
        found.insert(marking.code.text());
      }
    }
  }
  EXPECT_EQ(found, uncovered);
  const auto denied =
      equivalence.lookup(party("KR"), "군사I급비밀", party("JP"), day("2020-01-01"));
  ASSERT_TRUE(denied.ok());
  EXPECT_EQ(denied->outcome, label::Outcome::no_mapping);
  EXPECT_EQ(denied->article, "Art. 4(1)");
}

TEST(Profile, maps_as_article_4_says_R4_2) {
  const auto& equivalence = jp_kr().equivalence();
  const auto choice =
      equivalence.lookup(party("KR"), "군사II급비밀", party("JP"), day("2020-01-01"));
  EXPECT_EQ(choice->outcome, label::Outcome::choice);
  EXPECT_FALSE(choice->handling.empty());
  const auto before = equivalence.lookup(party("JP"), "極秘", party("KR"), day("2016-11-22"));
  EXPECT_EQ(before->outcome, label::Outcome::no_mapping);
}

TEST(Profile, never_maps_to_an_uncovered_level_and_a_round_trip_never_lowers_AB09) {
  const auto& equivalence = jp_kr().equivalence();
  for (const auto& scheme : equivalence.schemes()) {
    const PartyCode other = scheme.party() == party("JP") ? party("KR") : party("JP");
    for (const auto& sent : scheme.markings()) {
      const auto there =
          equivalence.lookup_code(scheme.party(), sent.code, other, day("2020-01-01"));
      EXPECT_EQ(there.targets.empty(), !sent.covered);
      for (const auto* received : there.targets) {
        EXPECT_TRUE(received->covered);
        const auto back =
            equivalence.lookup_code(other, received->code, scheme.party(), day("2020-01-01"));
        EXPECT_GE(back.level->rank, scheme.level_of(sent).rank);
      }
    }
  }
}

TEST(Profile, reads_the_shared_marking_vectors_of_article_4) {
  const std::string tsv =
      read_file(std::string(ENTENTE_SHARED_DATA) + "/labels/vectors/gsomia-japan-korea.tsv");
  if (tsv.empty()) {
    std::cout << "skipped: the shared vectors are absent\n";
    return;
  }
  const auto& equivalence = jp_kr().equivalence();
  const auto answer = [&](const char* korean) {
    return equivalence.lookup(party("KR"), korean, party("JP"), day("2020-01-01")).value();
  };
  EXPECT_NE(tsv.find("極秘 | 特定秘密\t군사II급비밀\tSECRET"), std::string::npos);
  EXPECT_EQ(answer("군사II급비밀").targets.size(), 2u);
  EXPECT_EQ(answer("군사III급비밀").targets[0]->text, "秘");
  EXPECT_EQ(answer("군사I급비밀").outcome, label::Outcome::no_mapping);
}

TEST(Profile, states_whose_information_a_document_contains_R4_4_R15_2) {
  const Profile& profile = jp_kr();
  EXPECT_NE(profile.contains_statement(party("KR"), "ja").find("大韓民国"), std::string::npos);
  EXPECT_NE(profile.contains_statement(party("JP"), "ko").find("일본국"), std::string::npos);
  EXPECT_NE(profile.contains_statement(party("JP"), "fr").find("Japan"), std::string::npos);
  EXPECT_EQ(profile.contains_statement(party("US"), "en"), "");
}

TEST(Profile, has_a_template_for_the_marking_of_what_was_received_R4_1) {
  EXPECT_EQ(jp_kr().received_marking(party("KR"), "군사 Ⅱ급 비밀", "極秘", "ja"),
            "極秘 (大韓民国 군사 Ⅱ급 비밀)")
      << "where the agreement has none";
  const std::string own = R"([received_marking]
en = "{party} {marking} = {own}"
ja = "{own}（{party}「{marking}」）"
ko = "{party} {marking} / {own}"

[contains_statement])";
  const Profile profile = load(profile_text("[contains_statement]", own));
  EXPECT_EQ(profile.received_marking(party("KR"), "군사 Ⅱ급 비밀", "極秘", "ja"),
            "極秘（大韓民国「군사 Ⅱ급 비밀」）");
  EXPECT_EQ(profile.received_marking(party("KR"), "{own}", "秘", "fr"),
            "Republic of Korea {own} = 秘")
      << "in English where there is none, and no marking is read as a template";
}

TEST(Profile, digest_is_of_the_exact_bytes) {
  const std::string text = profile_text();
  EXPECT_EQ(jp_kr().digest(), crypto::sha256(as_bytes(text)));
  EXPECT_NE(load(text + "# one comment more\n").digest(), jp_kr().digest());
}

TEST(Profile, every_parameter_cites_its_source) {
  const std::string text = profile_text();
  const std::size_t from = text.find("[term]");
  std::istringstream lines(text.substr(from, text.find("[[contractor_condition]]") - from));
  for (std::string line; std::getline(lines, line);) {
    const bool parameter = line.find(" = ") != std::string::npos && line[0] != '#' &&
                           !line.starts_with("name") && !line.starts_with("media") &&
                           !line.starts_with("level") && !line.starts_with("party");
    EXPECT_TRUE(!parameter || line.find('#') != std::string::npos) << line;
  }
}

struct Case {
  const char* what;
  std::string from;
  std::string to;
  const char* code;
  const char* needle;  ///< the fault stands where this begins in the changed text
  std::size_t skip = 0;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"unknown key", "notice_days = 90", "notice_dayz = 90\nnotice_days = 90", "unknown-key",
       "notice_dayz"},
      {"unknown section", "[general]", "[surprise]\n[general]", "unknown-key", "[surprise]", 1},
      {"missing key",
       "zone = \"+09:00\"                     # both capitals; the text names none (not stated)\n",
       "", "missing-key", "[term]"},
      {"missing section",
       "[facilities]\nofficer = true                    # T2320 Art. 10\nencrypted_at_rest = true  "
       "        # not stated: this system's own rule for Art. 11 (R11.2)\n",
       "", "missing-key", "# The Japan"},
      {"wrong type", "notice_days = 90", "notice_days = \"90\"", "wrong-type", "\"90\""},
      {"bad zone", "zone = \"+09:00\"                     # both", "zone = \"Asia/Seoul\" # both",
       "bad-value", "\"Asia/Seoul\""},
      {"number out of range", "notice_days = 90", "notice_days = -1", "bad-value", "-1  "},
      {"unknown choice", "\"before-expiry\"", "\"whenever\"", "bad-value", "\"whenever\""},
      {"empty text", "gloss = \"TOP SECRET\"", "gloss = \"\"", "bad-value", "\"\""},
      {"bad party code", "code = \"KR\"\nname", "code = \"kr\"\nname", "bad-value", "\"kr\""},
      {"unknown party", "party = \"KR\"\nname = { en = \"Ministry of National",
       "party = \"KP\"\nname = { en = \"Ministry of National", "unknown-reference", "\"KP\""},
      {"unknown level",
       "level = \"SECRET\"\ncovered = true  # T2320 Art. 4(1), first "
       "row\n\n[[scheme.marking]]\ncode = \"JP-TOKUTEI\"",
       "level = \"SECRETT\"\ncovered = true\n\n[[scheme.marking]]\ncode = \"JP-TOKUTEI\"",
       "unknown-reference", "\"SECRETT\""},
      {"unknown target", "becomes = [\"KR-3\"]", "becomes = [\"KR-9\"]", "unknown-reference",
       "[[equivalence]]\nfrom = \"JP\"\nmarking = \"JP-HI\""},
      {"ceiling below a mapped level", "ceiling = \"SECRET\"  ", "ceiling = \"CONFIDENTIAL\"  ",
       "contradiction", "\"CONFIDENTIAL\"  "},
      {"ceiling is no level", "ceiling = \"SECRET\"  ", "ceiling = \"COSMIC\"  ",
       "unknown-reference", "\"COSMIC\""},
      {"overlap", "# Art. 4(3), Art. 15: own words",
       "[[equivalence]]\nfrom = \"KR\"\nmarking = \"KR-3\"\nto = \"JP\"\nbecomes = "
       "[\"JP-HI\"]\nvalid_from = 2020-01-01\narticle = \"x\"\n# ",
       "overlap",
       "[[equivalence]]\nfrom = \"KR\"\nmarking = \"KR-3\"\nto = \"JP\"\nbecomes = "
       "[\"JP-HI\"]\nvalid_from = 2020"},
      {"gap between rules", "# Art. 4(3), Art. 15: own words",
       "[[equivalence]]\nfrom = \"KR\"\nmarking = \"KR-3\"\nto = \"JP\"\nbecomes = "
       "[\"JP-HI\"]\nvalid_from = 2010-01-01\nvalid_to = 2010-12-31\narticle = \"x\"\n# ",
       "gap", "[[equivalence]]\nfrom = \"KR\"\nmarking = \"KR-3\""},
      {"covered marking without a rule", "marking = \"JP-HI\"\nto", "marking = \"JP-GOKUHI\"\nto",
       "gap", "[[scheme]]\nparty = \"JP\""},
      {"mapping to what is not covered", "becomes = [\"KR-3\"]", "becomes = [\"KR-1\"]",
       "contradiction", "[[equivalence]]\nfrom = \"JP\"\nmarking = \"JP-HI\""},
      {"mapping from what is not covered", "# Art. 4(3), Art. 15: own words",
       "[[equivalence]]\nfrom = \"KR\"\nmarking = \"KR-1\"\nto = \"JP\"\nbecomes = "
       "[\"JP-HI\"]\nvalid_from = 2016-11-23\narticle = \"x\"\n# ",
       "contradiction", "[[equivalence]]\nfrom = \"KR\"\nmarking = \"KR-1\""},
      {"choice between two levels", "becomes = [\"JP-GOKUHI\", \"JP-TOKUTEI\"]",
       "becomes = [\"JP-GOKUHI\", \"JP-HI\"]", "contradiction",
       "[[equivalence]]\nfrom = \"KR\"\nmarking = \"KR-2\""},
      {"round trip that lowers", "becomes = [\"KR-2\"]", "becomes = [\"KR-3\"]", "contradiction",
       "[[equivalence]]\nfrom = \"JP\"\nmarking = \"JP-GOKUHI\""},
      {"rule that ends before it begins", "valid_from = 2016-11-23\narticle",
       "valid_from = 2016-11-23\nvalid_to = 2016-11-22\narticle", "contradiction",
       "[[equivalence]]\nfrom = \"JP\"\nmarking = \"JP-GOKUHI\""},
      {"date that does not exist", "valid_from = 2016-11-23", "valid_from = 2019-02-29", "syntax",
       "2019-02-29", 10},
      {"duplicate marking", "code = \"JP-TOKUTEI\"\ntext", "code = \"JP-GOKUHI\"\ntext",
       "duplicate", "\"JP-GOKUHI\"\ntext = \"特"},
      {"look-alike markings", "text = \"秘\"", "text = \"極 秘\"", "bad-scheme",
       "[[scheme]]\nparty = \"JP\""},
      {"level without a row", "level = \"CONFIDENTIAL\"\nsuites", "level = \"RESTRICTED\"\nsuites",
       "gap", "[[level]]"},
      {"electronic level without a suite", "suites = [\"ztdf-p256-a256gcm\"]", "suites = []",
       "contradiction", "\"SECRET\"  # not stated"},
      {"notice longer than the term", "notice_days = 90", "notice_days = 365", "contradiction",
       "365"},
      {"open term with a deadline", "initial_years = 1", "initial_years = 0", "contradiction",
       "\"before-expiry\""},
      {"reading of one party missing", "party = \"KR\"\nsuspended_notice",
       "party = \"JP\"\nsuspended_notice", "duplicate", "\"JP\"\nsuspended_notice = \"dormant\""},
      {"statement without the party", "information provided by {party}", "information", "bad-value",
       "[contains_statement]"},
      {"template without the original marking", "[contains_statement]",
       "[received_marking]\nen = \"{own} {party}\"\nja = \"{own}{party}{marking}\"\n"
       "ko = \"{own}{party}{marking}\"\n\n[contains_statement]",
       "bad-value", "[received_marking]"},
      {"no channel",
       "channels = [\"government-courier\", \"government-electronic\", \"in-person\"]",
       "channels = []", "gap", "[]  #"},
      {"language missing in a name", "ja = \"防衛省\", ", "", "missing-key",
       "{ en = \"Ministry of Defense\""},
      {"no English", "languages = [\"en\", \"ja\", \"ko\"]", "languages = [\"ja\", \"ko\"]",
       "contradiction", "[\"ja\", \"ko\"]"},
  };
  return all;
}

TEST(Profile, each_fault_is_found_at_its_place) {
  for (const Case& each : cases()) {
    const std::string text = profile_text(each.from, each.to);
    const std::vector<std::string> found = faults_of(text);
    const std::string expected = place(text, each.needle, each.code, each.skip);
    EXPECT_NE(std::find(found.begin(), found.end(), expected), found.end())
        << each.what << ": expected " << expected << ", found " << ::testing::PrintToString(found);
  }
}

TEST(Profile, all_faults_are_found_in_the_order_of_the_file) {
  std::string text = profile_text("notice_days = 90", "notice_days = -1");
  text.replace(text.find("officer = true"), 14, "officer = 1   ");
  text.replace(text.find("ceiling = \"SECRET\""), 18, "ceiling = \"NOWHERE\"");
  const std::vector<std::string> found = faults_of(text);
  EXPECT_EQ(found, (std::vector<std::string>{place(text, "\"NOWHERE\"", "unknown-reference"),
                                             place(text, "notice_days = -1", "bad-value", 14),
                                             place(text, "officer = 1", "wrong-type", 10)}));
}

TEST(Profile, a_text_that_is_no_toml_is_one_syntax_fault) {
  EXPECT_EQ(faults_of("[profile]\nid = \n").size(), 1u);
  EXPECT_TRUE(faults_of("[profile]\nid = \n").front().ends_with("syntax"));
  EXPECT_TRUE(faults_of("a = 1\na = 2\n").front().starts_with("p.toml:2:"));
  EXPECT_FALSE(faults_of("").empty());
}

TEST(Profile, a_profile_beyond_the_limit_is_too_large) {
  std::string text = profile_text();
  text.resize(limits::kProfileBytes, '#');
  text[profile_text().size()] = '\n';
  text[profile_text().size() + 1] = '#';
  EXPECT_TRUE(faults_of(text).empty());
  EXPECT_EQ(faults_of(text + "#"), std::vector<std::string>{"p.toml:0:0 too-large"});
}

RC_GTEST_PROP(Profile, no_single_deleted_line_goes_unnoticed_or_is_harmless, ()) {
  static const std::string text = profile_text();
  const auto at = static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(text.size())));
  const std::size_t start =
      text.rfind('\n', at) == std::string::npos ? 0 : text.rfind('\n', at) + 1;
  const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
  const std::string line = start < end ? text.substr(start, end - start) : "";
  const std::string without = text.substr(0, start) + text.substr(std::max(start, end));
  const Loaded loaded = Profile::load(without, "p.toml");
  const bool optional = line.find(" = ") == std::string::npos || line.starts_with("#") ||
                        line.starts_with("transliteration") || line.starts_with("handling");
  RC_ASSERT(optional || std::holds_alternative<std::vector<Fault>>(loaded));
}

}  // namespace
}  // namespace entente::agreement::testing
