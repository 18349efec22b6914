#include "ledger/tree.h"

#include "reference_tree.h"
#include "samples.h"

namespace entente::ledger {
namespace {

using samples::a_leaf;
using samples::a_tree;
using samples::leaves;

constexpr std::uint64_t kSmall = 70;
constexpr std::uint64_t kEdges[] = {255, 256, 257, 65535, 65536, 65537};

TEST(Tree, has_the_reference_root_at_every_size_to_70) {
  const std::vector<Digest> all = leaves(0, kSmall);
  const Tree big = a_tree(kSmall);
  Tree grown;
  for (std::uint64_t size = 0; size <= kSmall; ++size) {
    const Digest root = reference::root(std::span(all).first(size));
    EXPECT_EQ(grown.root(), root) << size;
    EXPECT_EQ(big.root_at(size).value(), root) << size;
    if (size < kSmall) {
      grown.append(all[size]);
    }
  }
}

TEST(Tree, gives_the_reference_inclusion_proof_for_every_index_and_size_to_70) {
  const std::vector<Digest> all = leaves(0, kSmall);
  const Tree tree = a_tree(kSmall);
  for (std::uint64_t size = 1; size <= kSmall; ++size) {
    const Digest root = tree.root_at(size).value();
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto path = tree.inclusion_path(index, size).value();
      ASSERT_EQ(path, reference::inclusion(index, std::span(all).first(size)));
      ASSERT_EQ(path.size(), inclusion_path_length(index, size));
      ASSERT_TRUE(verify_inclusion(all[index], index, size, path, root).ok());
    }
  }
}

TEST(Tree, gives_the_reference_consistency_proof_for_every_pair_of_sizes_to_70) {
  const std::vector<Digest> all = leaves(0, kSmall);
  const Tree tree = a_tree(kSmall);
  for (std::uint64_t to = 1; to <= kSmall; ++to) {
    for (std::uint64_t from = 1; from < to; ++from) {
      const auto path = tree.consistency_path(from, to).value();
      ASSERT_EQ(path, reference::consistency(from, std::span(all).first(to)));
      ASSERT_TRUE(
          verify_consistency(from, to, tree.root_at(from).value(), tree.root_at(to).value(), path)
              .ok());
    }
  }
}

TEST(Tree, a_proof_of_any_other_length_index_or_size_is_refused) {
  const Tree tree = a_tree(kSmall);
  for (std::uint64_t size = 1; size <= 33; ++size) {
    const Digest root = tree.root_at(size).value();
    for (std::uint64_t index = 0; index < size; ++index) {
      auto path = tree.inclusion_path(index, size).value();
      for (std::uint64_t other = 0; other < 40; ++other) {
        EXPECT_EQ(verify_inclusion(a_leaf(index), other, size, path, root).ok(), other == index);
      }
      path.push_back(root);
      EXPECT_FALSE(verify_inclusion(a_leaf(index), index, size, path, root).ok());
      path.resize(path.size() - 1);
      if (!path.empty()) {
        path.pop_back();
        EXPECT_FALSE(verify_inclusion(a_leaf(index), index, size, path, root).ok());
      }
    }
  }
}

TEST(Tree, a_consistency_proof_with_any_hash_changed_dropped_or_added_is_refused) {
  const Tree tree = a_tree(kSmall);
  for (std::uint64_t to = 2; to <= 33; ++to) {
    for (std::uint64_t from = 1; from < to; ++from) {
      const auto path = tree.consistency_path(from, to).value();
      const auto holds = [&](const std::vector<Digest>& candidate) {
        return verify_consistency(from, to, tree.root_at(from).value(), tree.root_at(to).value(),
                                  candidate)
            .ok();
      };
      for (std::size_t i = 0; i < path.size(); ++i) {
        auto changed = path;
        changed[i].bytes[i % Digest::kSize] ^= 1;
        EXPECT_FALSE(holds(changed));
        changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_FALSE(holds(changed));
      }
      auto longer = path;
      longer.push_back(tree.root());
      EXPECT_FALSE(holds(longer));
    }
  }
}

/// One tree for the sizes around full tiles, with its leaves.
const std::vector<Digest>& edge_leaves() {
  static const std::vector<Digest> all = leaves(0, 65537);
  return all;
}
const Tree& edge_tree() {
  static const Tree tree = [] {
    Tree made;
    made.append(edge_leaves());
    return made;
  }();
  return tree;
}

TEST(Tree, has_the_reference_root_around_full_tiles) {
  for (const std::uint64_t size : kEdges) {
    EXPECT_EQ(edge_tree().root_at(size).value(),
              reference::root(std::span(edge_leaves()).first(size)))
        << size;
  }
}

RC_GTEST_PROP(Tree, proofs_at_random_sizes_verify_and_equal_the_reference, ()) {
  const auto size = *rc::gen::inRange<std::uint64_t>(2, 3000);
  const auto index = *rc::gen::inRange<std::uint64_t>(0, size);
  const auto from = *rc::gen::inRange<std::uint64_t>(1, size);
  const auto prefix = std::span(edge_leaves()).first(size);
  const Digest root = edge_tree().root_at(size).value();
  const auto inclusion = edge_tree().inclusion_path(index, size).value();
  RC_ASSERT(inclusion == reference::inclusion(index, prefix));
  RC_ASSERT(verify_inclusion(prefix[index], index, size, inclusion, root).ok());
  const auto consistency = edge_tree().consistency_path(from, size).value();
  RC_ASSERT(consistency == reference::consistency(from, prefix));
  RC_ASSERT(
      verify_consistency(from, size, edge_tree().root_at(from).value(), root, consistency).ok());
}

RC_GTEST_PROP(Tree, proofs_around_full_tiles_verify_and_never_for_another_leaf, ()) {
  const auto size = *rc::gen::elementOf(std::vector<std::uint64_t>(kEdges, kEdges + 6));
  const auto index = *rc::gen::inRange<std::uint64_t>(0, size);
  const auto from = *rc::gen::inRange<std::uint64_t>(1, size);
  const Digest root = edge_tree().root_at(size).value();
  const auto path = edge_tree().inclusion_path(index, size).value();
  RC_ASSERT(verify_inclusion(edge_leaves()[index], index, size, path, root).ok());
  RC_ASSERT(!verify_inclusion(edge_leaves()[(index + 1) % size], index, size, path, root).ok());
  const auto consistency = edge_tree().consistency_path(from, size).value();
  const Digest from_root = edge_tree().root_at(from).value();
  RC_ASSERT(verify_consistency(from, size, from_root, root, consistency).ok());
  RC_ASSERT(!verify_consistency(from, size, root, root, consistency).ok());
}

RC_GTEST_PROP(Tree, is_the_same_however_its_leaves_were_batched_and_cut_back, ()) {
  const auto sizes =
      *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(0, 400));
  Tree tree;
  for (const std::uint64_t size : sizes) {
    if (size < tree.size()) {
      tree.truncate(size);
    } else {
      tree.append(std::span(edge_leaves()).subspan(tree.size(), size - tree.size()));
    }
    RC_ASSERT(tree.size() == size);
    RC_ASSERT(tree.root() == edge_tree().root_at(size).value());
  }
}

