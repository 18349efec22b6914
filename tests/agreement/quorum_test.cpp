#include "agreement/quorum.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "agreement/builders.h"
#include "agreement/errors.h"

/// Arrangements of three parties in which an act of a class counts once a quorum stands. EXERCISE
/// throughout.
namespace entente::agreement::testing {
namespace {

using enum InstrumentKind;

/// The invented agreement of three with lines added at its end, and perhaps to its `[term]`.
std::string three(std::string_view rows = "", std::string_view term = "") {
  std::string text = read_file(std::string(ENTENTE_SOURCE_DIR) + "/tests/sim/three-party.toml");
  text.replace(text.find("[term]\n"), 7, "[term]\n" + std::string(term));
  return text + "\n" + std::string(rows);
}
std::string row(std::string_view act, std::string_view rest) {
  return "[[quorum]]\nact = \"" + std::string(act) + "\"\n" + std::string(rest) + "\n";
}

std::vector<Instrument> in_force() {
  std::vector<Instrument> all;
  for (const char* by : {"XA", "XB", "XC"}) {
    all.push_back(instrument(signature, by, "2017-01-01", std::string("sign-") + by));
  }
  for (const char* by : {"XA", "XB", "XC"}) {
    all.push_back(instrument(completion_notice, by, "2017-01-02", std::string("done-") + by));
  }
  return all;
}

std::vector<PartyCode> parties(std::initializer_list<std::string_view> codes) {
  std::vector<PartyCode> all;
  for (const std::string_view code : codes) {
    all.push_back(party(code));
  }
  return all;
}

std::vector<std::string> faults(const std::string& rows) {
  std::vector<std::string> found;
  for (const Fault& each : faults_in(Profile::load(three(rows), "p.toml"))) {
    EXPECT_GT(each.line, 0u);
    EXPECT_GT(each.column, 0u);
    found.push_back(each.code);
  }
  return found;
}
using Codes = std::vector<std::string>;

bool says(const Standing& standing, std::string_view text) {
  return std::any_of(standing.why.begin(), standing.why.end(),
                     [&](const Reason& each) { return each.text.find(text) != std::string::npos; });
}

TEST(Quorum, without_a_row_is_everybody_for_a_text_and_the_party_itself_for_its_own) {
  const Profile profile = load(three());
  const Quorum text = quorum_of(profile, ActClass::amendment);
  EXPECT_EQ(text.needed, 3u);
  EXPECT_FALSE(stands(text, parties({"XA", "XB"})));
  EXPECT_TRUE(stands(text, parties({"XC", "XA", "XB"})));
  for (const ActClass own : {ActClass::termination, ActClass::resumption, ActClass::consent}) {
    EXPECT_TRUE(quorum_of(profile, own).originator_alone);
    EXPECT_TRUE(stands(quorum_of(profile, own), parties({"XB"}), party("XB")));
    EXPECT_FALSE(stands(quorum_of(profile, own), parties({"XA", "XC"}), party("XB")));
  }
}

TEST(Quorum, is_all_a_majority_or_so_many_of_those_it_names) {
  const auto of = [](std::string_view rest) {
    return quorum_of(load(three(row("amendment", rest))), ActClass::amendment);
  };
  EXPECT_EQ(of("needs = \"all\"").needed, 3u);
  EXPECT_EQ(of("needs = \"majority\"").needed, 2u);
  EXPECT_EQ(of("needs = \"count\"\ncount = 1").needed, 1u);
  const Quorum named = of("needs = \"all\"\nof = [\"XA\", \"XC\"]");
  EXPECT_EQ(named.of, parties({"XA", "XC"}));
  EXPECT_EQ(named.needed, 2u);
  EXPECT_FALSE(stands(named, parties({"XA", "XB"}))) << "XB's agreement does not count";
  EXPECT_TRUE(stands(named, parties({"XC", "XA"})));
  EXPECT_EQ(of("needs = \"majority\"\nof = [\"XA\", \"XC\"]").needed, 2u)
      << "more than half of two";
}

TEST(Quorum, counts_each_party_once) {
  const Quorum two =
      quorum_of(load(three(row("amendment", "needs = \"count\"\ncount = 2"))), ActClass::amendment);
  EXPECT_FALSE(stands(two, parties({"XA", "XA"})));
}

TEST(Quorum, of_a_consent_is_never_that_of_who_asks_AB13_I4) {
  const Profile profile = load(three(row("consent", "needs = \"all\"")));
  const Quorum quorum = quorum_without(profile, ActClass::consent, party("XB"));
  EXPECT_EQ(quorum.of, parties({"XA", "XC"}));
  EXPECT_EQ(quorum.needed, 2u);
  EXPECT_FALSE(stands(quorum, parties({"XC"}), party("XA"))) << "never without its originator";
}

TEST(Quorum, that_cannot_come_about_is_found_in_its_row) {
  EXPECT_EQ(faults(row("amendment", "needs = \"count\"\ncount = 4")), Codes{"contradiction"});
  EXPECT_EQ(faults(row("amendment", "needs = \"count\"\ncount = 3\nof = [\"XA\", \"XB\"]")),
            Codes{"contradiction"});
  EXPECT_EQ(faults(row("consent", "needs = \"count\"\ncount = 3")), Codes{"contradiction"});
  EXPECT_EQ(faults(row("amendment", "needs = \"count\"\ncount = 3")), Codes{});
  EXPECT_EQ(faults(row("amendment", "needs = \"count\"")), Codes{"gap"});
  EXPECT_EQ(faults(row("amendment", "needs = \"all\"\ncount = 2")), Codes{"contradiction"});
  EXPECT_EQ(faults(row("amendment", "needs = \"all\"\nof = []")), Codes{"contradiction"});
  EXPECT_EQ(faults(row("amendment", "needs = \"originator\"")), Codes{"contradiction"});
  EXPECT_EQ(faults(row("consent", "needs = \"originator\"\nof = [\"XA\"]")),
            Codes{"contradiction"});
  EXPECT_EQ(faults(row("resumption", "needs = \"all\"")), Codes{"contradiction"})
      << "it cannot be suspended";
}

TEST(Quorum, of_unknown_classes_parties_and_of_one_class_twice_is_a_fault) {
  EXPECT_EQ(faults(row("anything", "needs = \"all\"")), Codes{"bad-value"});
  EXPECT_EQ(faults(row("amendment", "needs = \"most\"")), Codes{"bad-value"});
  EXPECT_EQ(faults(row("amendment", "needs = \"all\"\nof = [\"XA\", \"XD\"]")),
            Codes{"unknown-reference"});
  EXPECT_EQ(faults(row("amendment", "needs = \"all\"") + row("amendment", "needs = \"majority\"")),
            Codes{"duplicate"});
  EXPECT_EQ(faults(row("amendment", "needs = \"count\"\ncount = 0")), Codes{"bad-value"});
}

TEST(Quorum, is_changed_by_no_supplement_R5_1) {
  const Profile base = load(three(row("amendment", "needs = \"all\"")));
  const std::string supplement =
      "[profile]\nid = \"s\"\nversion = \"1\"\nextends = \"exercise-three\"\n"
      "effective_from = 2017-02-01\n" +
      row("amendment", "needs = \"majority\"");
  const auto found = faults_in(base.with_supplement(supplement, "s.toml"));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].code, "loosened");
}

