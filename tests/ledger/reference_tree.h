#pragma once

#include <span>
#include <vector>

#include "crypto/digest.h"

/// The definitions of RFC 6962 2.1 as they stand there: recursive, slow and obvious. Shares nothing
/// with what it checks but SHA-256.
namespace entente::ledger::reference {

using Leaves = std::span<const Digest>;
using Path = std::vector<Digest>;

inline Digest node(const Digest& left, const Digest& right) {
  const std::uint8_t prefix[] = {1};
  return crypto::sha256({prefix, left.view(), right.view()});
}

/// The largest power of two smaller than `n`, which is at least 2.
inline std::size_t split(std::size_t n) {
  std::size_t k = 1;
  while (k * 2 < n) {
    k *= 2;
  }
  return k;
}

/// MTH(D[n])
inline Digest root(Leaves d) {
  if (d.empty()) {
    return crypto::sha256(BytesView{});
  }
  if (d.size() == 1) {
    return d[0];
  }
  const std::size_t k = split(d.size());
  return node(root(d.first(k)), root(d.subspan(k)));
}

/// PATH(m, D[n])
inline Path inclusion(std::size_t m, Leaves d) {
  if (d.size() == 1) {
    return {};
  }
  const std::size_t k = split(d.size());
  Path path = m < k ? inclusion(m, d.first(k)) : inclusion(m - k, d.subspan(k));
  path.push_back(m < k ? root(d.subspan(k)) : root(d.first(k)));
  return path;
}

/// SUBPROOF(m, D[n], b)
inline Path subproof(std::size_t m, Leaves d, bool b) {
  if (m == d.size()) {
    return b ? Path{} : Path{root(d)};
  }
  const std::size_t k = split(d.size());
  if (m <= k) {
    Path path = subproof(m, d.first(k), b);
    path.push_back(root(d.subspan(k)));
    return path;
  }
  Path path = subproof(m - k, d.subspan(k), false);
  path.push_back(root(d.first(k)));
  return path;
}

/// PROOF(m, D[n]) for 0 < m < n
inline Path consistency(std::size_t m, Leaves d) { return subproof(m, d, true); }

}  // namespace entente::ledger::reference
