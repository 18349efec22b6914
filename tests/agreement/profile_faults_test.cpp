#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "agreement/builders.h"
#include "agreement/clause_table.h"

/// What is wrong with a profile beside its shape: clauses that only some agreements have, registers
/// with days, dates at the ends of the calendar.
namespace entente::agreement::testing {
namespace {

/// Code and line of each fault.
std::vector<std::string> faults_of(const std::string& text) {
  std::vector<std::string> found;
  for (const Fault& each : faults_in(Profile::load(text, "p.toml"))) {
    found.push_back(std::to_string(each.line) + " " + each.code);
    EXPECT_GT(each.column, 0u);
  }
  return found;
}

/// The line of `text` on which `needle` begins.
std::string line_of(const std::string& text, std::string_view needle) {
  const std::size_t at = text.find(needle);
  EXPECT_NE(at, std::string::npos) << needle;
  return std::to_string(std::count(text.begin(), text.begin() + static_cast<long>(at), '\n') + 1);
}

/// The 2016 profile with `section` in front of its levels.
std::string with(const std::string& section) {
  return profile_text("# Art. 12 to 16 by level.", section + "\n# Art. 12 to 16 by level.");
}

struct Case {
  const char* what;
  std::string section;
  const char* needle;  ///< on this line
  const char* code;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"unknown key of an optional clause",
       "[ownership]\nforeign_control_bars_clearance = true\nforeign_ctrl = true\n", "foreign_ctrl",
       "unknown-key"},
      {"missing key of an optional clause", "[use_limits]\n", "[use_limits]", "missing-key"},
      {"unknown level in a list",
       "[industry]\nsecurity_annex = true\nclassification_guide = true\ncopy_to_authorities = "
       "true\nsubcontracts_alike = true\nnamed_people = true\nexempt_levels = [\"COSMIC\"]\n",
       "exempt_levels", "unknown-reference"},
      {"unknown level of a registry",
       "[registry]\nfrom_level = \"COSMIC\"\nmutual_notice = true\nkeeps_certificates = true\n",
       "from_level", "unknown-reference"},
      {"unknown party of a caveat",
       "[[caveat]]\ncode = \"REL\"\ntext = \"RELEASABLE\"\nmeaning = \"releasable-to\"\nparties = "
       "[\"XX\"]\n",
       "parties = [\"XX\"]", "unknown-reference"},
      {"caveat about nobody",
       "[[caveat]]\ncode = \"REL\"\ntext = \"RELEASABLE\"\nmeaning = \"releasable-to\"\n",
       "meaning = \"releasable-to\"", "gap"},
      {"caveat about nobody's nationals",
       "[[caveat]]\ncode = \"NAT\"\ntext = \"NATIONALS\"\nmeaning = \"nationals-of\"\n",
       "meaning = \"nationals-of\"", "gap"},
      {"caveat twice",
       "[[caveat]]\ncode = \"NC\"\ntext = \"NO COPY\"\nmeaning = \"no-copy\"\n[[caveat]]\ncode = "
       "\"NC\" # again\ntext = \"NO COPY\"\nmeaning = \"no-copy\"\n",
       "\"NC\" # again", "duplicate"},
      {"unknown meaning of a caveat",
       "[[caveat]]\ncode = \"X\"\ntext = \"X\"\nmeaning = \"whatever\"\n", "\"whatever\"",
       "bad-value"},
      {"language that is not authentic",
       "[working_languages]\nwork = [\"en\"]\nprevails = \"ko\"\n", "prevails",
       "unknown-reference"},
      {"number out of range",
       "[certificates]\npersonnel = \"none\"\nfacility = \"none\"\nmutual_recognition = "
       "true\nadverse_information = true\nrevocation_notice = true\nreasons = true\nanswer_days = "
       "0\n",
       "answer_days", "bad-value"},
      {"readiness check without a step", "[activation]\nreadiness_check = true\nsteps = []\n",
       "readiness_check", "contradiction"},
      {"leg to one party", "[[leg]]\nparties = [\"JP\"]\nagreement = \"x\"\n", "parties = [\"JP\"]",
       "bad-value"},
      {"leg to an unknown party", "[[leg]]\nparties = [\"JP\", \"US\"]\nagreement = \"x\"\n",
       "parties = [\"JP\", \"US\"]", "unknown-reference"},
      {"leg twice",
       "[[leg]]\nparties = [\"JP\", \"KR\"]\nagreement = \"x\"\n[[leg]]\nparties = [\"KR\", "
       "\"JP\"]\nagreement = \"x\"\n",
       "parties = [\"KR\", \"JP\"]", "duplicate"},
      {"facility above the ceiling",
       "[[facility]]\ncode = \"HQ\"\nparty = \"JP\"\nname = { en = \"EXERCISE\", ja = "
       "\"EXERCISE\", ko = \"EXERCISE\" }\nceiling = \"TOP-SECRET\" # too high\nvalid_from = "
       "2017-01-01\n",
       "ceiling = \"TOP-SECRET\" # too high", "contradiction"},
      {"facility of an unknown level",
       "[[facility]]\ncode = \"HQ\"\nparty = \"JP\"\nname = { en = \"EXERCISE\", ja = "
       "\"EXERCISE\", ko = \"EXERCISE\" }\nceiling = \"COSMIC\"\nvalid_from = 2017-01-01\n",
       "ceiling = \"COSMIC\"", "unknown-reference"},
  };
  return all;
}