TEST(Tree, a_tree_cut_back_tells_another_story_without_remembering_the_first) {
  Tree tree = a_tree(20);
  tree.truncate(13);
  tree.append(a_leaf(777));
  Tree other = a_tree(13);
  other.append(a_leaf(777));
  EXPECT_EQ(tree.head(), other.head());
}

TEST(Tree, refuses_what_lies_outside_the_log) {
  Tree tree = a_tree(5);
  EXPECT_EQ(samples::code_of(tree.leaf(5)), "ledger.out-of-range");
  EXPECT_EQ(samples::code_of(tree.root_at(6)), "ledger.out-of-range");
  EXPECT_EQ(samples::code_of(tree.inclusion_path(5, 5)), "ledger.out-of-range");
  EXPECT_EQ(samples::code_of(tree.inclusion_path(0, 6)), "ledger.out-of-range");
  EXPECT_EQ(samples::code_of(tree.consistency_path(4, 3)), "ledger.out-of-range");
  EXPECT_EQ(samples::code_of(tree.consistency_path(4, 6)), "ledger.out-of-range");
  EXPECT_EQ(samples::code_of(Tree().inclusion_path(0, 0)), "ledger.out-of-range");
  EXPECT_TRUE(tree.consistency_path(0, 5).value().empty());
  EXPECT_TRUE(tree.consistency_path(5, 5).value().empty());
}

TEST(Tree, reserved_room_changes_nothing) {
  Tree tree;
  tree.reserve(100);
  EXPECT_EQ(tree.root(), empty_root());
  EXPECT_EQ(tree.size(), 0u);
  tree.append(leaves(0, 37));
  EXPECT_EQ(tree.head(), a_tree(37).head());
  EXPECT_EQ(tree.inclusion_path(11, 37).value(), a_tree(37).inclusion_path(11, 37).value());
}

TEST(Tree, a_log_that_was_wound_back_or_rewritten_may_not_be_signed) {
  const Head signed_before = a_tree(20).head();
  EXPECT_TRUE(check_extends(a_tree(20), signed_before).ok());
  EXPECT_TRUE(check_extends(a_tree(33), signed_before).ok());
  EXPECT_TRUE(check_extends(Tree(), Head{}).ok());
  const Status rollback = check_extends(a_tree(19), signed_before);
  ASSERT_FALSE(rollback.ok());
  EXPECT_EQ(rollback.error().code(), "ledger.conflict");
  EXPECT_EQ(rollback.error().kind().exit, Exit::verification_failed);
  EXPECT_EQ(samples::code_of(check_extends(samples::a_forged_tree(33, 19), signed_before)),
            "ledger.conflict");
}

TEST(Tree, a_million_leaves_are_built_and_each_proof_stays_logarithmic) {
  constexpr std::uint64_t kSize = 1'000'000;
  std::vector<Digest> many(kSize);
  for (std::uint64_t i = 0; i < kSize; ++i) {
    std::memcpy(many[i].bytes.data(), &i, sizeof(i));
  }
  Tree tree;
  tree.append(many);
  const Digest root = tree.root();
  for (std::uint64_t index = 0; index < kSize; index += 99'991) {
    const auto path = tree.inclusion_path(index, kSize).value();
    EXPECT_LE(path.size(), 20u);
    EXPECT_TRUE(verify_inclusion(many[index], index, kSize, path, root).ok());
  }
  const auto path = tree.consistency_path(524'287, kSize).value();
  EXPECT_LE(path.size(), 21u);
  EXPECT_TRUE(verify_consistency(524'287, kSize, tree.root_at(524'287).value(), root, path).ok());
}

}  // namespace
}  // namespace entente::ledger
