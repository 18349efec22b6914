#include "registry/trace.h"

#include <algorithm>
#include <tuple>

namespace entente::registry {
namespace {

std::uint64_t sequence_for(std::span<const Position> positions, const PartyCode& party) {
  const auto found = std::find_if(positions.begin(), positions.end(),
                                  [&](const Position& p) { return p.party == party; });
  return found == positions.end() ? 0 : found->sequence;
}

bool comes_first(const Trace& a, const Trace& b) {
  return std::tie(a.effect, a.digest) < std::tie(b.effect, b.digest);
}

}  // namespace

Trace trace_of(const act::Header& header, act::Effect effect, const Digest& digest) {
  Trace trace{digest, header.issuer, effect, header.effective_at, header.recorded_at, {}, {}};
  for (const act::Addressee& addressee : header.to) {
    trace.to.push_back({addressee.party, addressee.sequence});
  }
  for (const act::Head& head : header.heads_seen) {
    trace.seen.push_back({head.party, head.sequence});
  }
  return trace;
}

bool precedes(const Trace& earlier, const Trace& later) {
  if (earlier.issuer != later.issuer) {
    const std::uint64_t sequence = sequence_for(earlier.to, later.issuer);
    return sequence != 0 && sequence <= sequence_for(later.seen, earlier.issuer);
  }
  return std::any_of(earlier.to.begin(), earlier.to.end(), [&](const Position& position) {
    return position.sequence < sequence_for(later.to, position.party);
  });
}

std::vector<std::size_t> canonical_order(std::span<const Trace> traces) {
  const std::size_t count = traces.size();
  std::vector<std::size_t> order;
  std::vector<bool> placed(count, false);
  order.reserve(count);
  const auto ready = [&](std::size_t candidate) {
    for (std::size_t other = 0; other < count; ++other) {
      if (!placed[other] && other != candidate && precedes(traces[other], traces[candidate])) {
        return false;
      }
    }
    return true;
  };
  while (order.size() < count) {
    std::size_t best = count;
    for (std::size_t i = 0; i < count; ++i) {
      const bool better = best == count || comes_first(traces[i], traces[best]);
      if (!placed[i] && better && ready(i)) {
        best = i;
      }
    }
    if (best == count) {
      // Forged heads can claim a cycle; the rule of concurrent acts then decides alone.
      for (std::size_t i = 0; i < count; ++i) {
        if (!placed[i] && (best == count || comes_first(traces[i], traces[best]))) {
          best = i;
        }
      }
    }
    placed[best] = true;
    order.push_back(best);
  }
  return order;
}

}  // namespace entente::registry
