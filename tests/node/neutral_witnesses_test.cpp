#include "node/neutral_witnesses.h"

#include "ledger/witnessed_log.h"
#include "node/cosigned_heads.h"
#include "node/errors.h"
#include "node/neutral_server.h"
#include "node/stand.h"

/// A witness of neither party remembers what both together would rewrite. EXERCISE.
namespace entente::node::testing {
namespace {

constexpr std::int64_t kRoundMs = 60'000;

/// The signed head of a log with so many entries of nobody's.
ledger::WitnessedHead head_of(OwnLog& log, std::uint64_t size) {
  sim::Random random{11};
  while (log.tree().size() < size) {
    static_cast<void>(log.append(ledger::EntryKind::shared, {}, {}, random));
  }
  log.durable_to(size);
  return {log.tree().head(), log.sign_head(size).value()};
}

class AskedWitness : public ::testing::Test {
 protected:
  void SetUp() override {
    stand.start();
    server.know(origin(), stand.node().core().own_verifiers(stand.room()).value());
  }
  void begin() { stand.node().neutral_witnesses().begin({{server.key(), web}}); }
  void restart() {
    stand.stop();
    stand.start();
  }
  /// Something new in the log.
  void act() {
    EXPECT_EQ(
        stand.code_of(act::AgreementHold{new_act_id(stand.random()), std::nullopt, "EXERCISE"}),
        "");
  }
  void rounds(int count = 1) { stand.run(count * kRoundMs + kRoundMs / 2); }

  [[nodiscard]] std::string origin() { return stand.room().log.origin(); }
  [[nodiscard]] std::uint64_t size() { return stand.room().log.durable(); }
  /// The size up to which the node can show the witness's cosignature.
  [[nodiscard]] std::uint64_t kept() {
    const auto found = stand.room().neutral.find(neutral_name(origin(), server.key().name()));
    if (found == stand.room().neutral.end()) {
      return 0;
    }
    const auto own = stand.node().core().own_verifiers(stand.room()).value();
    const auto opened = ledger::open_checkpoint(found->second.note, own).value();
    const std::vector<ledger::NoteVerifier> witness{server.key()};
    EXPECT_EQ(ledger::cosigned_by(opened, witness).value().size(), 1u);
    EXPECT_EQ(opened.checkpoint.head.root,
              stand.room().log.tree().root_at(found->second.size).value());
    return found->second.size;
  }
  [[nodiscard]] const NeutralWitnesses::Outcomes& outcomes() {
    return stand.node().neutral_witnesses().outcomes();
  }
  [[nodiscard]] std::string frozen() {
    const auto& why = stand.node().core().frozen();
    return why ? std::string(why->code()) : std::string();
  }
  /// The whole home is put back to what it was: the store, and the signer's state beside it.
  void wind_back(const store::MemoryStore::Image& image) {
    const std::string path = signer_state_path(stand.room().log.number());
    stand.stop();
    stand.store().restore(image);
    if (stand.files().exists(path).value()) {
      ASSERT_TRUE(stand.files().remove(path).ok());
    }
    stand.start();
  }

