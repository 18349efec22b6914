#include "ledger/witness.h"

#include <map>

#include "samples.h"
#include "vectors.h"

namespace entente::ledger {
namespace {

using samples::a_forged_tree;
using samples::a_head_note;
using samples::a_log;
using samples::a_tree;
using samples::code_of;

/// A witness as a node will be one: look up, decide and store in one step, then cosign.
class TestWitness {
 public:
  void trust(const NoteVerifier& key) { logs_[key.name()].keys.push_back(key); }

  WitnessDecision add_checkpoint(std::string_view body) {
    WitnessDecision decision =
        decide_add_checkpoint(body, [&](std::string_view origin) { return find(origin); });
    if (decision.next.has_value()) {
      logs_[decision.checkpoint->origin].last = *decision.next;
    }
    return decision;
  }

  std::string answer(std::string_view body) {
    const WitnessDecision decision = add_checkpoint(body);
    return decision.checkpoint.has_value()
               ? cosigner_.sign(*decision.checkpoint, Instant::from_ms(1'700'000'000'000)).line()
               : decision.body();
  }

  const WitnessedHead& last(std::string_view origin) { return logs_[std::string(origin)].last; }

 private:
  std::optional<KnownLog> find(std::string_view origin) const {
    const auto found = logs_.find(std::string(origin));
    return found == logs_.end() ? std::nullopt : std::optional(found->second);
  }

