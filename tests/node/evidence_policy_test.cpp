#include "ledger/errors.h"
#include "node/evidence.h"
#include "node/neutral_server.h"

/// A third person asks for the cosignature of somebody who belongs to neither party. EXERCISE.
namespace entente::node::testing {
namespace {

class EvidencePolicy : public WitnessOfBoth {
 protected:
  void SetUp() override {
    WitnessOfBoth::SetUp();
    own = stand.offer(sim::partner_of(stand.own_keys()));
  }
  EvidenceReport verify(const std::string& policy) {
    pack = make_evidence(stand.node().core(), stand.node().log_files(), stand.room(), own.text, {})
               .value();
    return verify_evidence(pack, stand.resolver(), {}, ledger::Policy::parse(policy).value());
  }
  [[nodiscard]] std::string neutral() const {
    return "witness neutral " + server.key().vkey() + "\nquorum neutral\n";
  }
  static std::set<std::string> codes(const EvidenceReport& report) {
    std::set<std::string> found;
    for (const EvidenceFault& fault : report.faults) {
      found.insert(fault.code);
    }
    return found;
  }
  /// Acts of that party in the report, and how many of them verified.
  static std::pair<std::size_t, std::size_t> acts_of(const EvidenceReport& report,
                                                     const PartyCode& party) {
    std::pair<std::size_t, std::size_t> count;
    for (const EvidenceReport::Row& row : report.rows) {
      count.first += row.party == party ? 1 : 0;
      count.second += row.party == party && row.verified ? 1 : 0;
    }
    return count;
  }

  Stand::Invite own;
  std::string pack;
};

TEST_F(EvidencePolicy, is_met_where_the_neutral_witness_cosigned_the_heads_of_both_I11) {
  cosign_partner();
  begin();
  const EvidenceReport report = verify(neutral());
  EXPECT_TRUE(report.valid()) << (report.faults.empty() ? "" : report.faults.front().text);
  EXPECT_EQ(report.policy_met, report.acts);
  EXPECT_GT(acts_of(report, kJp).first, 0u);
  EXPECT_GT(acts_of(report, kKr).first, 0u);
  EXPECT_GT(report.witnessed, 0u) << "this node's own cosignature stays on the partner's head";
  EXPECT_TRUE(verify("quorum none\n").valid());
}

TEST_F(EvidencePolicy, that_asks_for_somebody_else_is_met_by_no_act_I11) {
  cosign_partner();
  begin();
  const NeutralServer stranger;
  const EvidenceReport report = verify("witness w " + stranger.key().vkey() + "\nquorum w\n");
  EXPECT_FALSE(report.valid());
  EXPECT_EQ(codes(report), std::set<std::string>{std::string(ledger::kNotWitnessed.code)});
  EXPECT_EQ(report.faults.size(), report.acts);
  EXPECT_EQ(report.policy_met, 0u);
}

TEST_F(EvidencePolicy, names_the_acts_that_no_neutral_head_covers_yet_I11) {
  cosign_partner();
  begin();
  ASSERT_EQ(stand.code_of(act::AgreementHold{new_act_id(stand.random()), std::nullopt, "EXERCISE"}),
            "");
  const EvidenceReport report = verify(neutral());
  ASSERT_EQ(report.faults.size(), 1u);
  EXPECT_EQ(report.faults[0].code, ledger::kNotWitnessed.code);
  const auto row =
      std::ranges::find(report.rows, report.faults[0].line, &EvidenceReport::Row::line);
  ASSERT_NE(row, report.rows.end());
  EXPECT_EQ(row->type, act::AgreementHold::kType);
  EXPECT_FALSE(row->verified);
}

TEST_F(EvidencePolicy, is_not_met_by_a_partner_who_does_not_ask_the_witness_I11) {
  begin();
  const EvidenceReport report = verify(neutral());
  EXPECT_EQ(acts_of(report, kJp).second, acts_of(report, kJp).first);
  EXPECT_EQ(acts_of(report, kKr).second, 0u);
}

TEST_F(EvidencePolicy, with_logs_takes_acts_of_these_logs_alone_I11) {
  cosign_partner();
  begin();
  const std::string log = stand.node().core().own_verifiers(stand.room()).value().front().vkey();
  const EvidenceReport report = verify("log " + log + "\n" + neutral());
  EXPECT_EQ(acts_of(report, kJp).second, acts_of(report, kJp).first);
  EXPECT_EQ(acts_of(report, kKr).second, 0u);
  EXPECT_EQ(codes(report), std::set<std::string>{std::string(ledger::kUntrusted.code)});
}

}  // namespace
}  // namespace entente::node::testing
