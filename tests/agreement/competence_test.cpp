#include "agreement/competence.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "agreement/admission_text.h"
#include "agreement/errors.h"
#include "agreement/replacement.h"
#include "agreement/replay.h"
#include "crypto/digest.h"

/// Who gives an instrument for its party (Art. 21: through the diplomatic channel). EXERCISE: the
/// ministries are real, the clause that names them is invented.
namespace entente::agreement::testing {
namespace {

using enum InstrumentKind;

constexpr std::string_view kNotices =
    R"(gives = ["completion-notice", "termination-notice", "notice-suspension", "notice-revival",
       "notice-withdrawal", "suspension-withdrawal"]
)";

std::string authority(std::string_view party, std::string_view code, std::string_view rest) {
  return "[[authority]]\ncode = \"" + std::string(code) + "\"\nparty = \"" + std::string(party) +
         "\"\nname = { en = \"EXERCISE\", ja = \"EXERCISE\", ko = \"EXERCISE\" }\n" +
         std::string(rest) + "\n";
}
/// The shipped text with more authorities.
std::string with(const std::string& rows) { return profile_text() + "\n" + rows; }
std::string diplomatic() {
  return with(authority("JP", "MOFA", kNotices) + authority("KR", "MOFA", kNotices));
}

Instrument by(Instrument instrument, std::string_view code) {
  instrument.authority = name(code);
  return instrument;
}
std::vector<Instrument> in_force() {
  std::vector<Instrument> all = in_force_since("2016-11-23");
  for (Instrument& each : all) {
    each = by(each, "MOFA");
  }
  return all;
}

std::vector<std::string> faults(const std::string& text) {
  std::vector<std::string> found;
  for (const Fault& each : faults_in(Profile::load(text, "p.toml"))) {
    found.push_back(each.code);
  }
  return found;
}
using Codes = std::vector<std::string>;

void expect_not_competent(const Status& status) {
  ASSERT_FALSE(status.ok());
  EXPECT_TRUE(status.error().is(kNotCompetent)) << status.error().describe();
}

TEST(Competence, an_instrument_of_another_authority_has_no_effect_and_is_refused_R21_1) {
  const Profile text = load(diplomatic());
  const auto given = [&](std::string_view code) { return by(notice("2019-08-23"), code); };
  EXPECT_TRUE(admissible(text, in_force(), given("MOFA")).ok());
  expect_not_competent(admissible(text, in_force(), given("MND")));
  expect_not_competent(admissible(text, in_force(), given("NOBODY")));
  expect_not_competent(admissible(text, in_force(), notice("2019-08-23")));
  EXPECT_EQ(state(standing(in_force() + given("MOFA"), "2019-08-24", text), "KR"),
            State::notice_given);
  const Standing still = standing(in_force() + given("MND"), "2019-08-24", text);
  EXPECT_EQ(state(still, "KR"), State::in_force);
  EXPECT_TRUE(std::ranges::any_of(still.why, [](const Reason& each) {
    return each.text.find("MND gives no termination-notice for KR") != std::string::npos;
  }));
}

TEST(Competence, the_other_partys_authority_binds_nobody_else_R21_1) {
  const Profile text =
      load(with(authority("JP", "MOFA-JP", kNotices) + authority("KR", "MOFA-KR", kNotices)));
  Instrument borrowed = instrument(completion_notice, "KR", "2016-11-23", "done-kr");
  const auto signed_only = signed_and_notified("2016-11-23", "2016-11-23");
  const std::vector<Instrument> before(signed_only.begin(), signed_only.begin() + 2);
  expect_not_competent(admissible(text, before, by(borrowed, "MOFA-JP")));
  EXPECT_TRUE(admissible(text, before, by(borrowed, "MOFA-KR")).ok());
}

TEST(Competence, what_the_text_does_not_say_is_left_to_the_party_R21_1) {
  const Profile text = load(diplomatic());
  EXPECT_TRUE(admissible(text, in_force(), instrument(amendment, "KR", "2018-01-01", "A")).ok());
  EXPECT_TRUE(
      admissible(text, in_force(), by(instrument(supplement, "KR", "2018-01-01", "S"), "MND"))
          .ok());
  EXPECT_TRUE(admissible(jp_kr(), in_force_since("2016-11-23"), notice("2019-08-23")).ok());
}

