#include "ledger/tree.h"

#include <fmt/format.h>

#include <bit>
#include <optional>

#include "ledger/errors.h"

namespace entente::ledger {
namespace {

Error out_of_range() { return Error(kOutOfRange, "The index or size lies outside the log."); }

}  // namespace

void Tree::reserve(std::uint64_t leaves) {
  const auto height = static_cast<std::size_t>(std::bit_width(leaves));
  if (levels_.size() < height) {
    levels_.resize(height);
  }
  for (std::size_t level = 0; level < height; ++level) {
    levels_[level].reserve(leaves >> level);
  }
}

void Tree::append(const Digest& leaf_hash) { append(std::span(&leaf_hash, 1)); }

void Tree::append(std::span<const Digest> leaf_hashes) {
  if (leaf_hashes.empty()) {
    return;
  }
  ENTENTE_INVARIANT(leaf_hashes.size() <= kMaxLogSize - size());
  if (levels_.empty()) {
    levels_.emplace_back();
  }
  levels_[0].insert(levels_[0].end(), leaf_hashes.begin(), leaf_hashes.end());
  for (std::size_t level = 0; levels_[level].size() >= 2; ++level) {
    if (level + 1 == levels_.size()) {
      levels_.emplace_back();
    }
    const std::vector<Digest>& below = levels_[level];
    std::vector<Digest>& nodes = levels_[level + 1];
    if (nodes.size() == below.size() / 2) {
      return;  // nothing new was completed here, so nothing above
    }
    while (nodes.size() < below.size() / 2) {
      const std::size_t left = 2 * nodes.size();
      nodes.push_back(node_hash(below[left], below[left + 1]));
    }
  }
}

void Tree::truncate(std::uint64_t size) {
  ENTENTE_INVARIANT(size <= this->size());
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    levels_[level].resize(size >> level);
  }
}

std::uint64_t Tree::size() const { return levels_.empty() ? 0 : levels_[0].size(); }

Digest Tree::root() const { return range_root(0, size()); }

Result<Digest> Tree::leaf(std::uint64_t index) const {
  if (index >= size()) {
    return out_of_range();
  }
  return levels_[0][index];
}

std::span<const Digest> Tree::leaves() const { return nodes(0); }

std::span<const Digest> Tree::nodes(std::size_t level) const {
  return level < levels_.size() ? std::span<const Digest>(levels_[level])
                                : std::span<const Digest>();
}

Result<Digest> Tree::root_at(std::uint64_t size) const {
  if (size > this->size()) {
    return out_of_range();
  }
  return range_root(0, size);
}

/// The root over the leaves from `begin` to before `end`, where `begin` is a multiple of a power of
/// two not smaller than the range: its complete subtrees, joined from the right (RFC 6962 2.1).
Digest Tree::range_root(std::uint64_t begin, std::uint64_t end) const {
  std::optional<Digest> root;
  std::uint64_t rest = end - begin;
  std::uint64_t position = end;
  while (rest != 0) {
    const auto level = static_cast<std::size_t>(std::countr_zero(rest));
    rest &= rest - 1;
    position -= std::uint64_t{1} << level;
    const Digest& node = levels_[level][position >> level];
    root = root.has_value() ? node_hash(node, *root) : node;
  }
  return root.value_or(empty_root());
}

/// The siblings of node number `node` on `level`, upward, in the tree of `size` leaves.
void Tree::append_path(std::size_t level, std::uint64_t node, std::uint64_t size,
                       std::vector<Digest>& path) const {
  for (; (std::uint64_t{1} << level) < size; ++level, node >>= 1) {
    const std::uint64_t sibling = node ^ 1;
    const std::uint64_t begin = sibling << level;
    if (begin < size) {
      path.push_back(range_root(begin, std::min(begin + (std::uint64_t{1} << level), size)));
    }
  }
}

Result<std::vector<Digest>> Tree::inclusion_path(std::uint64_t index, std::uint64_t size) const {
  if (index >= size || size > this->size()) {
    return out_of_range();
  }
  std::vector<Digest> path;
  append_path(0, index, size, path);
  return path;
}

Result<std::vector<Digest>> Tree::consistency_path(std::uint64_t from, std::uint64_t to) const {
  if (from > to || to > size()) {
    return out_of_range();
  }
  std::vector<Digest> path;
  if (from == 0 || from == to) {
    return path;
  }
  const auto level = static_cast<std::size_t>(std::countr_zero(from));
  const std::uint64_t node = (from >> level) - 1;
  if (!std::has_single_bit(from)) {
    path.push_back(levels_[level][node]);
  }
  append_path(level, node, to, path);
  return path;
}

Status check_extends(const Tree& tree, const Head& earlier) {
  const Result<Digest> root = tree.root_at(earlier.size);
  if (!root.ok()) {
    return Error(kConflict, fmt::format("The log has {} entries, but a head of {} was signed "
                                        "before: it was wound back.",
                                        tree.size(), earlier.size));
  }
  if (root.value() != earlier.root) {
    return Error(kConflict, fmt::format("The first {} entries of the log are not those that were "
                                        "signed before.",
                                        earlier.size));
  }
  return {};
}

}  // namespace entente::ledger
