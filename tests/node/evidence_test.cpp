#include "node/evidence.h"

#include "act/errors.h"
#include "base/encoding.h"
#include "crypto/digest.h"
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
    auto made = make_evidence(stand.node().core(), stand.node().log_files(), stand.room(), own.text,
                              choice);
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

  act::AgreementHold hold() { return {new_act_id(stand.random()), std::nullopt, "EXERCISE"}; }
  /// The partner takes new node and log keys; answers when it recorded that.
  Instant rotate(act::KeyReason reason) {
    announced = stand.rotate_partner();
    EXPECT_TRUE(kr->log().set_keys(stand.partner_keys().log_keys).ok());
    const act::KeyAnnounce act{new_act_id(stand.random()), announced.digest, announced.text,
                               reason};
    const LoggedAct logged = kr->act(act);
    EXPECT_EQ(kr->deliver({logged}).disposition(), Disposition::recorded);
    const crypto::SigningKey& key = stand.partner_keys().node_keys.back();
    kr->sign_with(key);
    kr->name_key(key.verifying_key());
    return act::parse_envelope(logged.bytes).value().header().recorded_at;
  }
  static std::vector<const KeyStatus*> keys_of(const EvidenceReport& report, const PartyCode& party,
                                               crypto::KeyRole role) {
    std::vector<const KeyStatus*> found;
    for (const KeyStatus& key : report.keys) {
      if (key.party == party && key.role == role) {
        found.push_back(&key);
      }
    }
    return found;
  }

  Stand::Invite own;
  Stand::Invite announced;  ///< the partner's newest
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

