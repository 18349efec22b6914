#pragma once

#include <span>
#include <vector>

#include "act/envelope.h"

/// The order in which concurrent acts of sovereign parties are folded. Two nodes that hold the same
/// set of acts get the same records, whatever the order of arrival (I11, T7).
namespace entente::registry {

/// A position: the sequence number of an act in its issuer's chain to `party`, or of the newest act
/// of `party` that an issuer had seen.
struct Position {
  PartyCode party;
  std::uint64_t sequence = 0;
  static constexpr auto fields() {
    return members(format::field("party", &Position::party),
                   format::field("sequence", &Position::sequence));
  }
};

/// What folding needs to know of an act besides its body: only what both parties see alike.
struct Trace {
  Digest digest;
  PartyCode issuer;
  act::Effect effect = act::Effect::neutral;
  Instant effective_at;
  Instant recorded_at;
  std::vector<Position> to;
  std::vector<Position> seen;
  static constexpr auto fields() {
    using format::field;
    return members(field("digest", &Trace::digest), field("issuer", &Trace::issuer),
                   field("effect", &Trace::effect), field("effective_at", &Trace::effective_at),
                   field("recorded_at", &Trace::recorded_at), field("to", &Trace::to),
                   field("seen", &Trace::seen));
  }
};

[[nodiscard]] Trace trace_of(const act::Header& header, act::Effect effect, const Digest& digest);

/// True if `earlier` lies in the causal past of `later`: the issuer of `later` had issued it or
/// seen it. Neither may precede the other: then they are concurrent.
[[nodiscard]] bool precedes(const Trace& earlier, const Trace& later);

/// The canonical order: causal order first; among acts that are ready together the restrictive ones
/// come first, permissive ones last, then the smaller digest. A function of the *set* of traces.
[[nodiscard]] std::vector<std::size_t> canonical_order(std::span<const Trace> traces);

}  // namespace entente::registry

template <>
struct entente::Names<entente::act::Effect> {
  static constexpr std::pair<act::Effect, std::string_view> kRows[] = {
      {act::Effect::restrictive, "restrictive"},
      {act::Effect::neutral, "neutral"},
      {act::Effect::permissive, "permissive"}};
};