/// Boundaries: what just fits is no fault.
TEST(ProfileFaults, a_caveat_that_names_no_parties_is_whole) {
  EXPECT_TRUE(
      faults_of(with("[[caveat]]\ncode = \"NC\"\ntext = \"NO COPY\"\nmeaning = \"no-copy\"\n"))
          .empty());
}

TEST(ProfileFaults, responsibility_moves_with_a_receipt_that_comes_R9_2) {
  std::string text = profile_text("custody_transfer = \"content-receipt\"",
                                  "custody_transfer = \"package-receipt\"");
  EXPECT_TRUE(faults_of(text).empty());
  const std::string receipt = "package_receipt = \"always\"";
  text.replace(text.find(receipt), receipt.size(), "package_receipt = \"never\"");
  EXPECT_EQ(faults_of(text),
            std::vector{line_of(text, "package_receipt = \"never\"") + " contradiction"});
  EXPECT_TRUE(faults_of(profile_text(receipt, "package_receipt = \"never\"")).empty())
      << "where it moves with the content, the package needs none";
}

TEST(ProfileFaults, an_unknown_level_row_is_found) {
  const std::string text =
      profile_text("[[level]]\nlevel = \"CONFIDENTIAL\"", "[[level]]\nlevel = \"COSMIC\"");
  const auto found = faults_of(text);
  EXPECT_TRUE(std::any_of(found.begin(), found.end(), [](const std::string& each) {
    return each.ends_with("unknown-reference");
  }));
}

TEST(ProfileFaults, a_level_row_is_of_a_level_that_a_covered_marking_has_R4_3) {
  const std::string text = profile_text("[[level]]\nlevel = \"CONFIDENTIAL\"",
                                        "[[level]]\nlevel = \"RESTRICTED\" # left out");
  const auto found = faults_of(text);
  EXPECT_NE(std::find(found.begin(), found.end(),
                      line_of(text, "\"RESTRICTED\" # left out") + " unknown-reference"),
            found.end());
}

TEST(ProfileFaults, what_is_not_known_is_called_by_its_kind) {
  const auto text_of_fault = [](const std::string& section) {
    const auto found = faults_in(Profile::load(with(section), "p.toml"));
    return found.empty() ? std::string() : found.front().text;
  };
  const std::string caveat =
      "[[caveat]]\ncode = \"REL\"\ntext = \"RELEASABLE\"\nmeaning = \"releasable-to\"\n";
  EXPECT_NE(text_of_fault(caveat + "parties = [\"XX\"]\n").find("no such party"),
            std::string::npos);
  EXPECT_NE(text_of_fault("[registry]\nfrom_level = \"COSMIC\"\nmutual_notice = "
                          "true\nkeeps_certificates = true\n")
                .find("no such level"),
            std::string::npos);
  EXPECT_NE(text_of_fault("[working_languages]\nwork = [\"en\"]\nprevails = \"ko\"\n")
                .find("no such authentic language"),
            std::string::npos);
}