TEST(QuorumOfTexts, an_amendment_is_in_effect_with_the_consent_that_completes_it_R21_4) {
  const Profile profile = load(three(row("amendment", "needs = \"majority\"")));
  auto all = in_force() + instrument(amendment, "XA", "2017-02-01", "A1");
  EXPECT_TRUE(standing(all, "2017-02-02", profile).texts.empty());
  EXPECT_TRUE(says(standing(all, "2017-02-02", profile), "1 of the 2 needed have consented"));
  all = all + instrument(amendment, "XC", "2017-02-03", "A2", "A1");
  EXPECT_TRUE(standing(all, "2017-02-02", profile).texts.empty());
  ASSERT_EQ(standing(all, "2017-02-03", profile).texts.size(), 1u);
  EXPECT_EQ(standing(all, "2017-02-03", profile).texts[0].since, at("2017-02-03"));
  all = all + instrument(amendment, "XB", "2017-02-05", "A3", "A1");
  EXPECT_EQ(standing(all, "2017-02-06", profile).texts[0].since, at("2017-02-03"))
      << "a later consent changes nothing";
}

TEST(QuorumOfTexts, each_class_has_its_own) {
  const Profile profile = load(three(row("supplement", "needs = \"count\"\ncount = 1")));
  const auto all = in_force() + instrument(amendment, "XA", "2017-02-01", "A1") +
                   instrument(supplement, "XA", "2017-02-01", "S1");
  const Standing now = standing(all, "2017-02-02", profile);
  ASSERT_EQ(now.texts.size(), 1u);
  EXPECT_EQ(now.texts[0].kind, supplement);
}