TEST_F(Evidence, is_under_a_head_that_the_signers_state_knows_T14) {
  ASSERT_FALSE(pack().empty());
  const auto kept = stand.files().list("signer");
  ASSERT_TRUE(kept.ok());
  const std::string size = std::to_string(stand.room().log.durable());
  EXPECT_TRUE(std::ranges::any_of(*kept, [&](const std::string& name) {
    const auto state = read_whole(stand.files(), "signer/" + name, 1u << 20);
    return state.ok() && as_text(*state).find("\n" + size + "\n") != std::string_view::npos;
  })) << "a store that is wound back now would not be noticed";
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
    EXPECT_TRUE(!verify(cut).valid() || size + 1 == text.size()) << size;
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
    item = ItemId::parse(key).value();
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

TEST_F(Evidence, says_of_the_keys_of_each_act_which_invite_they_are_of_and_since_when_T8) {
  const Instant replaced_at = rotate(act::KeyReason::planned);
  ASSERT_EQ(kr->say(hold()).disposition(), Disposition::recorded);
  const EvidenceReport report = verify(pack());
  ASSERT_TRUE(report.valid());
  const auto node_keys = keys_of(report, kKr, crypto::KeyRole::node);
  ASSERT_EQ(node_keys.size(), 2u);
  const auto& [first, second] = std::pair(*node_keys[0], *node_keys[1]);
  EXPECT_EQ(first.invite, sim::partner_of(stand.partner_keys(), 0).invite);
  EXPECT_EQ(first.from, 1u);
  EXPECT_FALSE(first.since) << "from the beginning";
  ASSERT_TRUE(first.replaced);
  EXPECT_EQ(first.replaced->reason, act::KeyReason::planned);
  EXPECT_EQ(first.replaced->at, replaced_at);
  EXPECT_EQ(second.invite, announced.digest);
  EXPECT_EQ(second.from, first.replaced->place + 1);
  EXPECT_EQ(second.since, replaced_at);
  EXPECT_FALSE(second.replaced);
  for (const auto& row : report.rows) {
    ASSERT_TRUE(row.signed_by && row.headed_by) << row.line;
    EXPECT_FALSE(row.compromised) << "replaced as planned";
    const KeyStatus& key = report.keys[*row.signed_by];
    EXPECT_EQ(key.party, row.party);
    EXPECT_EQ(key.key, row.key);
    EXPECT_EQ(report.keys[*row.headed_by].role, crypto::KeyRole::log);
    if (row.party == kKr) {
      EXPECT_EQ(&key == node_keys[1], row.place > first.replaced->place) << row.line;
    }
  }
}

TEST_F(Evidence, marks_the_acts_that_rest_on_a_key_later_announced_compromised_T8) {
  ASSERT_EQ(kr->say(hold()).disposition(), Disposition::recorded);
  rotate(act::KeyReason::compromised);
  ASSERT_EQ(kr->say(hold()).disposition(), Disposition::recorded);
  const EvidenceReport report = verify(pack());
  EXPECT_TRUE(report.valid()) << "its acts from before verify all the same";
  const KeyStatus& old = *keys_of(report, kKr, crypto::KeyRole::node).front();
  EXPECT_TRUE(old.compromised());
  std::size_t marked = 0;
  for (const auto& row : report.rows) {
    const bool by_old = row.party == kKr && row.place <= old.replaced->place;
    EXPECT_EQ(row.compromised, by_old) << row.line;
    marked += by_old ? 1 : 0;
  }
  EXPECT_GT(marked, 1u);
  EXPECT_EQ(report.rows[old.replaced->line - 2].type, act::KeyAnnounce::kType);
}

TEST_F(Evidence, marks_the_acts_under_a_head_that_a_compromised_log_key_signed_T8) {
  stand.rotate_partner();
  Partner keys = sim::partner_of(stand.partner_keys(), 1);
  keys.node_key = sim::partner_of(stand.partner_keys()).node_key;
  const Stand::Invite invite = stand.offer(keys);
  ASSERT_EQ(kr->say(act::KeyAnnounce{new_act_id(stand.random()), invite.digest, invite.text,
                                     act::KeyReason::compromised})
                .disposition(),
            Disposition::recorded);
  const EvidenceReport report = verify(pack());
  EXPECT_TRUE(report.valid());
  for (const auto& row : report.rows) {
    ASSERT_TRUE(row.signed_by && row.headed_by) << row.line;
    EXPECT_FALSE(report.keys[*row.signed_by].compromised()) << row.line;
    EXPECT_EQ(report.keys[*row.headed_by].compromised(), row.party == kKr) << row.line;
    EXPECT_EQ(row.compromised, row.party == kKr) << row.line;
  }
}

TEST_F(Evidence, says_nothing_of_a_key_that_an_announcement_does_not_change_T8) {
  Partner same = sim::partner_of(stand.partner_keys());
  same.invite = crypto::sha256(as_bytes("another invite"));
  const Stand::Invite invite = stand.offer(same);
  ASSERT_EQ(kr->say(act::KeyAnnounce{new_act_id(stand.random()), invite.digest, invite.text,
                                     act::KeyReason::compromised})
                .disposition(),
            Disposition::recorded);
  const EvidenceReport report = verify(pack());
  EXPECT_TRUE(report.valid());
  ASSERT_EQ(keys_of(report, kKr, crypto::KeyRole::node).size(), 1u);
  EXPECT_FALSE(keys_of(report, kKr, crypto::KeyRole::node)[0]->replaced)
      << "another key of the node's was the compromised one";
}

TEST_F(Evidence, says_what_was_chosen_and_misses_no_act_of_it) {
  const EvidenceChoice since{std::nullopt, Instant::from_ms(0), std::nullopt};
  const std::string text = pack(since);
  const EvidenceReport report = verify(text);
  ASSERT_TRUE(report.choice);
  EXPECT_EQ(report.choice->from, since.from);
  EXPECT_FALSE(report.choice->item || report.choice->until);
  const auto all = lines(text);
  for (std::size_t left_out = 1; left_out < all.size(); ++left_out) {
    std::string less;
    for (std::size_t i = 0; i < all.size(); ++i) {
      less += i == left_out ? "" : all[i] + "\n";
    }
    EXPECT_FALSE(verify(less).valid()) << left_out;
  }
}

TEST_F(Evidence, of_before_there_were_manifests_verifies_and_claims_no_choice) {
  const auto all = lines(pack());
  auto head = format::from_json_text<EvidenceHead>(as_bytes(all[0])).value();
  head.manifest.reset();
  const EvidenceReport report = verify(format::to_json(head) + pack().substr(pack().find('\n')));
  EXPECT_TRUE(report.valid());
  EXPECT_FALSE(report.choice);
}

TEST_F(Evidence, carries_the_announcements_so_that_acts_by_new_keys_verify_T8) {
  rotate(act::KeyReason::planned);
  ASSERT_EQ(kr->say(hold()).disposition(), Disposition::recorded);
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