TEST(ProfileFaults, an_electronic_ceiling_is_a_level_of_the_scheme_at_most_the_ceiling) {
  const auto with_electronic = [](std::string_view level) {
    return faults_of(profile_text("electronic_ceiling = \"SECRET\"",
                                  "electronic_ceiling = \"" + std::string(level) + "\""));
  };
  EXPECT_TRUE(with_electronic("CONFIDENTIAL").empty());
  EXPECT_EQ(with_electronic("COSMIC").size(), 1u);
  const auto above = with_electronic("TOP-SECRET");
  ASSERT_FALSE(above.empty());
  EXPECT_TRUE(above[0].ends_with("contradiction")) << above[0];
}

TEST(ProfileFaults, of_clauses_that_only_some_agreements_have_are_found_at_their_line) {
  for (const Case& each : cases()) {
    const std::string text = with(each.section);
    const std::vector<std::string> found = faults_of(text);
    const std::string expected = line_of(text, each.needle) + " " + each.code;
    EXPECT_NE(std::find(found.begin(), found.end(), expected), found.end())
        << each.what << ": expected " << expected << ", found " << ::testing::PrintToString(found);
  }
}

std::string facility(std::string_view from, std::string_view to) {
  return "[[facility]]\ncode = \"HQ\"\nparty = \"JP\"\nname = { en = \"EXERCISE\", ja = "
         "\"EXERCISE\", ko = \"EXERCISE\" }\nceiling = \"SECRET\"\nvalid_from = " +
         std::string(from) + "\n" + (to.empty() ? "" : "valid_to = " + std::string(to) + "\n");
}

/// Codes alone, where the line says nothing more.
std::vector<std::string> codes_of(const std::string& text) {
  std::vector<std::string> codes = faults_of(text);
  for (std::string& each : codes) {
    each.erase(0, each.find(' ') + 1);
  }
  return codes;
}

using Codes = std::vector<std::string>;

TEST(ProfileFaults, a_facility_holds_on_every_day_once_R10_1) {
  const std::string first = facility("2017-01-01", "2018-12-31");
  EXPECT_EQ(codes_of(with(first + facility("2019-01-01", ""))), Codes{});
  EXPECT_EQ(codes_of(with(first + facility("2018-12-31", ""))), Codes{"overlap"});
  EXPECT_EQ(codes_of(with(first + facility("2019-01-02", ""))), Codes{"gap"});
  EXPECT_EQ(codes_of(with(facility("2017-01-01", "") + facility("2019-01-01", ""))),
            Codes{"overlap"});
  EXPECT_EQ(codes_of(with(facility("2018-12-31", "2018-12-30"))), Codes{"contradiction"});
}

std::string authority(std::string_view days) {
  return "[[authority]]\ncode = \"ATLA\"\nparty = \"JP\"\nname = { en = \"EXERCISE\", ja = "
         "\"EXERCISE\", ko = \"EXERCISE\" }\n" +
         std::string(days);
}

TEST(ProfileFaults, an_authority_holds_on_every_day_once_R2_2) {
  const std::string first = authority("valid_from = 2017-01-01\nvalid_to = 2018-12-31\n");
  EXPECT_EQ(codes_of(with(first + authority("valid_from = 2019-01-01\n"))), Codes{});
  EXPECT_EQ(codes_of(with(first + authority("valid_from = 2018-06-01\n"))), Codes{"overlap"});
  EXPECT_EQ(codes_of(with(first + authority("valid_from = 2019-01-02\n"))), Codes{"gap"});
  EXPECT_EQ(codes_of(with(authority("") + authority(""))), Codes{"duplicate"});
}

TEST(ProfileFaults, an_urgent_visit_needs_no_more_time_and_an_answer_comes_before_it_R8_2) {
  const auto visits = [](const std::string& keys) {
    return codes_of(profile_text("[visits]\n", "[visits]\n" + keys));
  };
  EXPECT_EQ(visits("lead_days = 20\nurgent_lead_days = 5\nanswer_days = 10\n"), Codes{});
  EXPECT_EQ(visits("lead_days = 20\nurgent_lead_days = 20\n"), Codes{}) << "as soon is no later";
  EXPECT_EQ(visits("lead_days = 20\nanswer_days = 20\n"), Codes{});
  EXPECT_EQ(visits("lead_days = 20\nurgent_lead_days = 21\n"), Codes{"contradiction"});
  EXPECT_EQ(visits("lead_days = 20\nanswer_days = 21\n"), Codes{"contradiction"});
  EXPECT_EQ(visits("answer_days = 2\nurgent_answer_days = 3\n"), Codes{"contradiction"});
  EXPECT_EQ(visits("extension_months = 12\n"), Codes{"contradiction"});
  EXPECT_EQ(visits("fields = [\"name\", \"shoe-size\"]\n"), Codes{"bad-value"});
}

