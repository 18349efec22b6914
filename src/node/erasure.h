#pragma once

#include <map>
#include <optional>
#include <vector>

#include "node/core.h"

namespace entente::node {

/// What somebody orders to be erased of the house's ledger, and why (`person.erase`).
struct ErasureOrder {
  PersonId person;
  std::string ground;
  PersonId by;
  PersonId witness;
};

/// Erases what the house's ledger says of a person who has left: every entry that names the person
/// loses its commitment key and its bytes, and keeps its leaf; every record has a name that means
/// nothing in the person's place. All of it is one commit. Reads the whole ledger, on a worker. On
/// the sequence, when the node is settled. Errors as of `Core::submit`; `node.too-large` for more
/// than `limits::kErasedEntries` entries.
void erase_person(Core& core, ErasureOrder order, Submitted done);

/// The tombstones of the house's ledger, held against the acts that ordered them: nobody hides an
/// act by calling it erased. Not thread-safe.
class Erasures {
 public:
  /// False if the row is no tombstone that says who ordered it.
  [[nodiscard]] bool add(std::uint64_t index, BytesView row);
  /// An erasure that names other entries than were erased by it, or an entry that none names.
  [[nodiscard]] Result<std::optional<std::uint64_t>> first_unordered(const Core& core) const;

 private:
  std::map<ActId, std::vector<std::uint64_t>> entries_;  ///< by the erasure
};

}  // namespace entente::node
