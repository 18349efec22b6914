#include <tuple>

#include "act/errors.h"
#include "node/errors.h"
#include "node/stand.h"
#include "rules/rule_table.h"

/// A partner with valid keys who lies: each lie has its code, changes no record, and does not keep
/// the next honest act from being taken.
namespace entente::node::testing {
namespace {

class HostileAct : public InForce {
 protected:
  void SetUp() override {
    InForce::SetUp();
    before = stand.room().shared.digest();
  }
  [[nodiscard]] bool unchanged() { return stand.room().shared.digest() == before; }
  [[nodiscard]] act::AgreementHold hold() {
    return {new_act_id(stand.random()), std::nullopt, "EXERCISE"};
  }
  /// An act in the place of the one that was refused.
  void expect_the_next_is_taken(const Adversary::Place& place) {
    kr->go_back(place);
    EXPECT_EQ(kr->say(hold()).disposition(), Disposition::recorded);
  }

  Digest before;
};

TEST_F(HostileAct, is_refused_for_another_addressee_agreement_text_or_environment_AB03_AB34) {
  const auto place = kr->place();
  const std::vector<Adversary::Lie> lies = {
      [](act::Header& h) { h.to.front().party = PartyCode::parse("XX").value(); },
      [](act::Header& h) { h.agreement = AgreementId::parse("other/exercise").value(); },
      [](act::Header& h) { h.agreement_digest.bytes[0] ^= 1; },
      [](act::Header& h) { h.environment = act::Environment::live; },
      [](act::Header& h) { h.heads_seen.clear(); }};
  for (const auto& lie : lies) {
    kr->go_back(place);
    const auto answer = kr->say(hold(), lie);
    EXPECT_EQ(answer.code(), act::kWrongContext.code);
    EXPECT_TRUE(unchanged());
  }
  expect_the_next_is_taken(place);
}

TEST_F(HostileAct, signed_in_our_name_or_with_a_strange_key_is_dropped_AB04) {
  const auto place = kr->place();
  EXPECT_EQ(kr->say(hold(), [](act::Header& h) { h.issuer = kJp; }).disposition(),
            Disposition::unreadable);
  kr->go_back(place);
  kr->sign_with(crypto::SigningKey::generate(crypto::SignatureSuite::ed25519, stand.random()));
  EXPECT_EQ(kr->say(hold()).code(), act::kBadSignature.code);
  EXPECT_TRUE(unchanged());
  kr->sign_with(stand.partner_keys().node_keys.back());
  expect_the_next_is_taken(place);
}

TEST_F(HostileAct, altered_in_any_byte_changes_nothing_T20) {
  const auto place = kr->place();
  const LoggedAct honest = kr->act(hold());
  for (std::size_t at = 0; at < honest.bytes.size(); at += 7) {
    LoggedAct altered = honest;
    altered.bytes[at] ^= 0x01;
    const auto answer = kr->deliver({altered});
    EXPECT_NE(answer.disposition(), Disposition::recorded) << at;
    EXPECT_TRUE(unchanged()) << at;
  }
  EXPECT_EQ(kr->deliver({honest}).disposition(), Disposition::recorded);
  EXPECT_NE(place.sequence, kr->place().sequence);
}

TEST_F(HostileAct, truncated_deliveries_are_refused_whole) {
  const Bytes whole = kr->delivery_of({kr->act(hold())});
  for (std::size_t size = 0; size < whole.size(); size += 11) {
    const auto answer = stand.receive(
        "acts", Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
    ASSERT_FALSE(answer.ok()) << size;
    EXPECT_EQ(answer.error().code(), kBadDelivery.code) << size;
  }
  EXPECT_TRUE(unchanged());
  EXPECT_TRUE(stand.receive("acts", whole).ok());
  EXPECT_FALSE(unchanged());
}

TEST_F(HostileAct, replayed_counts_once_AB01_T12) {
  const Bytes delivery = kr->delivery_of({kr->act(hold())});
  ASSERT_TRUE(stand.receive("acts", delivery).ok());
  const Digest after = stand.room().shared.digest();
  for (int time = 0; time < 3; ++time) {
    const auto again = stand.receive("acts", delivery);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(parse_answer(*again).value().acts.front().disposition, Disposition::duplicate);
  }
  EXPECT_EQ(stand.room().shared.digest(), after);
}

TEST_F(HostileAct, with_other_content_in_a_place_that_is_taken_is_equivocation_AB02) {
  const auto place = kr->place();
  ASSERT_EQ(kr->say(hold()).disposition(), Disposition::recorded);
  const Digest after = stand.room().shared.digest();
  kr->go_back(place);
  EXPECT_EQ(kr->say(hold()).code(), kEquivocation.code);
  EXPECT_EQ(stand.room().shared.digest(), after);
}

TEST_F(HostileAct, that_releases_a_known_item_again_is_refused_I2) {
  const act::ItemRelease first = oral_release(stand);
  ASSERT_EQ(kr->say(first).disposition(), Disposition::recorded);
  act::ItemRelease second = first;
  second.id = new_act_id(stand.random());
  second.title = "EXERCISE other";
  EXPECT_EQ(kr->say(second).code(), rules::kActOrder.code);
  EXPECT_EQ(stand.room().shared.item(first.item)->title, first.title);
}

TEST_F(HostileAct, wrongly_marked_unmarked_or_to_a_third_party_is_refused_I1) {
  const auto refused = [&](const std::function<void(act::ItemRelease&)>& lie) {
    act::ItemRelease body = oral_release(stand);
    lie(body);
    const auto answer = kr->say(body);
    EXPECT_EQ(answer.disposition(), Disposition::refused);
    const registry::Item* item = stand.room().shared.item(body.item);
    EXPECT_TRUE(item == nullptr || item->stage == registry::Stage::unknown);
    return answer.code();
  };
  EXPECT_EQ(refused([](auto& b) { b.marking_text = "SECRET-ISH"; }), rules::kMarked.code);
  EXPECT_EQ(refused([](auto& b) { b.marking_text.clear(); }), rules::kMarked.code);
  EXPECT_EQ(refused([](auto& b) { b.marking = name("JP-3"); }), rules::kMarked.code);
  EXPECT_EQ(refused([](auto& b) { b.recipient = PartyCode::parse("XX").value(); }),
            rules::kNoThirdParty.code);
  EXPECT_EQ(refused([](auto& b) { b.reason.clear(); }), rules::kOwnDecision.code);
  EXPECT_EQ(refused([](auto& b) { b.purpose = name("resale"); }), rules::kPurposeNamed.code);
}

TEST_F(HostileAct, whose_leaf_is_not_in_the_log_waits_T13) {
  LoggedAct unlogged = kr->act(hold());
  unlogged.commitment_key[0] ^= 1;
  EXPECT_EQ(kr->deliver({unlogged}).disposition(), Disposition::not_in_log);
  EXPECT_TRUE(unchanged());
}

TEST_F(HostileAct, that_claims_a_time_before_what_it_follows_is_refused_AB17_T18) {
  const auto place = kr->place();
  const auto back = [&](std::int64_t ms) {
    return [ms](act::Header& h) {
      h.recorded_at = h.recorded_at.plus_ms(-ms);
      h.effective_at = h.recorded_at;
    };
  };
  EXPECT_EQ(kr->say(hold(), back(40LL * 86'400'000)).code(), kTimeSuspect.code);
  EXPECT_TRUE(unchanged());
  expect_the_next_is_taken(place);
  EXPECT_EQ(kr->say(hold(), back(60'000)).code(), kTimeSuspect.code);
}

TEST_F(HostileAct, of_the_future_waits_until_our_clock_has_come_so_far_AB16) {
  constexpr std::int64_t kDay = 86'400'000;
  const LoggedAct early = kr->act(hold(), [](act::Header& h) {
    h.recorded_at = h.recorded_at.plus_ms(kDay);
    h.effective_at = h.recorded_at;
  });
  const auto answer = kr->deliver({early});
  EXPECT_EQ(answer.disposition(), Disposition::time_suspect);
  EXPECT_FALSE(is_final(*answer.disposition()));
  EXPECT_TRUE(unchanged());
  stand.clock().skew_ms += kDay;
  EXPECT_EQ(kr->deliver({early}).disposition(), Disposition::recorded);
}

TEST_F(HostileAct, that_names_an_act_we_did_not_send_is_refused_AB17) {
  const auto place = kr->place();
  EXPECT_EQ(
      kr->say(hold(), [](act::Header& h) { h.heads_seen.front().digest.bytes[3] ^= 1; }).code(),
      act::kWrongContext.code);
  kr->go_back(place);
  EXPECT_EQ(kr->say(hold(), [](act::Header& h) { h.heads_seen.front().sequence -= 1; }).code(),
            act::kWrongContext.code);
  kr->go_back(place);
  EXPECT_EQ(kr->say(hold(), [](act::Header& h) { h.heads_seen.front().sequence += 9; }).code(),
            act::kWrongContext.code);
  EXPECT_TRUE(unchanged());
  expect_the_next_is_taken(place);
}

TEST_F(HostileAct, back_dated_into_a_closed_window_counts_from_its_recording_AB17_AB18_R21_1) {
  const act::AgreementNotice notice{new_act_id(stand.random()), "EXERCISE"};
  const auto answer = kr->say(notice, [](act::Header& h) {
    h.effective_at = Instant::parse("2025-08-20T12:00:00+09:00").value();
  });
  EXPECT_EQ(answer.disposition(), Disposition::recorded);
  const auto& instruments = stand.room().shared.instruments();
  ASSERT_FALSE(instruments.empty());
  for (const auto& instrument : instruments) {
    EXPECT_GE(instrument.effective_at, Instant::parse("2026-03-02T00:00:00Z").value());
  }
}

TEST_F(HostileAct, two_logs_of_one_size_are_misconduct_and_end_the_exchange_AB24) {
  const auto place = kr->place();
  const std::uint64_t size = kr->log().tree().size();
  Adversary twin(stand);
  while (twin.log().tree().size() < size) {
    std::ignore = twin.log().append(ledger::EntryKind::shared, before, {}, stand.random());
  }
  twin.log().durable_to(size);
  Delivery forked;
  forked.agreement = stand.room().id;
  forked.old_size = size;
  forked.checkpoint = twin.log().sign_head(size).value();
  const auto answer = stand.receive("acts", encode_delivery(forked).value());
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code(), kMisconduct.code);
  kr->go_back(place);
  EXPECT_EQ(kr->say(hold()).code(), kMisconduct.code);
  EXPECT_TRUE(unchanged());
}

TEST_F(HostileAct, flood_is_bounded_and_loses_nothing_AB29) {
  const Bytes delivery = kr->delivery_of({kr->act(hold())});
  std::map<std::string, int> codes;
  int taken = 0;
  for (int i = 0; i < 100; ++i) {
    stand.node().receive(kKr, "acts", delivery, [&](const Result<Bytes>& answer) {
      answer.ok() ? void(++taken) : void(++codes[std::string(answer.error().code())]);
    });
  }
  stand.run();
  EXPECT_GT(taken, 0);
  EXPECT_EQ(codes.size(), 1U);
  EXPECT_EQ(codes[std::string(kOverloaded.code)] + taken, 100);
  EXPECT_EQ(stand.code_of(hold()), "");
}

TEST_F(HostileAct, far_ahead_of_its_turn_waits_even_if_restrictive_AB29) {
  const auto answer = kr->say(hold(), [](act::Header& h) { h.to.front().sequence += 1'000'000; });
  EXPECT_EQ(answer.disposition(), Disposition::early);
  EXPECT_TRUE(unchanged());
}

}  // namespace
}  // namespace entente::node::testing
