#include "ledger/merkle.h"

#include <bit>

#include "crypto/digest.h"
#include "ledger/errors.h"

namespace entente::ledger {
namespace {

// RFC 6962 2.1: leaves and nodes are hashed under different prefixes, so that neither can be
// presented as the other.
constexpr std::array<std::uint8_t, 1> kLeafPrefix{0x00};
constexpr std::array<std::uint8_t, 1> kNodePrefix{0x01};

Error bad_proof(const char* message) { return Error(kBadProof, message); }

/// Where the path of leaf `index` in a tree of `size` lies: `inner` levels on which the leaf's
/// ancestor may be a left or a right child, then `border` levels along the tree's right edge, where
/// every sibling is on the left.
struct PathShape {
  std::size_t inner;
  std::size_t border;
};

PathShape path_shape(std::uint64_t index, std::uint64_t size) {
  const auto inner = static_cast<std::size_t>(std::bit_width(index ^ (size - 1)));
  return {inner, static_cast<std::size_t>(std::popcount(index >> inner))};
}

Digest climb_inner(Digest hash, std::uint64_t index, std::span<const Digest> path) {
  for (const Digest& sibling : path) {
    hash = (index & 1) == 0 ? node_hash(hash, sibling) : node_hash(sibling, hash);
    index >>= 1;
  }
  return hash;
}

/// As `climb_inner`, but only with siblings on the left: the root of the older tree.
Digest climb_inner_left(Digest hash, std::uint64_t index, std::span<const Digest> path) {
  for (const Digest& sibling : path) {
    hash = (index & 1) == 0 ? hash : node_hash(sibling, hash);
    index >>= 1;
  }
  return hash;
}

Digest climb_border(Digest hash, std::span<const Digest> path) {
  for (const Digest& sibling : path) {
    hash = node_hash(sibling, hash);
  }
  return hash;
}

}  // namespace

Digest leaf_hash(BytesView entry) { return crypto::sha256({kLeafPrefix, entry}); }

Digest node_hash(const Digest& left, const Digest& right) {
  // One contiguous buffer: this is the hot path of every tree.
  std::array<std::uint8_t, 1 + 2 * Digest::kSize> block;
  block[0] = kNodePrefix[0];
  std::memcpy(block.data() + 1, left.bytes.data(), Digest::kSize);
  std::memcpy(block.data() + 1 + Digest::kSize, right.bytes.data(), Digest::kSize);
  return crypto::sha256(BytesView(block));
}

const Digest& empty_root() {
  static const Digest root = crypto::sha256(BytesView{});
  return root;
}

std::size_t inclusion_path_length(std::uint64_t index, std::uint64_t size) {
  ENTENTE_INVARIANT(index < size);
  const PathShape shape = path_shape(index, size);
  return shape.inner + shape.border;
}

Result<Digest> root_from_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                                   std::span<const Digest> path) {
  if (index >= size || size > kMaxLogSize) {
    return bad_proof("The index lies outside the log.");
  }
  const PathShape shape = path_shape(index, size);
  if (path.size() != shape.inner + shape.border) {
    return bad_proof("The inclusion proof has the wrong number of hashes.");
  }
  const Digest inner = climb_inner(leaf, index, path.first(shape.inner));
  return climb_border(inner, path.subspan(shape.inner));
}

Status verify_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                        std::span<const Digest> path, const Digest& root) {
  ENTENTE_TRY(const Digest computed, root_from_inclusion(leaf, index, size, path));
  if (computed != root) {
    return bad_proof("The inclusion proof does not lead to the root.");
  }
  return {};
}

Status verify_consistency(std::uint64_t from, std::uint64_t to, const Digest& from_root,
                          const Digest& to_root, std::span<const Digest> path) {
  if (from > to || to > kMaxLogSize) {
    return bad_proof("The older size is larger than the newer one.");
  }
  if (from == to) {
    const bool right_root = from_root == to_root && (from != 0 || from_root == empty_root());
    return path.empty() && right_root ? Status{} : bad_proof("Equal sizes need equal roots.");
  }
  if (from == 0) {
    return bad_proof("From the empty log there is nothing to prove.");
  }
  // The largest complete subtree that ends where the older tree ends stands for its last leaf. If
  // that subtree is the whole older tree, its hash is known and left out of the path.
  const auto skipped = static_cast<std::size_t>(std::countr_zero(from));
  const bool whole = std::has_single_bit(from);
  const PathShape shape = path_shape(from - 1, to);
  const std::size_t inner = shape.inner - skipped;
  if (path.size() != (whole ? 0u : 1u) + inner + shape.border) {
    return bad_proof("The consistency proof has the wrong number of hashes.");
  }
  const Digest seed = whole ? from_root : path.front();
  const std::span<const Digest> rest = path.subspan(whole ? 0 : 1);
  const std::uint64_t node = (from - 1) >> skipped;
  const Digest older =
      climb_border(climb_inner_left(seed, node, rest.first(inner)), rest.subspan(inner));
  const Digest newer =
      climb_border(climb_inner(seed, node, rest.first(inner)), rest.subspan(inner));
  if (older != from_root || newer != to_root) {
    return bad_proof("The consistency proof does not lead to both roots.");
  }
  return {};
}

}  // namespace entente::ledger