  std::map<std::string, KnownLog> logs_;
  Cosigner cosigner_ = samples::a_witness(7, "example.com/witness");
};

TestWitness a_witness_of(const NoteSigner& log) {
  TestWitness witness;
  witness.trust(log.verifier());
  return witness;
}

std::string request(std::uint64_t old_size, const std::vector<Digest>& path,
                    const std::string& note) {
  return make_add_checkpoint(old_size, path, SignedNote::parse(note).value()).value().format();
}
std::string growth(const Tree& tree, std::uint64_t from, const NoteSigner& log = a_log()) {
  return request(from, tree.consistency_path(from, tree.size()).value(),
                 a_head_note(tree.head(), log));
}

TEST(Witness, answers_every_published_request_as_published) {
  ENTENTE_NEEDS_VECTORS();
  const format::JsonDocument document = vectors::json(vectors::folder() / "add_checkpoint.json");
  const std::string origin = vectors::text(document.root(), "origin");
  const Bytes raw = from_hex(vectors::text(document.root(), "log_ed25519_pub_hex")).value();
  TestWitness witness;
  witness.trust(NoteVerifier::make(origin, NoteKeyType::ed25519,
                                   crypto::VerifyingKey::from_raw_ed25519(raw).value())
                    .value());
  std::size_t cases = 0;
  for (const format::JsonValue row : document.root().at("cases").value().elements()) {
    TestWitness before = witness;
    const std::string body = vectors::text(row, "body");
    const WitnessDecision decision = before.add_checkpoint(body);
    const std::string answer = witness.answer(body);
    EXPECT_EQ(decision.http_status(), row.integer_at("want_status").value())
        << vectors::text(row, "name");
    EXPECT_NE(answer.find(vectors::text(row, "want_body_contains")), std::string::npos)
        << vectors::text(row, "name") << ": " << answer;
    ++cases;
  }
  EXPECT_GE(cases, 10u);
}

TEST(Witness, cosigns_a_new_log_then_its_growth_then_the_same_head_again) {
  const NoteSigner log = a_log();
  TestWitness witness = a_witness_of(log);
  EXPECT_EQ(witness.add_checkpoint(growth(a_tree(5), 0)).http_status(), 200);
  EXPECT_EQ(witness.add_checkpoint(growth(a_tree(12), 5)).http_status(), 200);
  EXPECT_EQ(witness.add_checkpoint(growth(a_tree(12), 12)).http_status(), 200);
  EXPECT_EQ(witness.last(samples::kOrigin).head, a_tree(12).head());
}

TEST(Witness, its_cosignature_verifies_for_the_partner) {
  const Cosigner cosigner = samples::a_witness(7, "example.com/witness");
  TestWitness witness = a_witness_of(a_log());
  SignedNote note = samples::a_head(a_tree(5).head(), a_log());
  const auto lines = parse_signature_lines(witness.answer(growth(a_tree(5), 0))).value();
  ASSERT_TRUE(note.add(lines.at(0)).ok());
  const auto opened = open_checkpoint(note.format(), a_log().verifier()).value();
  EXPECT_EQ(cosigned_by(opened, std::span(&cosigner.verifier(), 1)).value().size(), 1u);
}

TEST(Witness, keeps_the_logs_own_signature_alone_and_reads_it_again) {
  TestWitness witness = a_witness_of(a_log());
  SignedNote note = samples::a_head(a_tree(5).head(), a_log());
  const std::string own = note.format();
  ASSERT_TRUE(note.add({"junk.example", 7, Bytes(1000, 1)}).ok());
  ASSERT_EQ(witness.add_checkpoint(request(0, {}, note.format())).http_status(), 200);
  EXPECT_EQ(witness.last(samples::kOrigin).note, own);
  EXPECT_EQ(witnessed_head(own, samples::kOrigin).value(), witness.last(samples::kOrigin));
  EXPECT_EQ(code_of(witnessed_head(own, "other.example/log")), "ledger.wrong-origin");
  EXPECT_EQ(code_of(witnessed_head("rubbish", samples::kOrigin)), "ledger.malformed");
}

TEST(Witness, a_rollback_gets_the_size_that_was_cosigned) {
  TestWitness witness = a_witness_of(a_log());
  ASSERT_EQ(witness.add_checkpoint(growth(a_tree(12), 0)).http_status(), 200);
  const WitnessDecision decision = witness.add_checkpoint(growth(a_tree(7), 5));
  EXPECT_EQ(decision.http_status(), 409);
  EXPECT_EQ(decision.content_type(), "text/x.tlog.size");
  EXPECT_EQ(decision.body(), "12\n");
  EXPECT_FALSE(decision.next.has_value());
}

TEST(Witness, a_fork_at_equal_size_is_refused_with_both_signed_heads) {
  TestWitness witness = a_witness_of(a_log());
  ASSERT_EQ(witness.add_checkpoint(growth(a_tree(12), 0)).http_status(), 200);
  for (const std::uint64_t old_size : {12u, 0u}) {
    const WitnessDecision decision = witness.add_checkpoint(
        request(old_size, {}, a_head_note(a_forged_tree(12, 6).head(), a_log())));
    EXPECT_EQ(decision.http_status(), old_size == 12 ? 422 : 409);
    ASSERT_TRUE(decision.evidence.has_value());
    EXPECT_EQ(decision.evidence->first, a_head_note(a_tree(12).head(), a_log()));
    EXPECT_EQ(decision.evidence->second, a_head_note(a_forged_tree(12, 6).head(), a_log()));
    EXPECT_FALSE(decision.next.has_value());
  }
}

TEST(Witness, rewritten_history_is_refused_whatever_proof_comes_with_it) {
  TestWitness witness = a_witness_of(a_log());
  ASSERT_EQ(witness.add_checkpoint(growth(a_tree(12), 0)).http_status(), 200);
  const WitnessDecision decision = witness.add_checkpoint(growth(a_forged_tree(20, 6), 12));
  EXPECT_EQ(decision.verdict, WitnessVerdict::bad_consistency);
  EXPECT_EQ(decision.http_status(), 422);
  EXPECT_TRUE(decision.evidence.has_value());
  EXPECT_EQ(witness.last(samples::kOrigin).head, a_tree(12).head());
}

TEST(Witness, another_key_of_the_same_name_is_not_trusted) {
  TestWitness witness = a_witness_of(a_log(1));
  EXPECT_EQ(witness.add_checkpoint(growth(a_tree(5), 0, a_log(2))).http_status(), 403);
}

TEST(Witness, an_unknown_log_is_404_and_learns_nothing) {
  TestWitness witness = a_witness_of(a_log());
  const WitnessDecision decision =
      witness.add_checkpoint(growth(a_tree(5), 0, a_log(1, "other.example/log")));
  EXPECT_EQ(decision.http_status(), 404);
  EXPECT_EQ(decision.stored_size, 0u);
}

TEST(Witness, an_old_size_above_the_new_one_is_400) {
  TestWitness witness = a_witness_of(a_log());
  EXPECT_EQ(
      witness.add_checkpoint(request(6, {}, a_head_note(a_tree(5).head(), a_log()))).http_status(),
      400);
}

TEST(Witness, a_proof_sent_from_size_0_is_422) {
  TestWitness witness = a_witness_of(a_log());
  const std::string body = request(0, {samples::a_leaf(0)}, a_head_note(a_tree(5).head(), a_log()));
  EXPECT_EQ(witness.add_checkpoint(body).http_status(), 422);
}

TEST(Witness, a_proof_sent_for_an_equal_size_is_422) {
  TestWitness witness = a_witness_of(a_log());
  ASSERT_EQ(witness.add_checkpoint(growth(a_tree(5), 0)).http_status(), 200);
  const std::string body = request(5, {samples::a_leaf(0)}, a_head_note(a_tree(5).head(), a_log()));
  EXPECT_EQ(witness.add_checkpoint(body).http_status(), 422);
}

TEST(Witness, an_empty_log_is_cosigned_only_with_the_empty_root) {
  TestWitness witness = a_witness_of(a_log());
  EXPECT_EQ(witness.add_checkpoint(request(0, {}, a_head_note({0, samples::a_leaf(0)}, a_log())))
                .http_status(),
            422);
  EXPECT_EQ(witness.add_checkpoint(request(0, {}, a_head_note(Head{}, a_log()))).http_status(),
            200);
  EXPECT_EQ(witness.add_checkpoint(growth(a_tree(5), 0)).http_status(), 200);
}

TEST(Witness, refuses_every_form_but_the_one_with_400) {
  const std::string good = growth(a_tree(12), 5);
  ASSERT_TRUE(AddCheckpoint::parse(good).ok());
  TestWitness witness = a_witness_of(a_log());
  const std::string bad[] = {
      "",
      "old 5",
      "old 5\n",
      "old 5\n\n",
      replaced(good, "old 5", "old 05"),
      replaced(good, "old 5", "old -5"),
      replaced(good, "old 5", "old"),
      replaced(good, "old 5", "Old 5"),
      replaced(good, "old 5\n", "old 5\nAAAA\n"),
      replaced(good, "old 5\n", "old 5\n\n"),
      replaced(good, "\n12\n", "\ntwelve\n"),
  };
  for (const std::string& body : bad) {
    const WitnessDecision decision = witness.add_checkpoint(body);
    EXPECT_EQ(decision.http_status(), 400) << body;
    EXPECT_FALSE(decision.body().empty());
  }
}

TEST(Witness, accepts_63_hashes_in_a_request_and_refuses_64) {
  const std::string note = a_head_note(a_tree(12).head(), a_log());
  const std::string hash = to_base64(samples::a_leaf(0).view()) + "\n";
  std::string hashes;
  for (int i = 0; i < 63; ++i) {
    hashes += hash;
  }
  EXPECT_TRUE(AddCheckpoint::parse("old 5\n" + hashes + "\n" + note).ok());
  EXPECT_EQ(code_of(AddCheckpoint::parse("old 5\n" + hashes + hash + "\n" + note)),
            "ledger.malformed");
}

TEST(Witness, the_monitoring_folder_is_the_hash_of_the_origin) {
  EXPECT_EQ(monitoring_folder("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

RC_GTEST_PROP(Witness, never_cosigns_two_heads_that_do_not_fit_whatever_it_is_asked, ()) {
  TestWitness witness = a_witness_of(a_log());
  std::vector<Head> cosigned;
  const auto steps = *rc::gen::inRange(1, 12);
  for (int step = 0; step < steps; ++step) {
    const auto size = *rc::gen::inRange<std::uint64_t>(0, 24);
    const auto forged_from = *rc::gen::inRange<std::uint64_t>(0, 48);
    const auto old_size = *rc::gen::inRange<std::uint64_t>(0, size + 1);
    const Tree tree = forged_from < size ? a_forged_tree(size, forged_from) : a_tree(size);
    if (witness.add_checkpoint(growth(tree, old_size)).next.has_value()) {
      RC_ASSERT((cosigned.empty() || check_extends(tree, cosigned.back()).ok()));
      cosigned.push_back(tree.head());
    }
  }
}

}  // namespace
}  // namespace entente::ledger
