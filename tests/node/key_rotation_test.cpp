#include "act/errors.h"
#include "crypto/digest.h"
#include "node/errors.h"
#include "node/stand.h"

/// T8: acts verify with the keys valid at their place. KR holds every key, old and new. EXERCISE.
namespace entente::node::testing {
namespace {

class KeyRotation : public InForce {
 protected:
  act::AgreementHold hold() { return {new_act_id(stand.random()), std::nullopt, "EXERCISE"}; }
  act::KeyAnnounce announcement(const Stand::Invite& invite) {
    return {new_act_id(stand.random()), invite.digest, invite.text, act::KeyReason::planned};
  }
  /// New keys, and heads signed with all of them, as an honest node does.
  Stand::Invite rotate() {
    Stand::Invite invite = stand.rotate_partner();
    EXPECT_TRUE(kr->log().set_keys(stand.partner_keys().log_keys).ok());
    return invite;
  }
  void use_key(std::size_t number) {
    const crypto::SigningKey& key = stand.partner_keys().node_keys[number];
    kr->sign_with(key);
    kr->name_key(key.verifying_key());
  }
};

TEST_F(KeyRotation, an_act_counts_only_with_the_key_valid_at_its_place_T8_AB30) {
  const Stand::Invite invite = rotate();
  auto place = kr->place();
  use_key(1);
  EXPECT_EQ(kr->say(hold()).code(), act::kUnknownKey.code) << "before it was announced";
  kr->go_back(place);
  use_key(0);
  EXPECT_EQ(kr->say(announcement(invite)).disposition(), Disposition::recorded);
  place = kr->place();
  const auto before = stand.room().shared.digest();
  EXPECT_EQ(kr->say(hold()).code(), kKeyNotValid.code) << "the old key's time is over";
  EXPECT_EQ(stand.room().shared.digest(), before);
  kr->go_back(place);
  use_key(1);
  EXPECT_EQ(kr->say(hold()).disposition(), Disposition::recorded);
  const auto report = stand.node().verify_copy(stand.room().id, kKr);
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->ok) << "both keys' acts verify, each at its place";
}

TEST_F(KeyRotation, a_late_act_from_before_the_announcement_counts_with_the_old_key_T8) {
  const Stand::Invite invite = rotate();
  const LoggedAct earlier = kr->act(hold());
  EXPECT_EQ(kr->say(announcement(invite)).disposition(), Disposition::recorded)
      << "restrictive: it overtakes";
  EXPECT_EQ(kr->deliver({earlier}).disposition(), Disposition::recorded);
}

TEST_F(KeyRotation, keys_count_only_if_the_known_party_key_vouches_for_them) {
  rotate();
  const auto place = kr->place();
  const auto refused = [&](auto change) {
    Partner keys = sim::partner_of(stand.partner_keys(), 1);
    change(keys);
    kr->go_back(place);
    return kr->say(announcement(stand.offer(keys))).code();
  };
  const auto stranger =
      crypto::SigningKey::generate(crypto::SignatureSuite::ed25519, stand.random());
  EXPECT_EQ(refused([&](Partner& k) { k.party_key = stranger.verifying_key(); }),
            kKeysNotVouched.code);
  EXPECT_EQ(refused([](Partner& k) { k.party = kJp; }), kKeysNotVouched.code);
  EXPECT_EQ(refused([](Partner& k) { k.domain = "other.exercise.example"; }), kKeysNotVouched.code);
  EXPECT_EQ(refused([](Partner& k) { k.issued_at = Instant::from_ms(-1); }), kKeysNotVouched.code)
      << "an invite from before, played again";
  kr->go_back(place);
  auto other = announcement(stand.offer(sim::partner_of(stand.partner_keys(), 1)));
  other.invite.bytes[0] ^= 1;
  EXPECT_EQ(kr->say(other).code(), kKeysNotVouched.code);
  EXPECT_EQ(stand.room().shared.keys_of(kKr), nullptr);
}

TEST_F(KeyRotation, a_new_party_key_counts_after_people_compared_it_and_the_act_that_waited_too) {
  rotate();
  Partner keys = sim::partner_of(stand.partner_keys(), 1);
  keys.party_key =
      crypto::SigningKey::generate(crypto::SignatureSuite::ed25519, stand.random()).verifying_key();
  const Stand::Invite invite = stand.offer(keys);
  const LoggedAct waiting = kr->act(announcement(invite));
  EXPECT_EQ(kr->deliver({waiting}).disposition(), Disposition::unreadable) << "it is sent again";
  EXPECT_EQ(
      stand.code_of(act::PeerRotate{new_act_id(stand.random()), kKr, invite.digest, invite.text}),
      "");
  EXPECT_EQ(kr->deliver({waiting}).disposition(), Disposition::recorded);
  use_key(1);
  EXPECT_EQ(kr->say(hold()).disposition(), Disposition::recorded);
}

TEST_F(KeyRotation, the_own_node_signs_with_the_announced_key_also_after_a_crash_T8) {
  const auto signer_of_last = [&] {
    const std::uint64_t index = stand.room().log.durable() - 1;
    const auto stored = stand.node().core().stored_act(stand.room().log.number(), index);
    return act::parse_envelope(stored->bytes)->signatures.front().key_id;
  };
  sim::add_keys(stand.own_keys(), stand.random());
  Identity next = stand.own_keys();
  const Stand::Invite invite = stand.offer(sim::partner_of(next, 1));
  bool durable = false;
  ASSERT_TRUE(
      stand.node()
          .core()
          .announce_keys(next, invite.text, act::KeyReason::planned, false, [&] { durable = true; })
          .ok());
  stand.run();
  EXPECT_TRUE(durable);
  EXPECT_EQ(signer_of_last(), act::key_id(next.all_node_keys[0])) << "announced by the old key";
  EXPECT_EQ(stand.code_of(hold()), "");
  EXPECT_EQ(signer_of_last(), act::key_id(next.all_node_keys[1]));
  stand.stop();
  next.node_keys.erase(next.node_keys.begin());  // `key retire`: only its public half is left
  stand.own_keys() = next;
  stand.start();
  EXPECT_EQ(stand.code_of(hold()), "");
  EXPECT_EQ(signer_of_last(), act::key_id(next.all_node_keys[1]));
  const auto report = stand.node().verify_log(stand.room().id);
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->ok);
}

TEST_F(KeyRotation, a_key_that_no_invite_names_is_taken_without_telling_anybody) {
  const std::uint64_t before = stand.room().log.durable();
  Identity next = stand.own_keys();
  next.key_access_rsa.push_back({crypto::RsaKey::generate(2048), "key-access-rsa-2"});
  bool durable = false;
  ASSERT_TRUE(stand.node().core().take_keys(next, [&] { durable = true; }).ok());
  stand.run();
  EXPECT_TRUE(durable);
  EXPECT_EQ(stand.room().log.durable(), before);
  EXPECT_EQ(stand.node().core().identity().key_access_rsa.back().id, "key-access-rsa-2");
}

TEST_F(KeyRotation, a_crash_before_the_announcement_leaves_the_old_key_signing_T8) {
  sim::add_keys(stand.own_keys(), stand.random());  // in the key store, announced nowhere
  stand.stop();
  stand.start();
  EXPECT_EQ(stand.code_of(hold()), "");
  const std::uint64_t index = stand.room().log.durable() - 1;
  const auto stored = stand.node().core().stored_act(stand.room().log.number(), index);
  EXPECT_EQ(act::parse_envelope(stored->bytes)->signatures.front().key_id,
            act::key_id(stand.own_keys().all_node_keys[0]));
}

}  // namespace
}  // namespace entente::node::testing