TEST(QuorumOfTexts, a_replacement_waits_for_those_that_are_named) {
  const Profile profile = load(three(row("replacement", "needs = \"all\"\nof = [\"XA\", \"XB\"]")));
  auto all = in_force() + instrument(replacement, "XC", "2017-02-01", "P1", "newer") +
             instrument(replacement, "XA", "2017-02-02", "P2", "newer");
  EXPECT_TRUE(standing(all, "2017-02-03", profile).exchange_allowed);
  all = all + instrument(replacement, "XB", "2017-02-04", "P3", "newer");
  EXPECT_FALSE(standing(all, "2017-02-04", profile).exchange_allowed);
  EXPECT_EQ(standing(all, "2017-02-04", profile).protection_duty, ProtectionDuty::survival);
}

TEST(QuorumOfNotices, the_agreement_ends_by_the_notice_that_completes_it_R21_2) {
  const Profile profile = load(three(row("termination", "needs = \"majority\"")));
  auto all = in_force() + notice("2017-03-01", "N1", "XA");
  EXPECT_EQ(state(standing(all, "2017-03-02", profile), "XB"), State::in_force);
  EXPECT_TRUE(says(standing(all, "2017-03-02", profile),
                   "Notice ends it once 2 of XA, XB, XC have given it; 1 has."));
  EXPECT_TRUE(standing(all, "2018-01-02", profile).exchange_allowed) << "it was renewed";
  const auto in_time = all + notice("2017-09-01", "N2", "XB");
  EXPECT_EQ(state(standing(in_time, "2017-09-02", profile), "XC"), State::notice_given);
  EXPECT_FALSE(standing(in_time, "2018-01-02", profile).exchange_allowed);
  // The second comes too late for the first term: the end is that of the second term.
  const auto later = all + notice("2018-03-01", "N2", "XB");
  EXPECT_TRUE(standing(later, "2018-12-31", profile).exchange_allowed);
  EXPECT_FALSE(standing(later, "2019-01-02", profile).exchange_allowed);
}

TEST(QuorumOfNotices, a_withdrawal_takes_the_quorum_away) {
  const Profile profile = load(three(row("termination", "needs = \"count\"\ncount = 2")));
  const auto all = in_force() + notice("2017-03-01", "N1", "XA") +
                   notice("2017-03-02", "N2", "XB") +
                   instrument(notice_withdrawal, "XA", "2017-04-01", "W1", "N1");
  EXPECT_EQ(state(standing(all, "2017-03-03", profile), "XC"), State::notice_given);
  EXPECT_EQ(state(standing(all, "2017-04-02", profile), "XC"), State::in_force);
  EXPECT_TRUE(standing(all, "2018-02-01", profile).exchange_allowed);
}

TEST(QuorumOfNotices, of_one_party_twice_are_one_partys) {
  const Profile profile = load(three(row("termination", "needs = \"count\"\ncount = 2")));
  const auto all = in_force() + notice("2017-03-01", "N1", "XA") +
                   instrument(notice_withdrawal, "XA", "2017-04-01", "W1", "N1") +
                   notice("2017-05-01", "N3", "XA");
  EXPECT_EQ(state(standing(all, "2017-06-01", profile), "XB"), State::in_force);
}

