#include "node/witness.h"

#include <map>
#include <set>

#include "base/limits.h"
#include "node/errors.h"
#include "node/stand.h"

namespace entente::node {
namespace {

using namespace testing;

const PartyCode kUs = PartyCode::parse("US").value();
constexpr std::string_view kNeutral = "log.example/neutral";

/// KR's log as it tells it to some, and other heads that it signs to tell others another story.
class WitnessTest : public InForce {
 protected:
  using Asked = std::optional<Result<Witness::Answer>>;

  void SetUp() override {
    const auto key = crypto::SigningKey::generate(crypto::SignatureSuite::ed25519, stand.random());
    neutral.emplace(OwnLog::make(1, std::string(kNeutral), {}, std::vector{key}).value());
    stand.settings().witnessed = {
        ledger::NoteVerifier::make(kNeutral, ledger::NoteKeyType::ed25519, key.verifying_key())
            .value()};
    InForce::SetUp();
    kr->log().durable_to(kr->log().tree().size());
    delivered = kr->log().tree().size();
  }

  /// The log, grown by entries that nobody else's branch has.
  OwnLog grown(const OwnLog& log, int entries) {
    OwnLog made = log;
    for (int i = 0; i < entries; ++i) {
      std::ignore = made.append(ledger::EntryKind::shared, Digest::from_bytes(Bytes(32, 7)).value(),
                                {}, stand.random());
    }
    made.durable_to(made.tree().size());
    return made;
  }
  static std::string request(const OwnLog& log, std::uint64_t old_size) {
    const auto note = ledger::SignedNote::parse(log.sign_head(log.tree().size()).value()).value();
    const auto path = log.tree().consistency_path(old_size, log.tree().size());
    return ledger::make_add_checkpoint(old_size, path.ok() ? *path : std::vector<Digest>(), note)
        .value()
        .format();
  }
  /// Asks; the answer comes when the stand has run.
  void ask(const std::string& body, Asked& answer, const std::optional<PartyCode>& peer = kKr) {
    stand.node().witness().add_checkpoint(
        peer, body, [&](const Result<Witness::Answer>& said) { answer = said; });
  }
  Witness::Answer add(const OwnLog& log, std::uint64_t old_size,
                      const std::optional<PartyCode>& peer = kKr) {
    Asked answer;
    ask(request(log, old_size), answer, peer);
    stand.run();
    EXPECT_TRUE(answer && answer->ok());
    return answer && answer->ok() ? answer->value() : Witness::Answer{0, "", ""};
  }
  Witness::Answer last(std::string_view origin, const std::optional<PartyCode>& peer = kKr) {
    Asked answer;
    stand.node().witness().last_checkpoint(
        peer, ledger::monitoring_folder(origin),
        [&](const Result<Witness::Answer>& said) { answer = said; });
    stand.run();
    return answer->value();
  }
  /// The delivery of what the copy lacks of the log, without acts.
  Bytes delivery(const OwnLog& log) const {
    Delivery made;
    made.agreement = kr_agreement();
    made.old_size = delivered;
    const auto leaves = log.tree().leaves().subspan(delivered);
    made.leaves.assign(leaves.begin(), leaves.end());
    made.checkpoint = log.sign_head(log.tree().size()).value();
    return encode_delivery(made).value();
  }
  [[nodiscard]] AgreementId kr_agreement() const {
    return AgreementId::parse("jp-kr-2016/exercise").value();
  }
  std::string deliver(const OwnLog& log) {
    const auto answer = stand.receive(kActsOperation, delivery(log));
    return answer.ok() ? parse_answer(*answer)->cosignature : std::string(answer.error().code());
  }
  /// Whether the lines are this node's over that head.
  bool cosigns(const std::string& lines, const OwnLog& log) {
    auto note = ledger::SignedNote::parse(log.sign_head(log.tree().size()).value()).value();
    const auto parsed = ledger::parse_signature_lines(lines);
    if (!parsed.ok() || !note.add(parsed->front()).ok()) {
      return false;
    }
    const auto witness = ledger::NoteVerifier::make(
                             witness_name("jp.exercise.example"), ledger::NoteKeyType::cosignature,
                             stand.own_keys().witness_keys.front().verifying_key())
                             .value();
    const ledger::OpenedCheckpoint opened{ledger::Checkpoint::parse(note.text()).value(), note};
    const auto by = ledger::cosigned_by(opened, std::span(&witness, 1));
    return by.ok() && by->size() == 1;
  }
  /// Both notes of the evidence that is kept against KR; empty if there is none.
  std::string evidence() {
    const LogNumber copy = stand.room().counterparts.at(kKr).number;
    const auto kept = stand.store().get(Space::refused, log_key(copy, UINT64_MAX)).value();
    return kept ? std::string(as_text(*kept)) : std::string();
  }

