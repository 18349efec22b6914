#include "ledger/cosignature.h"

#include "samples.h"

namespace entente::ledger {
namespace {

using samples::a_checkpoint;
using samples::a_log;
using samples::a_tree;
using samples::a_witness;
using samples::code_of;

const Instant kNoon = Instant::parse("2025-06-01T12:00:00.750Z").value();

OpenedCheckpoint opened_with(std::initializer_list<NoteSignature> cosignatures) {
  SignedNote note = samples::a_head(a_tree(12).head(), a_log());
  for (const NoteSignature& signature : cosignatures) {
    EXPECT_TRUE(note.add(signature).ok());
  }
  return open_checkpoint(note.format(), a_log().verifier()).value();
}

NoteSignature cosigned(const Cosigner& witness, Instant time = kNoon) {
  return witness.sign(a_checkpoint(a_tree(12).head()), time);
}

TEST(Cosignature, signs_the_message_of_tlog_cosignature) {
  const std::string text = a_checkpoint(a_tree(12).head()).text();
  const NoteSignature signature = cosigned(a_witness());
  ASSERT_EQ(signature.bytes.size(), 72u);
  EXPECT_EQ(to_hex(BytesView(signature.bytes).first(8)), "00000000683c40c0");
  const std::string message = "cosignature/v1\ntime 1748779200\n" + text;
  EXPECT_EQ(cosignature_message(1748779200, text), message);
  EXPECT_TRUE(a_witness().verifier().key().verify(as_bytes(message),
                                                  BytesView(signature.bytes).subspan(8)));
}

TEST(Cosignature, says_who_saw_the_head_and_when) {
  const Cosigner kr = a_witness();
  const Cosigner neutral = a_witness(200, "neutral.example/witness");
  const NoteVerifier witnesses[] = {neutral.verifier(), kr.verifier()};
  const auto seen = cosigned_by(opened_with({cosigned(kr)}), witnesses).value();
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].witness, 1u);
  EXPECT_EQ(seen[0].time, Instant::parse("2025-06-01T12:00:00Z").value());
}

TEST(Cosignature, of_two_by_one_witness_the_earliest_time_counts) {
  const Cosigner kr = a_witness();
  const auto opened = opened_with({cosigned(kr, kNoon.plus_ms(60'000)), cosigned(kr, kNoon)});
  const auto seen = cosigned_by(opened, std::span(&kr.verifier(), 1)).value();
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].time, Instant::parse("2025-06-01T12:00:00Z").value());
}

TEST(Cosignature, a_changed_time_breaks_it) {
  NoteSignature signature = cosigned(a_witness());
  signature.bytes[7] ^= 1;
  EXPECT_EQ(code_of(cosigned_by(opened_with({signature}), std::span(&a_witness().verifier(), 1))),
            "ledger.bad-signature");
}

TEST(Cosignature, is_not_valid_for_another_head) {
  const NoteSignature other = a_witness().sign(a_checkpoint(a_tree(13).head()), kNoon);
  EXPECT_EQ(code_of(cosigned_by(opened_with({other}), std::span(&a_witness().verifier(), 1))),
            "ledger.bad-signature");
}

TEST(Cosignature, covers_extension_lines) {
  Checkpoint extended = a_checkpoint(a_tree(12).head());
  const NoteSignature plain = a_witness().sign(extended, kNoon);
  extended.extensions = {"extension"};
  EXPECT_FALSE(a_witness().verifier().verify(extended.text(), plain).ok());
}

TEST(Cosignature, unknown_witnesses_are_ignored) {
  const auto opened = opened_with({cosigned(a_witness(300, "stranger.example/w"))});
  EXPECT_TRUE(cosigned_by(opened, std::span(&a_witness().verifier(), 1)).value().empty());
}

TEST(Cosignature, a_log_signature_is_never_a_cosignature_nor_the_other_way_round) {
  const NoteSigner log = a_log(100, "witness.kr.example/entente");
  EXPECT_NE(log.verifier().key_id(), a_witness().verifier().key_id());
  NoteSignature claimed = log.sign(a_checkpoint(a_tree(12).head()).text());
  claimed.key_id = a_witness().verifier().key_id();
  EXPECT_EQ(code_of(cosigned_by(opened_with({claimed}), std::span(&a_witness().verifier(), 1))),
            "ledger.bad-signature");
  EXPECT_EQ(code_of(cosigned_by(opened_with({}), std::span(&log.verifier(), 1))), "ledger.bad-key");
}

TEST(Cosignature, has_72_bytes_and_a_time_before_the_year_10000) {
  NoteSignature signature = cosigned(a_witness());
  EXPECT_TRUE(cosignature_time(signature).ok());
  signature.bytes.push_back(0);
  EXPECT_EQ(code_of(cosignature_time(signature)), "ledger.malformed");
  signature.bytes.resize(71);
  EXPECT_EQ(code_of(cosignature_time(signature)), "ledger.malformed");
  signature.bytes.assign(72, 0xFF);
  EXPECT_EQ(code_of(cosignature_time(signature)), "ledger.malformed");
}

}  // namespace
}  // namespace entente::ledger