/// One instrument of each kind that can be given, and what must come before it.
TEST(Competence, every_kind_of_instrument_is_held_to_it_R21_1) {
  const std::string every =
      R"(gives = ["signature", "completion-notice", "termination-notice", "notice-suspension",
       "notice-revival", "notice-withdrawal", "suspension-withdrawal", "agreement-suspension",
       "agreement-resumption", "replacement", "amendment", "supplement", "review"]
)";
  std::string rows = with(authority("JP", "MOFA", every) + authority("KR", "MOFA", every));
  rows.replace(rows.find("[term]\n"), 7, "[term]\nagreement_suspension = \"by-any-party\"\n");
  const Profile text = load(rows);
  const auto none = std::vector<Instrument>();
  const std::vector<Instrument> signed_by_both{in_force()[0], in_force()[1]};
  const auto noticed = in_force() + by(notice("2019-08-01"), "MOFA");
  const auto suspended = noticed + by(suspension("2019-09-01"), "MOFA");
  const auto interrupted =
      in_force() + by(instrument(agreement_suspension, "KR", "2019-08-01", "S"), "MOFA");
  const std::map<InstrumentKind, std::pair<std::vector<Instrument>, std::string>> before = {
      {signature, {none, ""}},
      {completion_notice, {signed_by_both, ""}},
      {termination_notice, {in_force(), ""}},
      {notice_suspension, {noticed, "N1"}},
      {notice_revival, {suspended, "N1"}},
      {notice_withdrawal, {noticed, "N1"}},
      {suspension_withdrawal, {suspended, "N2"}},
      {agreement_suspension, {in_force(), ""}},
      {agreement_resumption, {interrupted, "S"}},
      {replacement, {in_force(), "newer"}},
      {amendment, {in_force(), ""}},
      {supplement, {in_force(), ""}},
      {review, {in_force(), ""}}};
  for (const auto& [kind, row] : Names<InstrumentKind>::kRows) {
    ASSERT_EQ(before.contains(kind), is_given(kind)) << row;
  }
  for (const auto& [kind, case_] : before) {
    SCOPED_TRACE(name_of(kind));
    const Instrument one = instrument(kind, "KR", "2019-10-01", "one", case_.second);
    expect_not_competent(admissible(text, case_.first, one));
    expect_not_competent(admissible(text, case_.first, by(one, "MND")));
    const Status fits = admissible(text, case_.first, by(one, "MOFA"));
    EXPECT_TRUE(fits.ok()) << fits.error().describe();
  }
}

TEST(Competence, counts_on_the_days_on_which_the_text_has_the_authority_R2_2) {
  const std::string rest = "gives = [\"termination-notice\"]\n";
  const Profile text = load(with(authority("JP", "MOFA", rest) +
                                 authority("KR", "MOFAT", "valid_to = 2018-03-22\n" + rest) +
                                 authority("KR", "MOFA", "valid_from = 2018-03-23\n" + rest)));
  const auto given = [&](std::string_view when, std::string_view code) {
    return admissible(text, in_force_since("2016-11-23"), by(notice(when), code));
  };
  EXPECT_TRUE(given("2018-03-22", "MOFAT").ok());
  expect_not_competent(given("2018-03-22", "MOFA"));
  expect_not_competent(given("2018-03-23", "MOFAT"));
  EXPECT_TRUE(given("2018-03-23", "MOFA").ok());
  EXPECT_EQ(competent_authority(text, party("KR"), termination_notice, day("2018-03-22")),
            name("MOFAT"));
  EXPECT_EQ(competent_authority(text, party("KR"), amendment, day("2018-03-22")), std::nullopt);
}

TEST(Competence, follows_the_amended_text_R21_4) {
  std::string amended = diplomatic();
  amended.replace(amended.find("version = \"1\""), 13, "version = \"2\"");
  const std::vector<Edition> editions{{crypto::sha256(as_bytes(amended)), load(amended)}};
  const Editions texts(jp_kr(), editions);
  auto all = in_force_since("2016-11-23");
  for (const char* each : {"KR", "JP"}) {
    Instrument consent = instrument(amendment, each, "2018-01-01", std::string("A-") + each,
                                    each == std::string("KR") ? "" : "A-KR");
    consent.text = editions[0].text;
    all.push_back(consent);
  }
  EXPECT_TRUE(admissible(texts, all, notice("2017-12-31")).ok());
  expect_not_competent(admissible(texts, all, notice("2018-01-02")));
  EXPECT_TRUE(admissible(texts, all, by(notice("2018-01-02"), "MOFA")).ok());
}

TEST(Competence, holds_for_the_signature_of_a_further_party_R21_4) {
  const std::string gives = "gives = [\"signature\"]\n";
  std::string rows;
  for (const char* each : {"XA", "XB", "XC"}) {
    rows += "[[authority]]\ncode = \"HEAD\"\nparty = \"" + std::string(each) +
            "\"\nname = { en = \"EXERCISE\" }\n" + gives;
  }
  const std::string more =
      "[[authority]]\ncode = \"HEAD\"\nparty = \"XD\"\nname = { en = \"EXERCISE\" }\n" + gives;
  const Profile three = load(three_parties(rows));
  const std::string four = with_xd(three_parties(rows)) + more;
  const std::vector<Edition> editions{{crypto::sha256(as_bytes(four)), load(four)}};
  const Editions texts(three, editions);
  std::vector<Instrument> all;
  for (const char* each : {"XA", "XB", "XC"}) {
    all.push_back(by(instrument(signature, each, "2017-01-01", std::string("s") + each), "HEAD"));
  }
  for (const char* each : {"XA", "XB", "XC"}) {
    Instrument consent = instrument(amendment, each, "2017-02-01", std::string("A-") + each,
                                    each == std::string("XA") ? "" : "A-XA");
    consent.text = editions[0].text;
    all.push_back(consent);
  }
  const Instrument joins = instrument(signature, "XD", "2017-03-01", "sXD");
  expect_not_competent(admissible(texts, all, by(joins, "CA-XD")));
  EXPECT_TRUE(admissible(texts, all, by(joins, "HEAD")).ok());
}

