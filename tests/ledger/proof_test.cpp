#include "ledger/proof.h"

#include "samples.h"

namespace entente::ledger {
namespace {

using samples::a_leaf;
using samples::a_log;
using samples::a_tree;
using samples::a_witness;
using samples::code_of;

SignedNote cosigned_head(std::uint64_t size) {
  SignedNote note = samples::a_head(a_tree(size).head(), a_log());
  const Checkpoint checkpoint = samples::a_checkpoint(a_tree(size).head());
  EXPECT_TRUE(note.add(a_witness().sign(checkpoint, Instant::from_ms(1'700'000'000'000))).ok());
  return note;
}

LogProof a_proof(std::uint64_t index, std::uint64_t size) {
  return {std::nullopt, index, a_tree(size).inclusion_path(index, size).value(),
          cosigned_head(size)};
}

ProofTrust trust(std::size_t quorum = 1) {
  return {a_log().verifier(), {a_witness().verifier()}, quorum};
}

TEST(Proof, has_the_lines_of_tlog_proof) {
  LogProof proof = a_proof(1, 2);
  proof.extra = to_bytes("extra");
  EXPECT_EQ(proof.format(), "c2sp.org/tlog-proof@v1\nextra ZXh0cmE=\nindex 1\n" +
                                to_base64(a_leaf(0).view()) + "\n\n" + cosigned_head(2).format());
}

TEST(Proof, verifies_offline_for_every_entry) {
  for (const std::uint64_t size : {1u, 2u, 3u, 7u, 33u}) {
    for (std::uint64_t index = 0; index < size; ++index) {
      const LogProof read = LogProof::parse(a_proof(index, size).format()).value();
      const VerifiedProof verified = verify_proof(read, a_leaf(index), trust()).value();
      EXPECT_EQ(verified.index, index);
      EXPECT_EQ(verified.checkpoint.head, a_tree(size).head());
      ASSERT_EQ(verified.cosigned.size(), 1u);
      EXPECT_EQ(verified.cosigned[0].time, Instant::from_ms(1'700'000'000'000));
    }
  }
}

TEST(Proof, verifies_from_the_bytes_of_the_entry) {
  EXPECT_TRUE(verify_proof_of_entry(a_proof(4, 9), as_bytes("EXERCISE entry 4"), trust()).ok());
  EXPECT_EQ(code_of(verify_proof_of_entry(a_proof(4, 9), as_bytes("EXERCISE entry 5"), trust())),
            "ledger.bad-proof");
}

TEST(Proof, does_not_hold_for_another_entry_or_index) {
  LogProof proof = a_proof(4, 9);
  EXPECT_EQ(code_of(verify_proof(proof, a_leaf(5), trust())), "ledger.bad-proof");
  proof.index = 5;
  EXPECT_EQ(code_of(verify_proof(proof, a_leaf(4), trust())), "ledger.bad-proof");
  proof.index = 9;
  EXPECT_EQ(code_of(verify_proof(proof, a_leaf(4), trust())), "ledger.bad-proof");
}

TEST(Proof, without_the_partners_cosignature_it_is_recorded_but_not_witnessed) {
  LogProof proof = a_proof(4, 9);
  proof.checkpoint = samples::a_head(a_tree(9).head(), a_log());
  const auto refused = verify_proof(proof, a_leaf(4), trust(1));
  EXPECT_EQ(code_of(refused), "ledger.not-witnessed");
  EXPECT_EQ(refused.error().kind().exit, Exit::verification_failed);
  EXPECT_TRUE(verify_proof(proof, a_leaf(4), trust(0)).ok());
}

TEST(Proof, one_witness_under_two_names_does_not_make_a_quorum_of_two) {
  LogProof proof = a_proof(4, 9);
  const Cosigner twin = a_witness(100, "twin.example/witness");
  ASSERT_TRUE(
      proof.checkpoint.add(twin.sign(samples::a_checkpoint(a_tree(9).head()), Instant())).ok());
  ProofTrust two = trust(2);
  two.witnesses.push_back(twin.verifier());
  EXPECT_EQ(code_of(verify_proof(proof, a_leaf(4), two)), "ledger.not-witnessed");
}

TEST(Proof, a_log_does_not_witness_itself_with_its_own_key) {
  const Cosigner self = a_witness(1, "self.example/witness");
  LogProof proof = a_proof(4, 9);
  ASSERT_TRUE(
      proof.checkpoint.add(self.sign(samples::a_checkpoint(a_tree(9).head()), Instant())).ok());
  const ProofTrust naive{a_log().verifier(), {self.verifier()}, 1};
  EXPECT_EQ(code_of(verify_proof(proof, a_leaf(4), naive)), "ledger.not-witnessed");
}

TEST(Proof, signed_by_another_log_or_key_it_is_worth_nothing) {
  LogProof proof = a_proof(4, 9);
  proof.checkpoint = samples::a_head(a_tree(9).head(), a_log(2));
  EXPECT_EQ(code_of(verify_proof(proof, a_leaf(4), trust(0))), "ledger.untrusted");
  proof.checkpoint = samples::a_head(a_tree(9).head(), a_log(1, "other.example/log"));
  EXPECT_EQ(code_of(verify_proof(proof, a_leaf(4), trust(0))), "ledger.wrong-origin");
}

TEST(Proof, refuses_every_form_but_the_one) {
  LogProof proof = a_proof(4, 9);
  proof.extra = to_bytes("extra");
  const std::string good = proof.format();
  ASSERT_TRUE(LogProof::parse(good).ok());
  const std::string bad[] = {
      "",
      "c2sp.org/tlog-proof@v1\n",
      replaced(good, "@v1", "@v2"),
      replaced(good, "extra ZXh0cmE=", "extra "),
      replaced(good, "extra ZXh0cmE=", "extra ZXh0cmF="),
      replaced(good, "extra ZXh0cmE=", "extra  ZXh0cmE="),
      replaced(good, "extra ZXh0cmE=\n", "extra ZXh0cmE=\nextra ZXh0cmE=\n"),
      replaced(good, "index 4", "index 04"),
      replaced(good, "index 4", "index -4"),
      replaced(good, "index 4", "index"),
      replaced(good, "index 4\n", ""),
      replaced(good, "index 4\n", "index 4\n\n"),
      replaced(good, "index 4\n", "index 4\nAAAA\n"),
      good + "\n",
      good.substr(0, good.size() - 1),
  };
  for (const std::string& text : bad) {
    EXPECT_FALSE(LogProof::parse(text).ok()) << text;
  }
}

TEST(Proof, has_at_most_63_hashes_and_65536_bytes_of_extra_data) {
  LogProof proof = a_proof(0, 1);
  proof.path.assign(63, a_leaf(0));
  EXPECT_TRUE(LogProof::parse(proof.format()).ok());
  proof.path.push_back(a_leaf(0));
  EXPECT_FALSE(LogProof::parse(proof.format()).ok());
  proof.path.clear();
  proof.extra = Bytes(65'536, 1);
  EXPECT_TRUE(LogProof::parse(proof.format()).ok());
  proof.extra = Bytes(65'537, 1);
  EXPECT_FALSE(LogProof::parse(proof.format()).ok());
}

RC_GTEST_PROP(Proof, with_any_byte_changed_proves_nothing, ()) {
  // The extra line alone is not authenticated, so the proof has none here.
  static const std::string good = a_proof(4, 9).format();
  std::string bytes = good;
  const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  bytes[at] = static_cast<char>(bytes[at] ^ *rc::gen::inRange(1, 256));
  const auto proof = LogProof::parse(bytes);
  // In parentheses, because RC_ASSERT evaluates both sides of a bare `||`.
  RC_ASSERT((!proof.ok() || !verify_proof(proof.value(), a_leaf(4), trust()).ok()));
}

RC_GTEST_PROP(Proof, writing_what_was_read_gives_the_same_bytes, ()) {
  LogProof proof = a_proof(0, 1);
  const auto extra = *rc::gen::arbitrary<Bytes>();
  proof.extra = extra.empty() ? std::nullopt : std::optional(extra);
  proof.index = *rc::gen::inRange<std::uint64_t>(0, kMaxLogSize);
  proof.path.assign(*rc::gen::inRange<std::size_t>(0, 63), a_leaf(3));
  const std::string text = proof.format();
  RC_ASSERT(LogProof::parse(text).value().format() == text);
}

}  // namespace
}  // namespace entente::ledger
