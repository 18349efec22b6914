#include "node/recovery.h"

#include "act/errors.h"
#include "node/errors.h"
#include "node/stand.h"

/// JP's node lost the end of its log, and KR says what it holds of it; or KR says that it lost its
/// own (T14, AB25, AB26). EXERCISE.
namespace entente::node::testing {
namespace {

/// Small pages, so that there are several.
constexpr std::size_t kPage = 3;

class LostItsEnd : public InForce {
 protected:
  void SetUp() override {
    InForce::SetUp();
    backup_ = stand.image();
    for (int i = 0; i < 4; ++i) {
      EXPECT_EQ(hold(), "");
    }
    remember();
    stand.stop();
    stand.store().restore(backup_);
    stand.wire().head = to_bytes(held_.checkpoint);
    stand.wire().tail = [this](const TailRequest& asked) { return honest(asked); };
    stand.start();
    EXPECT_EQ(hold(), kRolledBack.code);
  }

  std::string hold() {
    return stand.code_of(act::AgreementHold{new_act_id(stand.random()), std::nullopt, "EXERCISE"});
  }

  /// What KR holds of JP's log and acts: all of it.
  void remember() {
    const Room& room = stand.room();
    held_.agreement = room.id;
    const auto leaves = room.log.tree().leaves();
    held_.leaves.assign(leaves.begin(), leaves.end());
    held_.checkpoint = room.log.sign_head(room.log.durable()).value();
    for (std::uint64_t index = 0; index < room.log.durable(); ++index) {
      const auto stored = stand.node().core().stored_act(room.log.number(), index).value();
      const auto envelope = act::parse_envelope(stored.bytes);
      if (envelope.ok()) {  // else an anchor
        held_.acts.push_back(
            {envelope->header().addressee(kKr)->sequence, stored.commitment_key, stored.bytes});
      }
    }
    records_ = room.shared.digest();
  }

  Result<Bytes> honest(const TailRequest& asked) const { return encode_delivery(page(asked)); }

  [[nodiscard]] Delivery page(const TailRequest& asked) const {
    Delivery given{held_.agreement, asked.size, {}, held_.checkpoint, {}, {}};
    if (asked.size < held_.leaves.size()) {
      const auto from = held_.leaves.begin() + static_cast<std::ptrdiff_t>(asked.size);
      given.leaves.assign(from, from + static_cast<std::ptrdiff_t>(std::min<std::size_t>(
                                           kPage, held_.leaves.size() - asked.size)));
      return given;
    }
    for (const LoggedAct& act : held_.acts) {
      if (act.index > asked.after && given.acts.size() < kPage) {
        given.acts.push_back(act);
      }
    }
    return given;
  }

  Result<Recovery::Recovered> recover() {
    std::optional<Result<Recovery::Recovered>> said;
    stand.node().recovery().recover(stand.room(), [&](const auto& answer) { said = answer; });
    stand.run();
    return std::move(said).value();
  }
  std::string code_of_recovery() {
    const auto said = recover();
    return said.ok() ? std::string() : std::string(said.error().code());
  }

  /// KR lies in each page: nothing is signed, and the honest answer recovers afterwards.
  void refuses(std::string_view code, const std::function<void(Delivery&)>& lie) {
    stand.wire().tail = [this, lie](const TailRequest& asked) {
      Delivery given = page(asked);
      lie(given);
      return encode_delivery(given);
    };
    EXPECT_EQ(code_of_recovery(), code);
    EXPECT_EQ(hold(), kRolledBack.code) << "it signs";
    EXPECT_TRUE(stand.room().recovering.empty()) << "it closed the epoch";
  }