TEST(ProfileFaults, responsibility_never_waits_for_a_receipt_that_never_comes_R9_2) {
  EXPECT_EQ(codes_of(profile_text("content_receipt = \"always\"", "content_receipt = \"never\"")),
            Codes{"contradiction"});
}

TEST(ProfileFaults, a_level_that_may_pass_electronically_does_not_forbid_it_R12_4) {
  EXPECT_EQ(codes_of(profile_text("package_receipt = \"always\"",
                                  "crypto_approval = \"forbidden\"\npackage_receipt = \"always\"")),
            (Codes{"contradiction", "contradiction"}))
      << "once for each scheme";
}

TEST(ProfileFaults, a_clearance_is_not_waived_above_a_level_that_needs_it) {
  EXPECT_EQ(codes_of(profile_text("level = \"SECRET\"\nsuites",
                                  "level = \"SECRET\"\nclearance_waived = true\nsuites")),
            Codes{"contradiction"});
  EXPECT_EQ(codes_of(profile_text("level = \"CONFIDENTIAL\"\nsuites",
                                  "level = \"CONFIDENTIAL\"\nclearance_waived = true\nsuites")),
            Codes{});
}

TEST(ProfileFaults, destruction_says_nothing_against_itself_R13_1) {
  const auto destruction = [](const std::string& keys) {
    return codes_of(profile_text("[destruction]\n", "[destruction]\n" + keys));
  };
  EXPECT_EQ(destruction("emergency_notice = true\n"), Codes{"contradiction"});
  EXPECT_EQ(destruction("confirm_within_days = 30\n"), Codes{"contradiction"});
  EXPECT_EQ(destruction("confirmation = \"none\"\nconfirm_within_days = 30\n"),
            Codes{"contradiction"});
  EXPECT_EQ(destruction("confirmation = \"notice\"\nconfirm_within_days = 30\n"), Codes{});
  EXPECT_EQ(destruction("confirmation = \"none\"\n"), Codes{});
  EXPECT_EQ(codes_of(profile_text("certificate_to_originator = false",
                                  "confirmation = \"none\"\ncertificate_to_originator = true")),
            Codes{"contradiction"});
}

TEST(ProfileFaults, what_is_agreed_case_by_case_lies_above_the_ceiling) {
  const auto scheme = [](const std::string& key) {
    return codes_of(profile_text("left_out_by", key + "\nleft_out_by"));
  };
  EXPECT_EQ(scheme("case_by_case = [\"TOP-SECRET\"]"), Codes{});
  EXPECT_EQ(scheme("case_by_case = [\"SECRET\"]"), Codes{"contradiction"}) << "the ceiling itself";
  EXPECT_EQ(scheme("case_by_case = [\"CONFIDENTIAL\"]"), Codes{"contradiction"});
  EXPECT_EQ(scheme("case_by_case = [\"COSMIC\"]"), Codes{"unknown-reference"});
}

/// The 2016 profile with one more rule of equivalence.
std::string with_rule(std::string_view from, std::string_view marking, std::string_view becomes,
                      std::string_view since, std::string_view until) {
  const std::string_view to = from == "KR" ? "JP" : "KR";
  const std::string rule = "[[equivalence]]\nfrom = \"" + std::string(from) + "\"\nmarking = \"" +
                           std::string(marking) + "\"\nto = \"" + std::string(to) +
                           "\"\nbecomes = [\"" + std::string(becomes) +
                           "\"]\nvalid_from = " + std::string(since) +
                           "\nvalid_to = " + std::string(until) + "\narticle = \"x\"\n\n";
  return profile_text("# Art. 4(3), Art. 15: own words", rule + "# Art. 4(3), Art. 15: own words");
}

TEST(ProfileFaults, rules_of_one_marking_follow_each_other_day_by_day_E5) {
  const auto until = [](std::string_view last, std::string_view since = "2010-01-01") {
    return codes_of(with_rule("KR", "KR-3", "JP-HI", since, last));
  };
  EXPECT_EQ(until("2016-11-22"), Codes{});
  EXPECT_EQ(until("2016-11-22", "2016-11-22"), Codes{}) << "a rule may hold for one day";
  EXPECT_EQ(until("2016-11-21"), Codes{"gap"}) << "one day without a rule";
  EXPECT_EQ(until("2016-11-23"), Codes{"overlap"}) << "one day with two";
}