  std::uint64_t delivered = 0;  ///< of KR's log, when the agreement came into force
  std::optional<OwnLog> neutral;
};

// ---- What is cosigned ---------------------------------------------------------------------------

TEST_F(WitnessTest, cosigns_growth_of_a_partners_log_from_what_was_delivered) {
  const OwnLog once = grown(kr->log(), 3);
  const Witness::Answer answer = add(once, delivered);
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(cosigns(answer.body, once));
  const OwnLog twice = grown(once, 2);
  EXPECT_EQ(add(twice, once.tree().size()).status, 200);
  EXPECT_EQ(add(twice, twice.tree().size()).status, 200) << "a sign of life";
  const Witness::Answer kept = last(once.origin());
  EXPECT_EQ(kept.status, 200);
  const std::string note = twice.sign_head(twice.tree().size()).value();
  ASSERT_TRUE(kept.body.starts_with(note));
  EXPECT_TRUE(cosigns(kept.body.substr(note.size()), twice));
}

TEST_F(WitnessTest, answers_an_old_size_with_the_one_that_counts) {
  const OwnLog once = grown(kr->log(), 3);
  Witness::Answer answer = add(once, 0);
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.media_type, "text/x.tlog.size");
  EXPECT_EQ(answer.body, std::to_string(delivered) + "\n") << "that of the copy";
  ASSERT_EQ(add(once, delivered).status, 200);
  answer = add(grown(once, 1), delivered);
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.body, std::to_string(once.tree().size()) + "\n");
}

TEST_F(WitnessTest, cosigns_a_neutral_log_for_whoever_asks) {
  const OwnLog once = grown(*neutral, 4);
  const Witness::Answer answer = add(once, 0, std::nullopt);
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(cosigns(answer.body, once));
  EXPECT_EQ(add(grown(once, 1), 4, kUs).status, 200);
  EXPECT_EQ(last(kNeutral, std::nullopt).status, 200);
}

TEST_F(WitnessTest, keeps_both_heads_by_which_a_neutral_log_convicts_itself_AB24) {
  const OwnLog one = grown(*neutral, 4);
  const OwnLog other = grown(*neutral, 4);
  ASSERT_EQ(add(one, 0, std::nullopt).status, 200);
  EXPECT_EQ(add(other, 4, std::nullopt).status, 422);
  const auto kept = stand.store().get(Space::meta, name_key(forked_name(kNeutral))).value();
  ASSERT_TRUE(kept.has_value());
  EXPECT_EQ(as_text(*kept), one.sign_head(4).value() + "\n" + other.sign_head(4).value());
  EXPECT_EQ(add(grown(one, 1), 4, std::nullopt).status, 200) << "the branch that it cosigned";
}

// ---- Who may ask --------------------------------------------------------------------------------

TEST_F(WitnessTest, hides_a_partners_log_from_those_outside_its_agreement_T15) {
  const OwnLog once = grown(kr->log(), 3);
  Adversary stranger(stand);
  OwnLog forged = stranger.log();
  const crypto::SigningKey key =
      crypto::SigningKey::generate(crypto::SignatureSuite::ed25519, stand.random());
  ASSERT_TRUE(forged.set_keys(std::vector{key}).ok());
  const Witness::Answer unknown =
      add(OwnLog::make(1, "no.example/log", {}, std::vector{key}).value(), 0, kUs);
  ASSERT_EQ(unknown.status, 404);
  EXPECT_EQ(add(forged, 0, kUs).body, unknown.body) << "as one that is not known";
  EXPECT_EQ(add(forged, 0, kUs).status, 404);
  EXPECT_EQ(add(forged, 0, kKr).status, 403);
  EXPECT_EQ(last(once.origin(), kUs).body, unknown.body);
  EXPECT_EQ(add(once, delivered, std::nullopt).status, 404) << "for no partner it is not there";
  EXPECT_EQ(last(once.origin(), std::nullopt).status, 404);
  EXPECT_EQ(add(once, delivered, kUs).status, 200) << "whoever has a signed head knows of the log";
}

