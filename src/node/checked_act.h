#pragma once

#include <optional>

#include "act/envelope.h"
#include "node/delivery.h"

namespace entente::node {

/// One act of a delivery after the checks that need none of the node's state: those of a worker.
struct CheckedAct {
  LoggedAct logged;
  std::optional<act::Envelope> envelope;
  std::optional<act::Body> body;  ///< if it is of a type that this release knows
  std::optional<Digest> leaf;     ///< what it opens to, by the commitment key beside it
  std::optional<Error> fault;     ///< unsigned or malformed: nobody vouches for it
};

/// Checks that the act (hostile) is well formed and signed by a key that the verifier knows.
/// Thread-safety: a pure function, but for the verifier.
[[nodiscard]] CheckedAct check_act(LoggedAct logged, act::Verifier& verifier);

}  // namespace entente::node