TEST(ProfileFaults, a_round_trip_lowers_only_by_rules_that_hold_on_one_day_AB09_E5) {
  EXPECT_EQ(codes_of(with_rule("KR", "KR-2", "JP-HI", "2010-01-01", "2016-11-22")), Codes{});
  const Codes back = codes_of(with_rule("KR", "KR-2", "JP-HI", "2010-01-01", "2016-11-23"));
  EXPECT_NE(std::find(back.begin(), back.end(), "contradiction"), back.end());
  EXPECT_EQ(codes_of(with_rule("JP", "JP-GOKUHI", "KR-3", "2010-01-01", "2016-11-22")), Codes{});
  const Codes there = codes_of(with_rule("JP", "JP-GOKUHI", "KR-3", "2010-01-01", "2016-11-23"));
  EXPECT_NE(std::find(there.begin(), there.end(), "contradiction"), there.end());
}

TEST(ProfileFaults, a_rule_is_of_a_marking_inside_the_agreement_R4_3) {
  const auto texts = [](const std::string& profile) {
    std::string all;
    for (const Fault& each : faults_in(Profile::load(profile, "p.toml"))) {
      all += each.text + "\n";
    }
    return all;
  };
  EXPECT_NE(texts(with_rule("KR", "KR-1", "JP-GOKUHI", "2016-11-23", "2020-01-01"))
                .find("KR-1 is outside the agreement"),
            std::string::npos);
  EXPECT_NE(texts(with_rule("KR", "KR-9", "JP-GOKUHI", "2016-11-23", "2020-01-01"))
                .find("KR has no marking KR-9"),
            std::string::npos);
}

TEST(ProfileFaults, a_term_says_nothing_against_itself_R21_2) {
  const auto term = [](const std::string& lines) {
    return codes_of(profile_text("[term]\n", "[term]\n" + lines));
  };
  const std::string applied =
      "provisional_application = \"from-date\"\nprovisional_from = 2021-01-01\n";
  EXPECT_EQ(term(applied + "provisional_until = 2021-01-01\n"), Codes{}) << "one day";
  EXPECT_EQ(term(applied + "provisional_until = 2020-12-31\n"), Codes{"contradiction"});
  EXPECT_EQ(codes_of(profile_text("notice_days = 90", "notice_months = 11")), Codes{});
  EXPECT_EQ(codes_of(profile_text("notice_days = 90", "notice_months = 12")),
            Codes{"contradiction"})
      << "as long as the term";
  std::string open = profile_text("initial_years = 1", "initial_years = 0");
  const std::string anchor = "\"before-expiry\"";
  open.replace(open.find(anchor), anchor.size(), "\"from-receipt\"");
  EXPECT_EQ(codes_of(open), Codes{"contradiction"}) << "without end, and yet renewed";
}

TEST(ProfileFaults, a_name_is_a_table_of_languages) {
  EXPECT_EQ(codes_of(profile_text("name = { en = \"Ministry of Defense\"",
                                  "name = \"Ministry\" # { en = \"Ministry of Defense\"")),
            Codes{"wrong-type"});
}

TEST(ProfileFaults, what_is_ambiguous_becomes_nothing_E3) {
  const std::string rule = "becomes = [\"KR-3\"]\nvalid_from";
  EXPECT_EQ(codes_of(profile_text(rule, "becomes = [\"KR-3\"]\nambiguous = true\nvalid_from")),
            Codes{"contradiction"});
  const Profile unknown =
      load(profile_text(rule, "becomes = []\nhandling = \"x\"\nambiguous = true\nvalid_from"));
  const auto answer =
      unknown.equivalence().lookup(party("JP"), "秘", party("KR"), day("2020-01-01"));
  EXPECT_EQ(answer->outcome, label::Outcome::ambiguous);
}

TEST(ProfileFaults, dates_that_do_not_exist_are_refused_and_leap_days_are_dates) {
  const auto from = [](const std::string& date) { return codes_of(with(facility(date, ""))); };
  EXPECT_EQ(from("2020-02-29"), Codes{}) << "a leap day";
  EXPECT_EQ(from("2000-02-29"), Codes{}) << "a century that is a leap year";
  for (const char* none : {"2019-02-29", "1900-02-29", "2100-02-29", "2020-02-30", "2020-04-31",
                           "2020-13-01", "2020-00-10", "2020-01-00", "0000-01-01", "10000-01-01"}) {
    EXPECT_EQ(from(none), Codes{"syntax"}) << none;
  }
}

