#include "ledger/witnessed_log.h"

#include "samples.h"

namespace entente::ledger {
namespace {

using samples::a_forged_tree;
using samples::a_head_note;
using samples::a_leaf;
using samples::a_log;
using samples::a_tree;
using samples::code_of;
using samples::leaves;

MirroredLog a_mirror(std::uint64_t size = 0) {
  MirroredLog mirror = MirroredLog::make({a_log().verifier()}).value();
  if (size > 0) {
    const MirrorResult result =
        mirror.accept(0, leaves(0, size), a_head_note(a_tree(size).head(), a_log()));
    EXPECT_EQ(result.outcome, MirrorOutcome::advanced);
  }
  return mirror;
}

std::vector<Digest> tail(const Tree& tree, std::uint64_t from) {
  const auto all = tree.leaves().subspan(from);
  return {all.begin(), all.end()};
}

MirrorResult deliver(MirroredLog& mirror, const Tree& tree, std::uint64_t from,
                     const NoteSigner& log = a_log()) {
  return mirror.accept(from, tail(tree, from), a_head_note(tree.head(), log));
}

TEST(MirroredLog, follows_the_partners_log_as_it_grows) {
  MirroredLog mirror = a_mirror();
  for (const std::uint64_t size : {1u, 2u, 7u, 8u, 300u}) {
    const MirrorResult result = deliver(mirror, a_tree(size), mirror.head().size);
    EXPECT_EQ(result.outcome, MirrorOutcome::advanced);
    EXPECT_EQ(result.head, a_tree(size).head());
    EXPECT_EQ(mirror.note(), a_head_note(a_tree(size).head(), a_log()));
  }
  EXPECT_EQ(mirror.origin(), samples::kOrigin);
}

TEST(MirroredLog, a_repeated_or_late_delivery_changes_nothing) {
  MirroredLog mirror = a_mirror(8);
  EXPECT_EQ(deliver(mirror, a_tree(8), 0).outcome, MirrorOutcome::unchanged);
  EXPECT_EQ(deliver(mirror, a_tree(8), 8).outcome, MirrorOutcome::unchanged);
  EXPECT_EQ(deliver(mirror, a_tree(5), 2).outcome, MirrorOutcome::stale);
  EXPECT_EQ(mirror.head(), a_tree(8).head());
  EXPECT_EQ(mirror.note(), a_head_note(a_tree(8).head(), a_log()));
}

TEST(MirroredLog, a_delivery_that_overlaps_what_is_known_advances) {
  MirroredLog mirror = a_mirror(8);
  EXPECT_EQ(deliver(mirror, a_tree(12), 3).outcome, MirrorOutcome::advanced);
  EXPECT_EQ(mirror.head(), a_tree(12).head());
}

TEST(MirroredLog, asks_again_where_leaves_are_missing) {
  MirroredLog mirror = a_mirror(8);
  const MirrorResult result = deliver(mirror, a_tree(12), 10);
  EXPECT_EQ(result.outcome, MirrorOutcome::gap);
  EXPECT_EQ(result.head.size, 8u);
}

TEST(MirroredLog, cosignatures_that_come_later_are_added) {
  MirroredLog mirror = a_mirror(8);
  SignedNote note = samples::a_head(a_tree(8).head(), a_log());
  const auto cosigned =
      samples::a_witness().sign(samples::a_checkpoint(a_tree(8).head()), Instant());
  ASSERT_TRUE(note.add(cosigned).ok());
  EXPECT_EQ(mirror.accept(8, {}, note.format()).outcome, MirrorOutcome::unchanged);
  EXPECT_EQ(mirror.note(), note.format());
  EXPECT_EQ(deliver(mirror, a_tree(8), 8).outcome, MirrorOutcome::unchanged);
  EXPECT_EQ(mirror.note(), note.format()) << "a bare head takes no cosignature away";
}

TEST(MirroredLog, a_fork_at_equal_size_leaves_evidence_that_convicts_alone) {
  MirroredLog mirror = a_mirror(8);
  const MirrorResult result = deliver(mirror, a_forged_tree(8, 3), 0);
  EXPECT_EQ(result.outcome, MirrorOutcome::fork);
  EXPECT_TRUE(is_misconduct(result.outcome));
  ASSERT_TRUE(result.evidence.has_value());
  EXPECT_TRUE(verify_fork(*result.evidence, a_log().verifier()).ok());
  EXPECT_EQ(mirror.head(), a_tree(8).head());
}

TEST(MirroredLog, a_fork_at_an_earlier_size_is_found_too) {
  MirroredLog mirror = a_mirror(8);
  const MirrorResult result = deliver(mirror, a_forged_tree(6, 3), 0);
  EXPECT_EQ(result.outcome, MirrorOutcome::fork);
  ASSERT_TRUE(result.evidence.has_value());
  EXPECT_EQ(result.evidence->kept, a_head_note(a_tree(8).head(), a_log()));
  EXPECT_EQ(result.evidence->presented, a_head_note(a_forged_tree(6, 3).head(), a_log()));
}

TEST(MirroredLog, rewritten_history_leaves_both_signed_heads) {
  for (const std::uint64_t from : {0u, 8u}) {
    MirroredLog mirror = a_mirror(8);
    const MirrorResult result = deliver(mirror, a_forged_tree(20, 3), from);
    EXPECT_EQ(result.outcome, MirrorOutcome::rewrite);
    ASSERT_TRUE(result.evidence.has_value());
    EXPECT_EQ(result.evidence->kept, a_head_note(a_tree(8).head(), a_log()));
    EXPECT_EQ(result.evidence->presented, a_head_note(a_forged_tree(20, 3).head(), a_log()));
    EXPECT_EQ(mirror.head(), a_tree(8).head());
    EXPECT_EQ(deliver(mirror, a_tree(9), 8).outcome, MirrorOutcome::advanced);
  }
}

TEST(MirroredLog, a_partner_restored_from_an_old_copy_is_told_of_its_rollback) {
  const MirroredLog mirror = a_mirror(8);
  const MirrorResult result = mirror.judge_current(a_head_note(a_tree(5).head(), a_log()));
  EXPECT_EQ(result.outcome, MirrorOutcome::rollback);
  EXPECT_TRUE(is_misconduct(result.outcome));
  ASSERT_TRUE(result.evidence.has_value());
  EXPECT_EQ(result.evidence->kept, mirror.note());
}

TEST(MirroredLog, judges_a_current_head_without_changing) {
  const MirroredLog mirror = a_mirror(8);
  const auto outcome = [&](const Tree& tree, const NoteSigner& log) {
    return mirror.judge_current(a_head_note(tree.head(), log)).outcome;
  };
  EXPECT_EQ(outcome(a_tree(8), a_log()), MirrorOutcome::unchanged);
  EXPECT_EQ(outcome(a_tree(9), a_log()), MirrorOutcome::gap);
  EXPECT_EQ(outcome(a_forged_tree(8, 1), a_log()), MirrorOutcome::fork);
  EXPECT_EQ(outcome(a_forged_tree(5, 1), a_log()), MirrorOutcome::fork);
  EXPECT_EQ(outcome(a_tree(8), a_log(2)), MirrorOutcome::untrusted);
  EXPECT_EQ(mirror.judge_current("rubbish").outcome, MirrorOutcome::malformed);
}

/// A copy of 8 leaves of a log of which a head of 12 was cosigned.
MirroredLog a_mirror_behind(const Tree& cosigned = a_tree(12)) {
  MirroredLog mirror = a_mirror(8);
  EXPECT_TRUE(mirror.expect({cosigned.head(), a_head_note(cosigned.head(), a_log())}).ok());
  return mirror;
}

TEST(MirroredLog, takes_leaves_that_lead_to_a_head_that_was_cosigned_without_them) {
  for (const std::uint64_t size : {12u, 20u}) {
    MirroredLog mirror = a_mirror_behind();
    EXPECT_EQ(mirror.largest().head, a_tree(12).head());
    EXPECT_EQ(deliver(mirror, a_tree(9), 8).outcome, MirrorOutcome::advanced);
    EXPECT_EQ(mirror.largest().head, a_tree(12).head()) << "still without all its leaves";
    EXPECT_EQ(deliver(mirror, a_tree(size), 9).outcome, MirrorOutcome::advanced);
    EXPECT_FALSE(mirror.expected().has_value());
    EXPECT_EQ(mirror.largest().head, a_tree(size).head());
    EXPECT_EQ(mirror.largest().note, mirror.note());
  }
}

TEST(MirroredLog, leaves_that_lead_past_a_cosigned_head_convict_the_log_AB24) {
  for (const std::uint64_t size : {12u, 13u, 20u}) {
    MirroredLog mirror = a_mirror_behind();
    const MirrorResult result = deliver(mirror, a_forged_tree(size, 10), 8);
    EXPECT_EQ(result.outcome, MirrorOutcome::fork);
    ASSERT_TRUE(result.evidence.has_value());
    EXPECT_EQ(result.evidence->kept, a_head_note(a_tree(12).head(), a_log()));
    EXPECT_EQ(result.evidence->presented, a_head_note(a_forged_tree(size, 10).head(), a_log()));
    EXPECT_EQ(mirror.head(), a_tree(8).head()) << "nothing of it is kept";
    EXPECT_EQ(deliver(mirror, a_tree(12), 8).outcome, MirrorOutcome::advanced);
  }
}

TEST(MirroredLog, leaves_damaged_on_the_way_to_a_cosigned_head_are_no_fork) {
  MirroredLog mirror = a_mirror_behind();
  const auto damaged = tail(a_forged_tree(13, 10), 8);
  const std::string note = a_head_note(a_tree(13).head(), a_log());
  EXPECT_EQ(mirror.accept(8, damaged, note).outcome, MirrorOutcome::rewrite);
  EXPECT_EQ(deliver(mirror, a_tree(13), 8).outcome, MirrorOutcome::advanced);
}

TEST(MirroredLog, a_current_head_below_a_cosigned_one_is_a_rollback_and_beside_it_a_fork) {
  const MirroredLog mirror = a_mirror_behind();
  const auto outcome = [&](const Tree& tree) {
    return mirror.judge_current(a_head_note(tree.head(), a_log())).outcome;
  };
  EXPECT_EQ(outcome(a_tree(8)), MirrorOutcome::rollback);
  EXPECT_EQ(outcome(a_tree(11)), MirrorOutcome::rollback);
  EXPECT_EQ(outcome(a_tree(12)), MirrorOutcome::gap);
  EXPECT_EQ(outcome(a_tree(13)), MirrorOutcome::gap);
  EXPECT_EQ(outcome(a_forged_tree(12, 10)), MirrorOutcome::fork);
}

TEST(MirroredLog, expects_no_head_that_its_leaves_contradict_and_none_smaller_than_before) {
  MirroredLog mirror = a_mirror_behind();
  const auto head = [](const Tree& tree) {
    return WitnessedHead{tree.head(), a_head_note(tree.head(), a_log())};
  };
  EXPECT_EQ(mirror.expect(head(a_forged_tree(8, 3))).error().code(), "ledger.conflict");
  EXPECT_TRUE(mirror.expect(head(a_tree(5))).ok());
  EXPECT_TRUE(mirror.expect(head(a_tree(10))).ok());
  EXPECT_EQ(mirror.largest().head, a_tree(12).head());
}

TEST(MirroredLog, what_the_log_did_not_sign_accuses_nobody) {
  MirroredLog mirror = a_mirror(8);
  for (const NoteSigner& other : {a_log(2), a_log(1, "other.example/log")}) {
    const MirrorResult result = deliver(mirror, a_forged_tree(8, 3), 0, other);
    EXPECT_EQ(result.outcome, MirrorOutcome::untrusted);
    EXPECT_FALSE(result.evidence.has_value());
    EXPECT_FALSE(result.reason.empty());
  }
  EXPECT_EQ(mirror.accept(8, {}, "").outcome, MirrorOutcome::malformed);
  EXPECT_EQ(mirror.head(), a_tree(8).head());
}

TEST(MirroredLog, a_number_of_leaves_that_does_not_fit_the_head_accuses_nobody) {
  MirroredLog mirror = a_mirror(8);
  const std::string note = a_head_note(a_tree(12).head(), a_log());
  EXPECT_EQ(mirror.accept(8, leaves(8, 11), note).outcome, MirrorOutcome::malformed);
  EXPECT_EQ(mirror.accept(8, leaves(8, 13), note).outcome, MirrorOutcome::malformed);
  EXPECT_EQ(mirror.head(), a_tree(8).head());
}

TEST(MirroredLog, a_first_delivery_that_does_not_lead_to_its_head_is_malformed) {
  MirroredLog mirror = a_mirror();
  const MirrorResult result =
      mirror.accept(0, leaves(1, 9), a_head_note(a_tree(8).head(), a_log()));
  EXPECT_EQ(result.outcome, MirrorOutcome::malformed);
  EXPECT_FALSE(result.evidence.has_value());
  EXPECT_EQ(mirror.head(), Head{});
}

TEST(MirroredLog, an_empty_log_may_sign_its_empty_head) {
  MirroredLog mirror = a_mirror();
  EXPECT_EQ(deliver(mirror, Tree(), 0).outcome, MirrorOutcome::unchanged);
  EXPECT_EQ(mirror.note(), a_head_note(Head{}, a_log()));
  EXPECT_EQ(mirror.accept(0, {}, a_head_note({0, a_leaf(0)}, a_log())).outcome,
            MirrorOutcome::malformed);
}

TEST(MirroredLog, restores_what_was_stored_and_refuses_a_damaged_copy) {
  const std::string note = a_head_note(a_tree(8).head(), a_log());
  const auto restored = MirroredLog::restore({a_log().verifier()}, leaves(0, 8), note);
  EXPECT_EQ(restored.value().head(), a_tree(8).head());
  EXPECT_EQ(restored.value().note(), note);
  EXPECT_TRUE(MirroredLog::restore({a_log().verifier()}, {}, "").ok());
  EXPECT_EQ(code_of(MirroredLog::restore({a_log().verifier()}, leaves(0, 7), note)),
            "ledger.conflict");
  EXPECT_EQ(code_of(MirroredLog::restore({a_log().verifier()}, leaves(1, 9), note)),
            "ledger.conflict");
  EXPECT_EQ(code_of(MirroredLog::restore({a_log().verifier()}, leaves(0, 8), "")),
            "ledger.malformed");
  EXPECT_EQ(
      code_of(MirroredLog::restore({a_log(1, "other.example/log").verifier()}, leaves(0, 8), note)),
      "ledger.conflict");
}

TEST(MirroredLog, needs_keys_of_one_log) {
  EXPECT_EQ(code_of(MirroredLog::make({})), "ledger.bad-key");
  EXPECT_EQ(code_of(MirroredLog::make({a_log().verifier(), a_log(2, "x").verifier()})),
            "ledger.bad-key");
  EXPECT_EQ(code_of(MirroredLog::make({samples::a_witness().verifier()})), "ledger.bad-key");
}

TEST(MirroredLog, after_a_rotation_only_the_new_key_counts) {
  MirroredLog mirror = a_mirror(8);
  ASSERT_TRUE(mirror.replace_keys({a_log(2).verifier()}).ok());
  EXPECT_EQ(deliver(mirror, a_tree(9), 8, a_log(1)).outcome, MirrorOutcome::untrusted);
  EXPECT_EQ(deliver(mirror, a_tree(9), 8, a_log(2)).outcome, MirrorOutcome::advanced);
  EXPECT_EQ(code_of(mirror.replace_keys({a_log(2, "other.example/log").verifier()})),
            "ledger.wrong-origin");
}

// Before a key is announced nobody can tell whether a line is its: what a partner sends, or the
// wire damages, must not keep the node from starting once it is (T12).
TEST(MirroredLog, a_false_line_of_a_key_to_come_spoils_neither_restart_nor_evidence_T12) {
  const NoteSigner next = a_log(2);
  SignedNote note = samples::a_head(a_tree(8).head(), a_log());
  const std::string honest = note.format();
  ASSERT_TRUE(note.add(next.sign("another text\n")).ok());
  MirroredLog mirror = a_mirror();
  EXPECT_EQ(mirror.accept(0, leaves(0, 8), note.format()).outcome, MirrorOutcome::advanced);
  const std::string stored = mirror.note();

  const auto restored = MirroredLog::restore({next.verifier()}, leaves(0, 8), stored);
  ASSERT_TRUE(restored.ok()) << restored.error().describe();
  EXPECT_EQ(restored->note(), honest);
  ASSERT_TRUE(mirror.replace_keys({next.verifier()}).ok());
  EXPECT_EQ(mirror.note(), honest);
  EXPECT_EQ(deliver(mirror, a_tree(9), 8, next).outcome, MirrorOutcome::advanced);
}

TEST(MirroredLog, two_heads_convict_only_if_the_log_signed_both_and_they_contradict) {
  const std::string head = a_head_note(a_tree(8).head(), a_log());
  const std::string forged = a_head_note(a_forged_tree(8, 3).head(), a_log());
  const std::string framed = a_head_note(a_forged_tree(8, 3).head(), a_log(2));
  const NoteVerifier log = a_log().verifier();
  EXPECT_TRUE(verify_fork({head, forged}, log).ok());
  EXPECT_EQ(code_of(verify_fork({head, head}, log)), "ledger.bad-proof");
  EXPECT_EQ(code_of(verify_fork({head, a_head_note(a_tree(9).head(), a_log())}, log)),
            "ledger.bad-proof");
  EXPECT_EQ(code_of(verify_fork({head, framed}, log)), "ledger.untrusted");
}

RC_GTEST_PROP(MirroredLog, holds_only_heads_that_extend_each_other_and_match_its_leaves, ()) {
  MirroredLog mirror = a_mirror();
  Head last;
  const auto steps = *rc::gen::inRange(1, 12);
  for (int step = 0; step < steps; ++step) {
    const auto size = *rc::gen::inRange<std::uint64_t>(0, 24);
    const auto forged_from = *rc::gen::inRange<std::uint64_t>(0, 48);
    const auto from = *rc::gen::inRange<std::uint64_t>(0, size + 1);
    const Tree tree = forged_from < size ? a_forged_tree(size, forged_from) : a_tree(size);
    const MirrorResult result = deliver(mirror, tree, from);
    RC_ASSERT(check_extends(mirror.tree(), last).ok());
    RC_ASSERT(result.head == mirror.head());
    RC_ASSERT(result.evidence.has_value() == is_misconduct(result.outcome));
    RC_ASSERT((result.outcome == MirrorOutcome::advanced) == (mirror.head() != last));
    last = mirror.head();
  }
}

}  // namespace
}  // namespace entente::ledger
