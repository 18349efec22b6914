#pragma once

#include <functional>
#include <optional>

#include "node/core.h"

/// The acts that lie in this node's logs and its copies of the partners'. On the sequence.
namespace entente::node {

/// A stored act that this release understands.
struct KnownAct {
  registry::Trace trace;
  act::Body body;
};

/// What was erased is as it is now known. Nothing for an anchor of the house ledger, or an act of a
/// later release.
[[nodiscard]] Result<std::optional<KnownAct>> known_act(const Core& core, LogNumber log,
                                                        std::uint64_t index);

/// Whether acts of the partners that are here before their turn are visited too.
enum class Early { with, without };

/// Every shared act under an agreement: our own in the order of our log, then each partner's in the
/// order of its chain. Stops at the first error.
[[nodiscard]] Status for_each_shared_act(const Core& core, const Room& room, Early early,
                                         const std::function<Status(const KnownAct&)>& visit);

/// The first `size` acts of the house's ledger. Stops at the first error.
[[nodiscard]] Status for_each_house_act(
    const Core& core, std::uint64_t size,
    const std::function<Status(std::uint64_t index, const KnownAct&)>& visit);

}  // namespace entente::node