TEST(Competence, a_replacement_that_a_newer_text_brings_is_by_who_may_give_it_C4) {
  const std::string gives = "gives = [\"replacement\"]\n";
  const Profile older = load(with(authority("JP", "MOFA", gives) + authority("KR", "MOFA", gives)));
  std::string text = profile_text("id = \"jp-kr-2016\"", "id = \"jp-kr-2030\"");
  text.replace(text.find("[term]\n"), 7, "[term]\nreplaces = \"jp-kr-2016\"\n");
  const auto made =
      replacement_of(older, load(text), in_force_since("2030-02-01"), latest_instant());
  ASSERT_EQ(made.size(), 2u);
  std::vector<Instrument> all = in_force_since("2016-11-23") + made[0] + made[1];
  EXPECT_TRUE(standing(all, "2030-01-31", older).exchange_allowed);
  EXPECT_FALSE(standing(all, "2030-02-01", older).exchange_allowed);
}

TEST(CompetenceClause, leaves_no_party_without_an_authority_and_names_instruments_R2_2) {
  const std::string gives = "gives = [\"termination-notice\"]\n";
  EXPECT_EQ(faults(with(authority("JP", "MOFA", gives) + authority("KR", "MOFA", gives))), Codes{});
  EXPECT_EQ(faults(with(authority("JP", "MOFA", gives))), Codes{"gap"});
  EXPECT_EQ(faults(with(authority("JP", "MOFA", "gives = [\"statement\"]\n") +
                        authority("KR", "MOFA", "gives = [\"statement\"]\n"))),
            (Codes{"bad-value", "bad-value"}));
  EXPECT_EQ(faults(with(authority("JP", "MOFA", "gives = [\"anything\"]\n"))), Codes{"bad-value"});
  EXPECT_EQ(faults(with(authority("JP", "MOFA", "gives = \"signature\"\n"))), Codes{"wrong-type"});
}

TEST(CompetenceClause, is_for_an_amendment_and_no_supplement_R5_1) {
  const std::string supplement =
      "[profile]\nid = \"s\"\nversion = \"1\"\nextends = \"jp-kr-2016\"\n"
      "effective_from = 2018-02-01\n" +
      authority("KR", "MOFA", "gives = [\"termination-notice\"]\n");
  const auto found = faults_in(jp_kr().with_supplement(supplement, "s.toml"));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].code, "contradiction");
}

// ---- The real history ---------------------------------------------------------------------------

/// The real events with a column of who gave each: signed by the defence minister and the
/// ambassador, the notes all through the ministries of foreign affairs.
std::string history(const std::map<std::string, std::string>& given) {
  std::istringstream in(
      read_file(std::string(ENTENTE_SOURCE_DIR) + "/agreements/jp-kr-2016/events.tsv"));
  std::string all;
  for (std::string line; std::getline(in, line);) {
    const std::string seq = line.substr(0, line.find('\t'));
    const auto by = given.find(seq);
    all += line + "\t" + (seq == "seq" ? "authority" : by == given.end() ? "" : by->second) + "\n";
  }
  return all;
}
const std::map<std::string, std::string> kReal = {
    {"07", "MND,MOFA"}, {"08", "MOFA,MOFA"}, {"16", "MOFA"}, {"17", "MOFA"}, {"25", "MOFA"}};

TEST(CompetenceReplay, the_real_history_was_given_by_who_could_R21_1) {
  const auto replayed = replay(load(diplomatic()), history(kReal), "events.tsv");
  ASSERT_TRUE(replayed.ok()) << replayed.error().describe();
  std::size_t rows = 0;
  for (const ReplayLine& each : *replayed) {
    EXPECT_TRUE(each.differs.empty()) << each.seq;
    rows += each.seq.empty() ? 0 : 1;
  }
  EXPECT_EQ(rows, 29u);
}

TEST(CompetenceReplay, a_note_of_the_defence_ministry_would_have_moved_nothing_R21_1) {
  for (const char* seq : {"08", "16", "17", "25"}) {
    auto given = kReal;
    given[seq] = given[seq].size() > 4 ? "MOFA,MOD" : "MND";
    const auto replayed = replay(load(diplomatic()), history(given), "events.tsv");
    ASSERT_FALSE(replayed.ok()) << seq;
    EXPECT_TRUE(replayed.error().is(kNotCompetent)) << replayed.error().describe();
  }
}

TEST(CompetenceReplay, the_column_names_one_authority_for_each_actor) {
  for (const char* wrong : {"MOFA,MOFA,MOFA", "MOFA,not a code", "-,MOFA"}) {
    auto given = kReal;
    given["08"] = wrong;
    const auto replayed = replay(load(diplomatic()), history(given), "events.tsv");
    ASSERT_FALSE(replayed.ok()) << wrong;
    EXPECT_TRUE(replayed.error().is(kBadEvents)) << replayed.error().describe();
  }
}

}  // namespace
}  // namespace entente::agreement::testing
