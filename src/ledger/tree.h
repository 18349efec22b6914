#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ledger/merkle.h"

namespace entente::ledger {

/// An append-only Merkle tree over leaf hashes, in memory. Keeps every complete node (about 64
/// bytes per leaf), so that each root and proof, of this size and all earlier ones, costs O(log n).
/// Thread-safety: concurrent const calls are safe while nobody changes it. A value type; copies are
/// deep.
class Tree {
 public:
  /// Makes room for `leaves` in all, so that no append up to there moves memory.
  void reserve(std::uint64_t leaves);
  void append(const Digest& leaf_hash);
  void append(std::span<const Digest> leaf_hashes);
  /// Drops the leaves from `size` on. `size` must not exceed `size()`.
  void truncate(std::uint64_t size);

  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] Digest root() const;
  [[nodiscard]] Head head() const { return {size(), root()}; }
  /// The hash of leaf `index`; `ledger.out-of-range` at and past the end.
  [[nodiscard]] Result<Digest> leaf(std::uint64_t index) const;
  /// All leaf hashes; valid until the next change.
  [[nodiscard]] std::span<const Digest> leaves() const;
  /// The complete nodes of `level` (node i covers the leaves from i * 2^level to before
  /// (i + 1) * 2^level); empty above the top. Valid until the next change.
  [[nodiscard]] std::span<const Digest> nodes(std::size_t level) const;

  /// The root when the log had `size` leaves; `ledger.out-of-range` past the end.
  [[nodiscard]] Result<Digest> root_at(std::uint64_t size) const;
  /// The inclusion proof of leaf `index` in the tree of `size` leaves (RFC 6962 2.1.1);
  /// `ledger.out-of-range` unless `index < size <= size()`.
  [[nodiscard]] Result<std::vector<Digest>> inclusion_path(std::uint64_t index,
                                                           std::uint64_t size) const;
  /// The proof that the tree of `to` leaves extends the one of `from` leaves (RFC 6962 2.1.2);
  /// empty where `from` is 0 or equals `to`; `ledger.out-of-range` unless `from <= to <= size()`.
  [[nodiscard]] Result<std::vector<Digest>> consistency_path(std::uint64_t from,
                                                             std::uint64_t to) const;

 private:
  [[nodiscard]] Digest range_root(std::uint64_t begin, std::uint64_t end) const;
  void append_path(std::size_t level, std::uint64_t node, std::uint64_t size,
                   std::vector<Digest>& path) const;

  std::vector<std::vector<Digest>> levels_;
};

/// That `tree` still begins with the log that `earlier` describes: the check before signing a new
/// head, against the last signed one and the last one each witness cosigned (decisions 6 and 7 of
/// the ledger's design). `ledger.conflict` if the tree is shorter (a rollback) or differs.
[[nodiscard]] Status check_extends(const Tree& tree, const Head& earlier);

}  // namespace entente::ledger
