#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"

/// Hashing and verifying of Merkle trees, RFC 6962 section 2.1 (RFC 9162 2.1 is the same tree).
/// Thread-safety: pure functions.
namespace entente::ledger {

/// The largest size of a log. Sizes and indexes above it are refused everywhere.
inline constexpr std::uint64_t kMaxLogSize = (std::uint64_t{1} << 62) - 1;
/// No proof has more hashes than this (63 is also the limit of tlog-witness).
inline constexpr std::size_t kMaxPath = 63;

/// SHA-256(0x00 || entry).
[[nodiscard]] Digest leaf_hash(BytesView entry);
/// SHA-256(0x01 || left || right).
[[nodiscard]] Digest node_hash(const Digest& left, const Digest& right);
/// SHA-256 of nothing: the root of the empty tree.
[[nodiscard]] const Digest& empty_root();

/// A log at one moment. A root does not commit to the size, so the two always travel together and
/// come from a signed place.
struct Head {
  std::uint64_t size = 0;
  Digest root = empty_root();
  bool operator==(const Head&) const = default;
};

/// How many hashes the inclusion proof of leaf `index` in a tree of `size` has. `index < size`.
[[nodiscard]] std::size_t inclusion_path_length(std::uint64_t index, std::uint64_t size);

/// The root that follows from a leaf and its path (siblings from the leaf upward). Refuses with
/// `ledger.bad-proof` an index outside the tree and any path but one of exactly the right length.
[[nodiscard]] Result<Digest> root_from_inclusion(const Digest& leaf, std::uint64_t index,
                                                 std::uint64_t size, std::span<const Digest> path);

/// That the leaf with this hash stands at `index` in the tree of `size` with `root`; else
/// `ledger.bad-proof`.
[[nodiscard]] Status verify_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                                      std::span<const Digest> path, const Digest& root);

/// That the tree of `to` leaves begins with the tree of `from` leaves (RFC 6962 2.1.2); else
/// `ledger.bad-proof`. Equal sizes need equal roots and an empty path. From the empty tree to
/// another there is nothing to prove, and this refuses it: callers that start from nothing say so
/// themselves. At size 0 the root must be `empty_root()`.
[[nodiscard]] Status verify_consistency(std::uint64_t from, std::uint64_t to,
                                        const Digest& from_root, const Digest& to_root,
                                        std::span<const Digest> path);

}  // namespace entente::ledger
