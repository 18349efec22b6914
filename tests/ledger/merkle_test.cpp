#include "ledger/merkle.h"

#include <optional>

#include "samples.h"
#include "vectors.h"

namespace entente::ledger {
namespace {

std::optional<Digest> digest_of(std::string_view base64) {
  const Result<Digest> digest = Digest::from_bytes(from_base64(base64).value());
  return digest.ok() ? std::optional(digest.value()) : std::nullopt;
}

/// Some vectors hold roots of other lengths, which no Digest can hold; what matters in them is
/// whether two are equal.
Digest stand_in(std::string_view base64) {
  return digest_of(base64).value_or(crypto::sha256(from_base64(base64).value()));
}

/// Nothing where a hash has not 32 bytes: the type itself refuses it.
std::optional<std::vector<Digest>> path_of(const format::JsonValue& vector) {
  std::vector<Digest> path;
  for (const format::JsonValue hash : vector.at("proof").value().elements()) {
    const std::optional<Digest> digest = digest_of(hash.string().value());
    if (!digest.has_value()) {
      return std::nullopt;
    }
    path.push_back(*digest);
  }
  return path;
}

bool inclusion_holds(const format::JsonValue& vector) {
  const auto root = digest_of(vectors::text(vector, "root"));
  const auto leaf = digest_of(vectors::text(vector, "leafHash"));
  const auto path = path_of(vector);
  return root && leaf && path &&
         verify_inclusion(*leaf, vector.unsigned_integer_at("leafIdx").value(),
                          vector.unsigned_integer_at("treeSize").value(), *path, *root)
             .ok();
}

bool consistency_holds(const format::JsonValue& vector) {
  const auto path = path_of(vector);
  return path && verify_consistency(vector.unsigned_integer_at("size1").value(),
                                    vector.unsigned_integer_at("size2").value(),
                                    stand_in(vectors::text(vector, "root1")),
                                    stand_in(vectors::text(vector, "root2")), *path)
                     .ok();
}

struct Counts {
  int accepted = 0;
  int refused = 0;
};

Counts run_vectors(std::string_view kind, bool (*holds)(const format::JsonValue&)) {
  Counts counts;
  for (const auto& file : vectors::json_files(vectors::folder() / "merkle" / kind)) {
    const format::JsonDocument document = vectors::json(file);
    const bool wanted = !document.root().boolean_at("wantErr").value();
    EXPECT_EQ(holds(document.root()), wanted) << file;
    ++(wanted ? counts.accepted : counts.refused);
  }
  return counts;
}

TEST(Merkle, decides_every_published_inclusion_vector) {
  ENTENTE_NEEDS_VECTORS();
  const Counts counts = run_vectors("inclusion", inclusion_holds);
  EXPECT_GE(counts.accepted, 5);
  EXPECT_GE(counts.refused, 50);
}

TEST(Merkle, decides_every_published_consistency_vector) {
  ENTENTE_NEEDS_VECTORS();
  const Counts counts = run_vectors("consistency", consistency_holds);
  EXPECT_GE(counts.accepted, 5);
  EXPECT_GE(counts.refused, 50);
}

TEST(Merkle, gives_the_published_roots_of_eight_leaves) {
  ENTENTE_NEEDS_VECTORS();
  const format::JsonDocument document = vectors::json(vectors::folder() / "rfc6962_tree8.json");
  const format::JsonValue roots = document.root().at("root_hex_by_size").value();
  Tree tree;
  std::size_t size = 0;
  for (const format::JsonValue input : document.root().at("leaf_inputs_hex").value().elements()) {
    EXPECT_EQ(tree.root().hex(), roots.at(size).value().string().value());
    tree.append(leaf_hash(from_hex(input.string().value()).value()));
    ++size;
  }
  EXPECT_EQ(size, 8u);
  EXPECT_EQ(tree.root().hex(), roots.at(size).value().string().value());
}

TEST(Merkle, the_empty_tree_has_the_root_of_RFC_6962) {
  EXPECT_EQ(to_base64(empty_root().view()), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

TEST(Merkle, a_node_can_never_be_presented_as_a_leaf) {
  const Digest left = samples::a_leaf(0);
  const Digest right = samples::a_leaf(1);
  Bytes both(left.bytes.begin(), left.bytes.end());
  append(both, right.view());
  EXPECT_NE(leaf_hash(both), node_hash(left, right));
}

TEST(Merkle, refuses_sizes_beyond_any_log) {
  const Digest leaf = samples::a_leaf(0);
  EXPECT_FALSE(root_from_inclusion(leaf, 0, kMaxLogSize + 1, {}).ok());
  EXPECT_FALSE(root_from_inclusion(leaf, UINT64_MAX, UINT64_MAX, {}).ok());
  EXPECT_FALSE(verify_consistency(1, UINT64_MAX, leaf, leaf, {}).ok());
  const std::vector<Digest> path(62, leaf);
  EXPECT_TRUE(root_from_inclusion(leaf, 0, kMaxLogSize, path).ok());
}

TEST(Merkle, the_empty_log_is_consistent_with_itself_alone) {
  const Digest root = samples::a_tree(3).root();
  EXPECT_TRUE(verify_consistency(0, 0, empty_root(), empty_root(), {}).ok());
  EXPECT_FALSE(verify_consistency(0, 0, root, root, {}).ok());
  EXPECT_FALSE(verify_consistency(0, 3, empty_root(), root, {}).ok());
}

}  // namespace
}  // namespace entente::ledger
