#include "ledger/checkpoint.h"

#include "samples.h"

namespace entente::ledger {
namespace {

using samples::a_checkpoint;
using samples::a_head_note;
using samples::a_log;
using samples::a_tree;
using samples::code_of;

TEST(Checkpoint, has_the_lines_of_tlog_checkpoint) {
  EXPECT_EQ(Checkpoint({"log.example/a", Head{}, {}}).text(),
            "log.example/a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
}

TEST(Checkpoint, reads_back_what_was_written_with_extensions) {
  Checkpoint checkpoint = a_checkpoint(a_tree(12).head());
  checkpoint.extensions = {"one", "— two"};
  EXPECT_EQ(Checkpoint::parse(checkpoint.text()).value(), checkpoint);
}

TEST(Checkpoint, refuses_a_size_with_a_leading_zero) {
  const std::string good = a_checkpoint(a_tree(12).head()).text();
  ASSERT_TRUE(Checkpoint::parse(good).ok());
  EXPECT_EQ(code_of(Checkpoint::parse(replaced(good, "\n12\n", "\n012\n"))), "ledger.malformed");
  EXPECT_FALSE(Checkpoint::parse(replaced(good, "\n12\n", "\n00\n")).ok());
}

TEST(Checkpoint, refuses_every_form_but_the_one) {
  const std::string good = a_checkpoint(a_tree(12).head()).text();
  const std::string root = to_base64(a_tree(12).root().view());
  const std::string bad[] = {
      "",
      "\n",
      good.substr(0, good.size() - 1),
      good.substr(good.find('\n')),
      good + "\n",
      good + "extension",
      replaced(good, "\n12\n", "\n+12\n"),
      replaced(good, "\n12\n", "\n-12\n"),
      replaced(good, "\n12\n", "\n 12\n"),
      replaced(good, "\n12\n", "\n12 \n"),
      replaced(good, "\n12\n", "\n0xC\n"),
      replaced(good, "\n12\n", "\n\n"),
      replaced(good, "\n12\n", "\n4611686018427387904\n"),
      replaced(good, "\n12\n", "\n99999999999999999999\n"),
      replaced(good, root, root.substr(0, root.size() - 1)),
      replaced(good, root, "AAAA"),
      replaced(good, root, root + "AAAA"),
      replaced(good, root, ""),
  };
  for (const std::string& text : bad) {
    EXPECT_EQ(code_of(Checkpoint::parse(text)), "ledger.malformed") << text;
  }
  EXPECT_TRUE(Checkpoint::parse(replaced(good, "\n12\n", "\n4611686018427387903\n")).ok());
}

TEST(Checkpoint, has_at_most_16_extensions) {
  Checkpoint checkpoint = a_checkpoint(a_tree(12).head());
  checkpoint.extensions.assign(16, "x");
  EXPECT_TRUE(Checkpoint::parse(checkpoint.text()).ok());
  checkpoint.extensions.emplace_back("x");
  EXPECT_FALSE(Checkpoint::parse(checkpoint.text()).ok());
}

TEST(Checkpoint, opens_with_the_logs_key) {
  const auto opened =
      open_checkpoint(a_head_note(a_tree(12).head(), a_log()), a_log().verifier()).value();
  EXPECT_EQ(opened.checkpoint.head, a_tree(12).head());
  EXPECT_EQ(opened.checkpoint.origin, samples::kOrigin);
}

TEST(Checkpoint, does_not_open_with_another_key_of_the_same_name) {
  const auto opened =
      open_checkpoint(a_head_note(a_tree(12).head(), a_log(2)), a_log(1).verifier());
  EXPECT_EQ(code_of(opened), "ledger.untrusted");
}

TEST(Checkpoint, does_not_open_as_the_head_of_another_log_or_epoch) {
  const NoteSigner next_epoch = a_log(1, "mofa.jp.example/entente/jp-kr-2016/exercise/2");
  const auto opened =
      open_checkpoint(a_head_note(a_tree(12).head(), next_epoch), a_log().verifier());
  EXPECT_EQ(code_of(opened), "ledger.wrong-origin");
}

TEST(Checkpoint, a_changed_size_or_root_breaks_the_signature) {
  const std::string note = a_head_note(a_tree(12).head(), a_log());
  const std::string root = to_base64(a_tree(12).root().view());
  const std::string other = to_base64(a_tree(13).root().view());
  EXPECT_EQ(code_of(open_checkpoint(replaced(note, "\n12\n", "\n13\n"), a_log().verifier())),
            "ledger.bad-signature");
  EXPECT_EQ(code_of(open_checkpoint(replaced(note, root, other), a_log().verifier())),
            "ledger.bad-signature");
}

TEST(Checkpoint, during_a_rotation_either_key_of_the_log_suffices) {
  const NoteVerifier keys[] = {a_log(1).verifier(), a_log(2).verifier()};
  EXPECT_TRUE(open_checkpoint(a_head_note(a_tree(3).head(), a_log(1)), keys).ok());
  EXPECT_TRUE(open_checkpoint(a_head_note(a_tree(3).head(), a_log(2)), keys).ok());
  EXPECT_FALSE(open_checkpoint(a_head_note(a_tree(3).head(), a_log(3)), keys).ok());
  EXPECT_FALSE(
      open_checkpoint(a_head_note(a_tree(3).head(), a_log(1)), std::span<NoteVerifier>()).ok());
}

TEST(Checkpoint, a_cosigners_key_never_stands_for_the_logs) {
  const Cosigner cosigner = samples::a_witness(1, samples::kOrigin);
  SignedNote note = SignedNote::unsigned_text(a_checkpoint(a_tree(3).head()).text()).value();
  ASSERT_TRUE(note.add(cosigner.sign(a_checkpoint(a_tree(3).head()), Instant())).ok());
  EXPECT_FALSE(open_checkpoint(note.format(), cosigner.verifier()).ok());
}

TEST(Checkpoint, an_empty_log_has_the_root_of_the_empty_tree) {
  EXPECT_TRUE(open_checkpoint(a_head_note(Head{}, a_log()), a_log().verifier()).ok());
  EXPECT_EQ(
      code_of(open_checkpoint(a_head_note({0, a_tree(3).root()}, a_log()), a_log().verifier())),
      "ledger.bad-proof");
}

TEST(Checkpoint, a_log_key_signs_only_its_own_log_and_nothing_that_cannot_be_read_back) {
  EXPECT_EQ(code_of(sign_checkpoint({"other.example/log", Head{}, {}}, a_log())),
            "ledger.wrong-origin");
  Checkpoint checkpoint = a_checkpoint(Head{});
  checkpoint.extensions = {"two\nlines"};
  EXPECT_EQ(code_of(sign_checkpoint(checkpoint, a_log())), "ledger.malformed");
  checkpoint.extensions = {"a\ttab"};
  EXPECT_EQ(code_of(sign_checkpoint(checkpoint, a_log())), "ledger.malformed");
}

TEST(Checkpoint, origins_name_party_agreement_and_epoch) {
  const AgreementId agreement = AgreementId::parse("jp-kr-2016/exercise").value();
  EXPECT_EQ(log_origin("mofa.jp.example", agreement, 3).value(),
            "mofa.jp.example/entente/jp-kr-2016/exercise/3");
  EXPECT_EQ(house_origin("mofa.jp.example", "exercise", 1).value(),
            "mofa.jp.example/entente/house-exercise/1");
}

TEST(Checkpoint, origins_that_could_be_mistaken_are_refused) {
  const AgreementId agreement = AgreementId::parse("jp-kr-2016/exercise").value();
  EXPECT_EQ(code_of(log_origin("mofa.jp.example", agreement, 0)), "ledger.bad-name");
  for (const char* domain : {"", "MOFA.example", "https://mofa.example", "mofa.example/x",
                             ".mofa.example", "mofa.example.", "mofa example", "mofa+example"}) {
    EXPECT_EQ(code_of(log_origin(domain, agreement, 1)), "ledger.bad-name") << domain;
  }
  const AgreementId house = AgreementId::parse("house-jp/exercise").value();
  EXPECT_EQ(code_of(log_origin("mofa.jp.example", house, 1)), "ledger.bad-name");
  EXPECT_EQ(code_of(house_origin("mofa.jp.example", "EXERCISE", 1)), "ledger.bad-name");
  EXPECT_EQ(code_of(house_origin("mofa.jp.example", "a/b", 1)), "ledger.bad-name");
}

}  // namespace
}  // namespace entente::ledger
