#include "node/evidence.h"

#include "act/errors.h"
#include "base/encoding.h"
#include "node/errors.h"
#include "node/evidence_lines.h"
#include "node/stand.h"

/// Packs that a third person verifies without a node (I11). EXERCISE.
namespace entente::node::testing {
namespace {

class Evidence : public InForce {
 protected:
  void SetUp() override {
    InForce::SetUp();
    own = stand.offer(sim::partner_of(stand.own_keys()));
  }
  std::string pack(const EvidenceChoice& choice = {}) {
    auto made = make_evidence(stand.node().core(), stand.room(), own.text, choice);
    EXPECT_TRUE(made.ok()) << made.error().describe();
    return made.ok() ? *made : std::string();
  }
  EvidenceReport verify(std::string_view text, const std::vector<Digest>& trusted = {}) {
    return verify_evidence(text, stand.resolver(), trusted);
  }
  static std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      out.push_back(text.substr(at, end - at));
      at = end + 1;
    }
    return out;
  }

  Stand::Invite own;
};

TEST_F(Evidence, of_both_parties_verifies_without_a_node_I11) {
  const std::string text = pack();
  const EvidenceReport report = verify(text);
  EXPECT_TRUE(report.valid()) << (report.faults.empty() ? "" : report.faults.front().text);
  EXPECT_EQ(report.acts, lines(text).size() - 1);
  EXPECT_EQ(report.agreement, stand.room().id);
  EXPECT_GT(report.witnessed, 0u) << "this node cosigned the partner's head";
  ASSERT_EQ(report.parties.size(), 2u);
  EXPECT_FALSE(report.parties[0].trusted) << "nobody said whom to trust";
}

TEST_F(Evidence, counts_only_with_the_invites_that_the_verifier_trusts) {
  const std::string text = pack();
  const Digest theirs = sim::partner_of(stand.partner_keys()).invite;
  EXPECT_TRUE(verify(text, {own.digest, theirs}).valid());
  EXPECT_FALSE(verify(text, {own.digest}).valid()) << "the partner's keys are nobody's";
}

TEST_F(Evidence, altered_in_any_character_of_an_act_is_no_evidence) {
  const std::string text = pack();
  const EvidenceReport whole = verify(text);
  const std::size_t first = text.find('\n') + 1;
  for (std::size_t at = first; at < text.size(); at += 23) {
    std::string altered = text;
    altered[at] = altered[at] == 'A' ? 'B' : 'A';
    if (altered != text) {
      // A cosignature's line that nobody can place is ignored (C2SP signed-note), and counts for
      // nothing.
      const EvidenceReport report = verify(altered);
      EXPECT_TRUE(!report.valid() || report.witnessed < whole.witnessed) << at;
    }
  }
}

TEST_F(Evidence, cut_short_or_of_another_text_is_no_evidence) {
  const std::string text = pack();
  for (std::size_t size = 0; size < text.size(); size += 97) {
    const std::string cut = text.substr(0, size);
    EXPECT_TRUE(!verify(cut).valid() || cut.ends_with('\n') || text[size] == '\n') << size;
  }
  auto head = format::from_json_text<EvidenceHead>(as_bytes(lines(text)[0])).value();
  head.profile.push_back('\n');
  const std::string other = format::to_json(head) + text.substr(text.find('\n'));
  EXPECT_FALSE(verify(other).valid()) << "the acts are of another text";
}

TEST_F(Evidence, an_act_of_one_party_is_not_taken_for_the_others) {
  auto all = lines(pack());
  auto moved = format::from_json_text<EvidenceAct>(as_bytes(all[1])).value();
  moved.party = moved.party == kJp ? kKr : kJp;
  const std::string text = all[0] + "\n" + format::to_json(moved) + "\n";
  EXPECT_EQ(verify(text).faults.front().code, act::kWrongContext.code);
}

TEST_F(Evidence, shows_only_what_concerns_the_item_and_the_keys) {
  ASSERT_EQ(kr->say(oral_release(stand)).disposition(), Disposition::recorded);
  ItemId item;
  for (const auto& [key, entry] : stand.room().shared.items().entries()) {
    item = ItemId::parse(key.substr(key.find('/') + 1)).value();
  }
  EvidenceChoice choice;
  choice.item = item;
  const std::string text = pack(choice);
  const EvidenceReport report = verify(text);
  EXPECT_TRUE(report.valid());
  EXPECT_LT(report.acts, verify(pack()).acts);
  for (const std::string& line : lines(text)) {
    EXPECT_EQ(line.find("agreement.sign"), std::string::npos);
  }
}

TEST_F(Evidence, carries_the_announcements_so_that_acts_by_new_keys_verify_T8) {
  const Stand::Invite invite = stand.rotate_partner();
  ASSERT_TRUE(kr->log().set_keys(stand.partner_keys().log_keys).ok());
  ASSERT_EQ(kr->say(act::KeyAnnounce{new_act_id(stand.random()), invite.digest, invite.text,
                                     act::KeyReason::planned})
                .disposition(),
            Disposition::recorded);
  const crypto::SigningKey& key = stand.partner_keys().node_keys.back();
  kr->sign_with(key);
  kr->name_key(key.verifying_key());
  ASSERT_EQ(kr->say(act::AgreementHold{new_act_id(stand.random()), std::nullopt, "EXERCISE"})
                .disposition(),
            Disposition::recorded);
  const std::string text = pack();
  EXPECT_TRUE(verify(text).valid());
  // Without the announcement nobody knows the new key.
  std::string without;
  for (const std::string& line : lines(text)) {
    const auto stored = format::from_json_text<EvidenceAct>(as_bytes(line));
    const auto envelope =
        stored.ok() ? act::parse_envelope(stored->act) : Result<act::Envelope>(stored.error());
    if (!envelope.ok() || envelope->header().type != act::KeyAnnounce::kType) {
      without += line + "\n";
    }
  }
  EXPECT_FALSE(verify(without).valid());
}

}  // namespace
}  // namespace entente::node::testing