  Stand stand;
  NeutralServer server;
  AwaitedWeb web{server};
};

TEST_F(AskedWitness, cosigns_the_head_whenever_the_log_has_grown) {
  act();
  begin();
  stand.run();
  EXPECT_EQ(server.last(origin()).head.size, size());
  EXPECT_EQ(kept(), size());
  for (int time = 0; time < 3; ++time) {
    act();
    rounds();
    EXPECT_GE(kept(), 3u + static_cast<std::uint64_t>(time));
    EXPECT_EQ(server.last(origin()).head.size, kept());
  }
  EXPECT_EQ(server.answers(409) + server.answers(422), 0u);
  EXPECT_EQ(outcomes().refused + outcomes().unreachable, 0u);
}

TEST_F(AskedWitness, is_left_alone_while_the_log_stays_as_it_is) {
  act();
  begin();
  rounds(2);  // the anchor of the house ledger stands in the log now
  const std::size_t before = web.sent();
  rounds(5);
  EXPECT_EQ(web.sent(), before);
}

TEST_F(AskedWitness, goes_on_where_it_was_after_a_restart_of_the_node_T12) {
  act();
  begin();
  stand.run();
  const std::uint64_t before = kept();
  restart();
  EXPECT_EQ(kept(), before) << "the cosigned head is on disk";
  begin();
  act();
  rounds();
  EXPECT_GT(kept(), before);
  EXPECT_EQ(server.answers(409), 0u);
}

TEST_F(AskedWitness, that_lost_what_it_knew_is_told_the_log_from_its_beginning) {
  act();
  begin();
  stand.run();
  server.forget();
  act();
  rounds();
  EXPECT_EQ(server.answers(409), 1u);
  EXPECT_EQ(server.last(origin()).head.size, kept());
  EXPECT_GE(kept(), size() - 1);
  EXPECT_EQ(frozen(), "");
}

TEST_F(AskedWitness, whose_cosignature_is_false_counts_for_nothing) {
  server.answer_falsely(true);
  act();
  begin();
  stand.run();
  EXPECT_EQ(server.answers(200), 1u);
  EXPECT_EQ(kept(), 0u);
  EXPECT_EQ(outcomes().refused, 1u);
  ASSERT_EQ(stand.node().neutral_witnesses().standing().size(), 1u);
  EXPECT_EQ(stand.node().neutral_witnesses().standing()[0].refused_logs, 1u);
  server.answer_falsely(false);
  rounds(2);
  EXPECT_EQ(kept(), size());
  EXPECT_EQ(stand.node().neutral_witnesses().standing()[0].refused_logs, 0u);
}

TEST_F(AskedWitness, whose_answer_is_more_than_can_be_kept_keeps_no_node_from_opening_T17) {
  server.sign_often(50);
  act();
  begin();
  stand.run();
  EXPECT_EQ(server.answers(200), 1u);
  EXPECT_EQ(outcomes().refused, 1u);
  restart();
  EXPECT_EQ(kept(), 0u);
}

TEST_F(AskedWitness, that_is_not_reachable_stops_nothing_and_is_asked_less_and_less_T17) {
  web.cut(true);
  begin();
  stand.run();
  act();
  rounds(10);
  act();
  EXPECT_EQ(frozen(), "");
  EXPECT_EQ(web.sent(), 4u) << "at once, and after 1, 3 and 7 rounds";
  EXPECT_EQ(outcomes().unreachable, 4u);
  EXPECT_EQ(stand.node().neutral_witnesses().standing()[0].unanswered, 4u);
  web.cut(false);
  rounds(16);
  EXPECT_EQ(kept(), size());
  EXPECT_EQ(stand.node().neutral_witnesses().standing()[0].unanswered, 0u);
}

TEST_F(AskedWitness, that_refuses_is_asked_less_and_less_T17) {
  server.refuse_with(503);
  act();
  begin();
  rounds(10);
  EXPECT_EQ(frozen(), "");
  EXPECT_EQ(outcomes().refused, server.answers(503));
  EXPECT_EQ(outcomes().refused, 4u) << "at once, and after 1, 3 and 7 rounds";
  server.refuse_with(0);
  rounds(16);
  EXPECT_EQ(kept(), size());
}

TEST_F(AskedWitness, shows_that_the_node_was_wound_back_before_it_signs_again_T14_AB25) {
  const auto image = stand.image();
  act();
  begin();
  stand.run();
  wind_back(image);
  EXPECT_EQ(frozen(), "") << "nothing here, and no partner, shows it";
  begin();
  stand.run();
  ASSERT_EQ(frozen(), kRolledBack.code);
  EXPECT_NE(stand.node().core().frozen()->message().find(server.key().name()), std::string::npos);
  EXPECT_EQ(server.answers(200), 2u) << "it cosigned once, and showed that: nothing was signed";
}

TEST_F(AskedWitness, shows_it_too_once_another_log_grew_past_its_head_T14_AB24) {
  const auto image = stand.image();
  act();
  server.hide_last(true);
  begin();
  stand.run();
  wind_back(image);
  for (int time = 0; time < 3; ++time) {
    act();
  }
  server.hide_last(false);
  begin();
  stand.run();
  EXPECT_EQ(frozen(), kRolledBack.code);
}

TEST_F(AskedWitness, that_claims_a_size_and_shows_no_head_is_only_reported) {
  act();
  const auto image = stand.image();
  act();
  server.hide_last(true);
  begin();
  stand.run();
  wind_back(image);
  begin();
  stand.run();
  EXPECT_EQ(server.answers(409), 1u);
  EXPECT_EQ(frozen(), "") << "anybody can claim a number";
  EXPECT_EQ(outcomes().refused, 1u);
}

TEST_F(AskedWitness, that_shows_a_head_which_this_node_never_signed_is_not_believed) {
  act();
  OwnLog other =
      OwnLog::make(1, origin(), stand.room().profile.digest(), stand.partner_keys().log_keys)
          .value();
  server.plant(origin(), head_of(other, 100));
  begin();
  stand.run();
  EXPECT_EQ(frozen(), "");
  EXPECT_EQ(outcomes().refused, 1u);
  EXPECT_EQ(kept(), 0u);
}

// What no two parties can see in their own books: they wound both back, and wrote another history.
TEST_F(AskedWitness, refuses_what_both_parties_rewrote_and_convicts_them_AB24) {
  const auto image = stand.image();
  act();
  server.hide_last(true);  // whoever rewrites does not ask what stands against it
  begin();
  stand.run();
  const ledger::WitnessedHead seen = server.last(origin());
  wind_back(image);
  act();
  act();
  begin();
  stand.run();
  EXPECT_EQ(server.answers(422), 1u);
  EXPECT_EQ(kept(), 0u) << "the other history is not cosigned";
  EXPECT_EQ(server.last(origin()), seen);
  const auto evidence = server.evidence();
  ASSERT_TRUE(evidence.has_value());
  const auto own = stand.node().core().own_verifiers(stand.room()).value();
  const auto first = ledger::open_checkpoint(evidence->kept, own).value();
  const auto second = ledger::open_checkpoint(evidence->presented, own).value();
  ASSERT_LT(first.checkpoint.head.size, second.checkpoint.head.size);
  const auto path = stand.room().log.tree().consistency_path(first.checkpoint.head.size,
                                                             second.checkpoint.head.size);
  EXPECT_FALSE(ledger::verify_consistency(first.checkpoint.head.size, second.checkpoint.head.size,
                                          first.checkpoint.head.root, second.checkpoint.head.root,
                                          path.value())
                   .ok());
  const std::string same_size = stand.room().log.sign_head(seen.head.size).value();
  EXPECT_TRUE(ledger::verify_fork({evidence->kept, same_size}, own.front()).ok())
      << "two heads of one size convict without anybody's book";
}

TEST_F(WitnessOfBoth, gives_this_node_the_partners_heads_that_it_cosigned) {
  cosign_partner();
  begin();
  const auto heads = heads_of_copy(stand.node().core(), stand.room(), from()).value();
  const Cosigned* head = heads.over(0);
  ASSERT_NE(head, nullptr);
  EXPECT_EQ(head->size, from().mirror->head().size);
  EXPECT_EQ(heads.cosigners(head->size).all, 2u) << "the witness, and this node";
  EXPECT_FALSE(from().misconduct);
}

TEST_F(WitnessOfBoth, keeps_them_over_a_restart_and_when_the_partner_goes_on_T12) {
  cosign_partner();
  begin();
  const std::uint64_t size = kr->log().durable();
  ASSERT_EQ(kr->say(act::AgreementHold{new_act_id(stand.random()), std::nullopt, "EXERCISE"})
                .disposition(),
            Disposition::recorded);
  stand.stop();
  stand.start();
  const auto heads = heads_of_copy(stand.node().core(), stand.room(), from()).value();
  EXPECT_EQ(heads.over(0)->size, size);
  EXPECT_EQ(heads.cosigners(size).all, 2u);
  EXPECT_EQ(heads.over(size)->size, size + 1);
}

TEST_F(WitnessOfBoth, shows_that_the_partner_keeps_two_logs_AB24) {
  OwnLog other = OwnLog::make(1, kr->log().origin(), stand.room().profile.digest(),
                              stand.partner_keys().log_keys)
                     .value();
  server.cosign(head_of(other, 2).note);
  begin();
  EXPECT_TRUE(from().misconduct);
  EXPECT_EQ(
      kr->say(act::AgreementHold{new_act_id(stand.random()), std::nullopt, "EXERCISE"}).code(),
      kMisconduct.code);
}

}  // namespace
}  // namespace entente::node::testing