TEST_F(WitnessTest, cosigns_nothing_of_a_partner_that_was_revoked) {
  ASSERT_EQ(stand.code_of(act::PeerRevoke{new_act_id(stand.random()), kKr, "EXERCISE"}), "");
  EXPECT_EQ(add(grown(kr->log(), 3), delivered).status, 404);
}

// ---- A split view between add-checkpoint and deliveries -----------------------------------------

TEST_F(WitnessTest, deliveries_below_a_cosigned_head_are_taken_and_not_cosigned_T12) {
  const OwnLog three = grown(kr->log(), 3);
  const OwnLog four = grown(three, 1);
  ASSERT_EQ(add(four, delivered).status, 200);
  EXPECT_EQ(deliver(three), "");
  EXPECT_EQ(stand.room().counterparts.at(kKr).mirror->head().size, three.tree().size());
  EXPECT_TRUE(cosigns(deliver(four), four));
}

TEST_F(WitnessTest, a_split_view_between_a_request_and_a_delivery_is_found_out_AB24) {
  for (const bool restarts : {false, true}) {
    const OwnLog shown = grown(kr->log(), 3);
    const OwnLog delivered_one = grown(kr->log(), restarts ? 5 : 3);
    if (evidence().empty()) {
      ASSERT_EQ(add(shown, delivered).status, 200);
    }
    if (restarts) {
      stand.stop();
      stand.start();
    }
    EXPECT_EQ(deliver(delivered_one), kMisconduct.code);
    EXPECT_EQ(evidence().find(delivered_one.origin()), 0u);
    EXPECT_NE(evidence().find(delivered_one.sign_head(delivered_one.tree().size()).value()),
              std::string::npos);
    EXPECT_EQ(add(grown(shown, 1), shown.tree().size()).status, 422) << "it contradicted itself";
  }
}

TEST_F(WitnessTest, a_head_beside_the_cosigned_one_convicts_whoever_shows_it_AB24) {
  const OwnLog one = grown(kr->log(), 3);
  const OwnLog other = grown(kr->log(), 3);
  ASSERT_EQ(add(one, delivered).status, 200);
  EXPECT_EQ(add(other, one.tree().size(), kUs).status, 422);
  const std::uint64_t size = one.tree().size();
  EXPECT_EQ(evidence(), one.sign_head(size).value() + "\n" + other.sign_head(size).value());
  EXPECT_EQ(deliver(one), kMisconduct.code);
}

TEST_F(WitnessTest, a_bad_proof_convicts_nobody) {
  const OwnLog one = grown(kr->log(), 3);
  const auto note = ledger::SignedNote::parse(one.sign_head(one.tree().size()).value()).value();
  Asked answer;
  ask(ledger::make_add_checkpoint(delivered, {Digest()}, note)->format(), answer, kUs);
  EXPECT_EQ(answer->value().status, 422);
  EXPECT_EQ(evidence(), "");
  EXPECT_EQ(add(one, delivered).status, 200);
}

TEST_F(WitnessTest, tells_the_partner_the_larger_of_both_heads_AB25) {
  const OwnLog once = grown(kr->log(), 3);
  const Bytes asked = encode_head_request({kr_agreement(), 0, 0});
  EXPECT_EQ(as_text(*stand.receive(kHeadOperation, asked)), kr->log().sign_head(delivered).value());
  ASSERT_EQ(add(once, delivered).status, 200);
  EXPECT_EQ(as_text(*stand.receive(kHeadOperation, asked)),
            once.sign_head(once.tree().size()).value());
}

// ---- Check and store are one step ---------------------------------------------------------------

TEST_F(WitnessTest, of_two_requests_at_once_on_two_branches_one_is_cosigned_T12) {
  const OwnLog one = grown(kr->log(), 3);
  const OwnLog other = grown(kr->log(), 4);
  Asked first;
  Asked second;
  ask(request(one, delivered), first);
  ask(request(other, delivered), second);
  stand.run();
  EXPECT_EQ(first->value().status, 200);
  EXPECT_EQ(second->value().status, 409);
}