  store::MemoryStore::Image backup_;
  Delivery held_;
  Digest records_;
};

TEST_F(LostItsEnd, has_everything_that_its_partner_held_and_waits_for_its_acceptance_AB26_T14) {
  const auto said = recover();
  ASSERT_TRUE(said.ok()) << said.error().describe();
  EXPECT_EQ(said->size, held_.leaves.size());
  EXPECT_LT(said->kept, said->size);
  EXPECT_EQ(said->epoch, 1u);
  EXPECT_EQ(said->waits_for, std::set{kKr});
  EXPECT_EQ(hold(), kRecovering.code);
  stand.stop();
  stand.start();
  EXPECT_EQ(hold(), kRecovering.code) << "a restart made it forget";

  const auto leaves = stand.room().log.tree().leaves();
  ASSERT_EQ(leaves.size(), said->size + 1);
  EXPECT_TRUE(std::equal(held_.leaves.begin(), held_.leaves.end(), leaves.begin()));
  EXPECT_TRUE(stand.node().verify_log(stand.room().id).value().ok);
  EXPECT_TRUE(stand.node().records_match_acts(stand.room().id).value());

  kr->look();
  const act::LedgerAcceptRecovery accepted{new_act_id(stand.random()),
                                           kJp,
                                           said->act,
                                           1,
                                           said->size,
                                           stand.room().log.tree().root_at(said->size).value()};
  EXPECT_EQ(kr->say(accepted).disposition(), Disposition::recorded);
  EXPECT_EQ(hold(), "");
  EXPECT_TRUE(stand.room().log.origin().ends_with("/2"));
}

TEST_F(LostItsEnd, lists_what_its_partner_was_never_sent_AB26) {
  const std::uint64_t missing = held_.acts.back().index;
  held_.acts.pop_back();
  const auto said = recover();
  ASSERT_TRUE(said.ok()) << said.error().describe();
  EXPECT_FALSE(said->lost.empty());
  const LogReport verified = stand.node().verify_log(stand.room().id).value();
  EXPECT_TRUE(verified.ok);
  EXPECT_GE(verified.lost, 1u);
  // The next act takes the place in the chain that KR knows nothing of.
  EXPECT_EQ(stand.room().counterparts.at(kKr).sent.sequence, missing);
}

TEST_F(LostItsEnd, passes_over_places_that_neither_has_AB26) {
  ASSERT_GE(held_.acts.size(), 2u);
  const std::uint64_t gap = held_.acts[held_.acts.size() - 2].index;
  held_.acts.erase(held_.acts.end() - 2);
  ASSERT_TRUE(recover().ok());
  const auto& closed = stand.room().shared.closed_epochs(kJp);
  ASSERT_EQ(closed.size(), 1u);
  EXPECT_EQ(closed.front().passed, (std::vector<act::PlaceRange>{{kKr, gap, 1}}));
}

TEST_F(LostItsEnd, takes_back_nothing_that_it_did_not_sign_itself_AB26) {
  refuses(kMisconduct.code, [](Delivery& given) {
    if (!given.leaves.empty()) {
      given.leaves.back().bytes[0] ^= 1;
    }
  });
  refuses("ledger.untrusted", [&](Delivery& given) {
    const ledger::Checkpoint other{stand.room().log.origin(), {held_.leaves.size(), {}}, {}};
    const auto signer =
        ledger::NoteSigner::make(stand.room().log.origin(), stand.partner_keys().log_keys.back());
    given.checkpoint = ledger::sign_checkpoint(other, *signer).value().format();
  });
  refuses(act::kBadSignature.code, [](Delivery& given) {
    if (!given.acts.empty()) {
      std::string text(as_text(given.acts.back().bytes));
      const std::size_t signature = text.rfind("\"signature\"") + 14;
      text[signature] = text[signature] == 'A' ? 'B' : 'A';
      given.acts.back().bytes = to_bytes(text);
    }
  });
  refuses(kBadDelivery.code, [](Delivery& given) {
    for (LoggedAct& act : given.acts) {
      act.commitment_key[0] ^= 1;
    }
  });
  refuses(act::kWrongContext.code, [](Delivery& given) {
    for (LoggedAct& act : given.acts) {
      ++act.index;
    }
  });
  refuses(kBadDelivery.code, [](Delivery& given) { ++given.old_size; });
  stand.wire().tail = [this](const TailRequest& asked) { return honest(asked); };
  EXPECT_EQ(code_of_recovery(), "") << "what was refused spoilt nothing";
}

TEST_F(LostItsEnd, goes_on_from_what_came_back_before_the_partner_was_gone_AB26) {
  int left = 3;
  stand.wire().tail = [&](const TailRequest& asked) {
    return left-- > 0 ? honest(asked) : Result<Bytes>(Error(kUnreachable, "KR is gone."));
  };
  EXPECT_EQ(code_of_recovery(), kUnreachable.code);
  stand.stop();
  stand.start();
  EXPECT_EQ(hold(), kRolledBack.code) << "a recovery that is not finished was forgotten";
  stand.wire().tail = [this](const TailRequest& asked) { return honest(asked); };
  const auto said = recover();
  ASSERT_TRUE(said.ok()) << said.error().describe();
  EXPECT_LT(said->kept, said->size) << "what came back before counts as kept";
  EXPECT_TRUE(said->lost.empty());
}

TEST_F(InForce, a_node_that_lost_nothing_closes_no_epoch_T14) {
  std::optional<Result<Recovery::Recovered>> said;
  stand.node().recovery().recover(stand.room(), [&](const auto& answer) { said = answer; });
  ASSERT_TRUE(said.has_value());
  EXPECT_EQ(said->error().code(), kNothingLost.code);
}

/// KR says that it lost a part of its log.
class PartnerRecovers : public InForce {
 protected:
  Adversary::Answer propose(std::uint64_t size, const Digest& root) {
    kr->begin_epoch(2);
    kr->look();
    const act::LedgerRecover recovery{new_act_id(stand.random()), 1, size, root, 0, {}, {}};
    proposed_ = kr->act(recovery);
    digest_ = kr->newest();
    return kr->deliver({proposed_});
  }
  Adversary::Answer propose() { return propose(kr->log().tree().size(), kr->log().tree().root()); }
  std::string accept(const Digest& act) {
    std::optional<Submission> answer;
    stand.node().recovery().accept(stand.room(), kKr, act,
                                   [&](const Submission& said) { answer = said; });
    stand.run();
    return answer->error ? std::string(answer->error->code()) : std::string();
  }