TEST(QuorumOfNotices, a_party_that_is_not_named_ends_nothing) {
  const Profile profile =
      load(three(row("termination", "needs = \"count\"\ncount = 1\nof = [\"XA\", \"XB\"]")));
  EXPECT_EQ(
      state(standing(in_force() + notice("2017-03-01", "N1", "XC"), "2017-03-02", profile), "XC"),
      State::in_force);
  EXPECT_EQ(
      state(standing(in_force() + notice("2017-03-01", "N1", "XB"), "2017-03-02", profile), "XC"),
      State::notice_given);
}

const std::string kSuspension = "agreement_suspension = \"by-any-party\"\n";

TEST(QuorumOfResumptions, a_suspension_counts_at_once_and_ends_when_the_quorum_stands) {
  const Profile profile = load(three(row("resumption", "needs = \"majority\""), kSuspension));
  auto all = in_force() + instrument(agreement_suspension, "XA", "2017-03-01", "S1");
  EXPECT_FALSE(standing(all, "2017-03-01", profile).exchange_allowed) << "at once";
  all = all + instrument(agreement_resumption, "XA", "2017-04-01", "R1", "S1");
  EXPECT_FALSE(standing(all, "2017-04-02", profile).exchange_allowed);
  EXPECT_TRUE(says(standing(all, "2017-04-02", profile), "to its end agree XA"));
  all = all + instrument(agreement_resumption, "XB", "2017-04-03", "R2", "S1");
  EXPECT_TRUE(standing(all, "2017-04-03", profile).exchange_allowed);
}

TEST(QuorumOfResumptions, never_stands_without_the_party_that_suspended_R1_2) {
  const Profile profile =
      load(three(row("resumption", "needs = \"count\"\ncount = 2"), kSuspension));
  auto all = in_force() + instrument(agreement_suspension, "XA", "2017-03-01", "S1") +
             instrument(agreement_resumption, "XB", "2017-04-01", "R1", "S1") +
             instrument(agreement_resumption, "XC", "2017-04-02", "R2", "S1");
  EXPECT_FALSE(standing(all, "2017-04-03", profile).exchange_allowed);
  const Status again =
      admissible(profile, all, instrument(agreement_resumption, "XB", "2017-04-04", "R3", "S1"));
  ASSERT_FALSE(again.ok());
  EXPECT_TRUE(again.error().is(kOutOfOrder)) << "once is enough";
  all = all + instrument(agreement_resumption, "XA", "2017-04-05", "R4", "S1");
  EXPECT_TRUE(standing(all, "2017-04-05", profile).exchange_allowed);
}

TEST(QuorumOfResumptions, without_a_row_the_others_cannot_end_a_partys_suspension) {
  const Profile profile = load(three("", kSuspension));
  const auto all = in_force() + instrument(agreement_suspension, "XA", "2017-03-01", "S1");
  EXPECT_FALSE(
      admissible(profile, all, instrument(agreement_resumption, "XB", "2017-04-01", "R1", "S1"))
          .ok());
}

/// Whatever the order of arrival, every node comes to the same (I11).
TEST(Quorum, is_computed_alike_in_every_order_of_arrival_I11) {
  const Profile profile = load(three(row("termination", "needs = \"majority\"") +
                                     row("amendment", "needs = \"count\"\ncount = 2")));
  std::vector<Instrument> all = in_force() + notice("2017-03-01", "N1", "XA") +
                                notice("2017-09-01", "N2", "XB") +
                                instrument(amendment, "XA", "2017-02-01", "A1") +
                                instrument(amendment, "XC", "2017-02-03", "A2", "A1");
  const Standing expected = standing(all, "2017-10-01", profile);
  std::sort(all.begin(), all.end(),
            [](const Instrument& a, const Instrument& b) { return a.id < b.id; });
  for (int round = 0; round < 500; ++round) {
    std::next_permutation(all.begin(), all.end(),
                          [](const Instrument& a, const Instrument& b) { return a.id < b.id; });
    const Standing now = standing(all, "2017-10-01", profile);
    ASSERT_EQ(now.readings, expected.readings);
    ASSERT_EQ(now.texts, expected.texts);
  }
}

}  // namespace
}  // namespace entente::agreement::testing