TEST_F(WitnessTest, a_restart_keeps_what_was_cosigned_T12) {
  const OwnLog partners = grown(kr->log(), 3);
  const OwnLog neutrals = grown(*neutral, 4);
  ASSERT_EQ(add(partners, delivered).status, 200);
  ASSERT_EQ(add(neutrals, 0, std::nullopt).status, 200);
  stand.stop();
  stand.start();
  EXPECT_EQ(add(grown(kr->log(), 5), delivered).status, 409);
  EXPECT_EQ(add(grown(*neutral, 5), 0, std::nullopt).body, "4\n");
  EXPECT_EQ(add(grown(partners, 1), partners.tree().size()).status, 200);
  EXPECT_EQ(add(grown(neutrals, 1), 4, std::nullopt).status, 200);
}

TEST_F(WitnessTest, killed_after_any_step_it_has_cosigned_one_branch_only_T12) {
  const OwnLog branches[] = {grown(*neutral, 3), grown(*neutral, 4)};
  std::size_t cosigned_before_the_end = 0;
  for (int steps = 0; steps < 12; ++steps) {
    stand.stop();
    stand.store().commit({{Space::meta, name_key(witnessed_name(kNeutral)), std::nullopt}},
                         [](const Status&) {});
    stand.start();
    std::set<std::size_t> cosigned;
    Asked answers[4];
    for (std::size_t i = 0; i < 2; ++i) {
      ask(request(branches[(i + static_cast<std::size_t>(steps)) % 2], 0), answers[i],
          std::nullopt);
    }
    stand.step(steps);
    stand.stop();
    stand.start();
    for (std::size_t i = 2; i < 4; ++i) {
      ask(request(branches[i - 2], 0), answers[i], std::nullopt);
    }
    stand.run();
    for (std::size_t i = 0; i < 4; ++i) {
      const std::size_t branch = i < 2 ? (i + static_cast<std::size_t>(steps)) % 2 : i - 2;
      if (answers[i] && answers[i]->ok() && answers[i]->value().status == 200) {
        EXPECT_TRUE(cosigns(answers[i]->value().body, branches[branch]));
        cosigned.insert(branch);
        cosigned_before_the_end += i < 2 ? 1 : 0;
      }
    }
    EXPECT_LE(cosigned.size(), 1u) << "killed after " << steps << " steps";
  }
  EXPECT_GT(cosigned_before_the_end, 0u) << "the steps reach past the answer";
}

TEST_F(WitnessTest, a_store_that_fails_between_check_and_store_gives_no_cosignature_T12) {
  stand.store().fail_commit(1, Error(kIo, "The disk is gone."));
  Asked answer;
  ask(request(grown(kr->log(), 3), delivered), answer);
  stand.run();
  EXPECT_FALSE(answer.has_value());
  EXPECT_TRUE(stand.failed().has_value()) << "the process ends";
  stand.stop();
  stand.start();
  EXPECT_EQ(add(grown(kr->log(), 5), delivered).status, 200) << "nothing was cosigned before";
}

TEST_F(WitnessTest, of_deliveries_at_once_each_is_cosigned_as_it_was_taken_AB25) {
  std::map<std::uint64_t, OwnLog> by_size;
  OwnLog newest = kr->log();
  for (int round = 0; round < 8; ++round) {
    std::vector<DeliveryAnswer> answers;
    for (std::size_t i = 0; i < limits::kDeliveriesAtOnce; ++i) {
      newest = grown(newest, 1);
      by_size.emplace(newest.tree().size(), newest);
      stand.node().receive(kKr, kActsOperation, delivery(newest), [&](const Result<Bytes>& answer) {
        answers.push_back(parse_answer(answer.value()).value());
      });
    }
    stand.run();
    ASSERT_EQ(answers.size(), limits::kDeliveriesAtOnce);
    for (const DeliveryAnswer& answer : answers) {
      EXPECT_TRUE(cosigns(answer.cosignature, by_size.at(answer.known_size)))
          << "what came meanwhile need not be durable";
    }
  }
}

TEST_F(WitnessTest, a_frozen_node_cosigns_nothing_T14) {
  stand.node().core().freeze(Error(kRolledBack, "EXERCISE"));
  Asked answer;
  ask(request(grown(*neutral, 1), 0), answer, std::nullopt);
  EXPECT_EQ(answer->error().code(), kRolledBack.code);
}

}  // namespace
}  // namespace entente::node