  LoggedAct proposed_;
  Digest digest_;
};

TEST_F(PartnerRecovers, and_is_known_by_its_next_epoch_once_that_was_accepted_T14) {
  const auto before = stand.image();
  EXPECT_EQ(propose().code(), kRecoveryWaits.code);
  EXPECT_EQ(stand.image(), before) << "it was taken in before it was accepted";
  EXPECT_EQ(accept({}), kNotFound.code);
  EXPECT_EQ(accept(digest_), "");
  EXPECT_EQ(kr->deliver({proposed_}).disposition(), Disposition::recorded);
  EXPECT_TRUE(stand.node().verify_copy(stand.room().id, kKr).value().ok);
  stand.stop();
  stand.start();
  EXPECT_EQ(stand.room().counterparts.at(kKr).mirror->origin(), kr->log().origin());
  kr->begin_epoch(1);  // the machine that was lost is found, and speaks as before
  kr->look();
  EXPECT_EQ(
      kr->say(act::AgreementHold{new_act_id(stand.random()), std::nullopt, "EXERCISE"}).code(),
      kBadDelivery.code);
}

TEST_F(PartnerRecovers, a_restart_between_acceptance_and_the_first_head_loses_neither_T14) {
  EXPECT_EQ(propose().code(), kRecoveryWaits.code);
  EXPECT_EQ(accept(digest_), "");
  stand.stop();
  stand.start();
  EXPECT_EQ(kr->deliver({proposed_}).disposition(), Disposition::recorded);
}

TEST_F(PartnerRecovers, may_not_close_its_log_before_what_is_held_of_it_AB24_T14) {
  const std::uint64_t size = kr->log().tree().size();
  const auto answer = propose(size - 1, kr->log().tree().root_at(size - 1).value());
  EXPECT_EQ(answer.code(), kMisconduct.code);
  EXPECT_EQ(accept(digest_), kNotFound.code);
}

TEST_F(PartnerRecovers, may_not_close_it_with_another_root_AB24_T14) {
  EXPECT_EQ(propose(kr->log().tree().size(), Digest{}).code(), kMisconduct.code);
  EXPECT_EQ(accept(digest_), kNotFound.code);
}

}  // namespace
}  // namespace entente::node::testing