TEST(ProfileFaults, the_years_1969_2038_and_9999_are_years_like_others) {
  for (const char* date : {"1969-12-31", "2038-01-19", "2038-01-20", "9999-12-31"}) {
    const Profile profile = load(with(facility(date, "")));
    ASSERT_EQ(profile.facilities().size(), 1u);
    EXPECT_EQ(profile.facilities()[0].valid_from.text(), date);
  }
  const std::string early = "valid_from = 1969-12-31\nvalid_to = 2016-11-22\n";
  const std::string rule =
      "[[equivalence]]\nfrom = \"JP\"\nmarking = \"JP-HI\"\nto = \"KR\"\nbecomes = "
      "[\"KR-3\"]\narticle = \"EXERCISE\"\n";
  EXPECT_EQ(codes_of(with(rule + early)), Codes{}) << "two rules that meet, none on both sides";
  const Profile profile = load(with(rule + early));
  const auto on = [&](const char* date) {
    return profile.equivalence().lookup(party("JP"), "秘", party("KR"), day(date))->outcome;
  };
  EXPECT_EQ(on("1969-12-30"), label::Outcome::no_mapping);
  EXPECT_EQ(on("1969-12-31"), label::Outcome::mapped);
  EXPECT_EQ(on("2016-11-22"), label::Outcome::mapped);
  EXPECT_EQ(on("2038-01-20"), label::Outcome::mapped);
  EXPECT_EQ(on("9999-12-31"), label::Outcome::mapped);
}

TEST(ProfileFaults, a_gap_ends_neither_the_check_nor_the_list) {
  std::string text = with("[use_limits]\nset_by_originator = 1\n[surprise]\n" +
                          facility("2017-01-01", "2016-01-01"));
  text.replace(text.find("notice_days = 90"), 16, "notice_days = -1");
  EXPECT_EQ(codes_of(text), (Codes{"bad-value", "wrong-type", "unknown-key", "contradiction"}));
}

TEST(ClauseTable, every_parameter_stands_in_the_reference_page) {
  const std::string page =
      read_file(std::string(ENTENTE_SOURCE_DIR) + "/docs/reference/profile.md");
  for (const Parameter& each : parameters()) {
    EXPECT_NE(page.find(std::string(each.key())), std::string::npos) << each.path;
    for (const std::string_view choice : each.choices) {
      EXPECT_NE(page.find("`" + std::string(choice) + "`"), std::string::npos)
          << each.path << " = " << choice;
    }
  }
  for (const ClauseSection& each : clause_sections()) {
    EXPECT_NE(page.find("[" + std::string(each.name) + "]"), std::string::npos) << each.name;
  }
}

TEST(ClauseTable, every_parameter_is_described_once_and_in_a_section) {
  for (const Parameter& each : parameters()) {
    EXPECT_EQ(parameter(each.path), &each) << each.path;
    EXPECT_TRUE(
        std::any_of(clause_sections().begin(), clause_sections().end(),
                    [&](const ClauseSection& section) { return section.name == each.section(); }))
        << each.path;
    const bool has_range = each.kind == ValueKind::count;
    EXPECT_EQ(each.min < each.max, has_range) << each.path;
    const bool has_choices = each.kind == ValueKind::choice;
    EXPECT_TRUE(!has_choices || each.choices.size() >= 2) << each.path;
  }
}

TEST(ClauseTable, nothing_stated_is_the_loosest_R5_1) {
  for (const Parameter& each : parameters()) {
    const bool known = each.tighter != Tighter::neutral && each.tighter != Tighter::unknown;
    if (!known || each.kind != ValueKind::choice) {
      continue;
    }
    for (const std::string_view choice : each.choices) {
      const Value value{std::string(choice)};
      EXPECT_NE(effect_of(each, nullptr, &value), Effect::loosens) << each.path << " " << choice;
      EXPECT_NE(effect_of(each, &value, nullptr), Effect::tightens) << each.path << " " << choice;
      EXPECT_EQ(effect_of(each, &value, &value), Effect::none) << each.path << " " << choice;
    }
  }
}

}  // namespace
}  // namespace entente::agreement::testing
