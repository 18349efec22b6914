#pragma once

#include <optional>
#include <string>

#include "node/core.h"
#include "rules/explain.h"

/// Why one of this node's own acts was recorded, or refused.
namespace entente::node {

struct Explained {
  act::Body body;
  std::optional<AgreementId> agreement;
  /// Recorded: when, and as things stood just before it, folded again from the stored acts.
  /// Refused: when last, and as things stand now; the rule that refused it then stands in `then`.
  Instant at;
  bool recorded = false;
  std::string then_code;
  std::string then_article;
  rules::Explanation explanation;
};

/// `base.not-found` for an act that is none of this node's own, be it another party's or absent:
/// the two are not told apart. Reads the logs from their newest act back.
[[nodiscard]] Result<Explained> explain_act(Core& core, const ActId& id);

}  // namespace entente::node
