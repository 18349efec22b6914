#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "node/core.h"

/// R17.2: what an inventory missed becomes an incident by itself.
namespace entente::node {

/// What was reported, and the first report that was not recorded.
struct Reported {
  std::vector<ActId> incidents;
  std::optional<Submission> failure;
};

/// Reports every incident that inventories of the room have named and that is not on record. An
/// inventory is recorded before its reports are, so that each loss has one incident; this takes up
/// what a stop in between left open. `done` when all are durable, or refused.
void report_missing(Core& core, const Room& room, std::function<void(const Reported&)> done);

}  // namespace entente::node
