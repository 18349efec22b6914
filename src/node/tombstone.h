#pragma once

#include "act/redaction.h"
#include "ledger/entry.h"
#include "registry/trace.h"

/// What is left of an act that was erased from the house's ledger (`person.erase`). Thread-safety:
/// pure functions.
namespace entente::node {

/// The entry still opens the leaf, since its commitment is kept; what it commits to nobody can find
/// out, since the key is gone.
struct Tombstone {
  std::vector<ActId> erased_by;  ///< in their order; more than one where it names several persons
  std::string type;
  std::uint64_t version = 0;
  registry::Trace trace;  ///< without the act's digest, by which a name could be guessed
  Bytes body;             ///< the act's, with the pseudonym in the person's place
  static constexpr auto fields() {
    using format::field;
    return members(field("erased_by", &Tombstone::erased_by), field("type", &Tombstone::type),
                   field("version", &Tombstone::version), field("trace", &Tombstone::trace),
                   field("body", &Tombstone::body));
  }
};

/// What stands in the store behind the commitment, where an act's bytes stood.
[[nodiscard]] Bytes encode_tombstone(const Tombstone& tombstone);
/// Acts are JSON objects and anchors text: neither begins so.
[[nodiscard]] inline bool is_tombstone(BytesView row) { return !row.empty() && row.front() == 0; }
/// Errors: `format.*`; `node.bad-home` for what is no tombstone.
[[nodiscard]] Result<Tombstone> parse_tombstone(BytesView row);

}  // namespace entente::node
