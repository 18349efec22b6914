#pragma once

#include <cstdint>

#include "store/database.h"
#include "store/journal.h"
#include "store/sealing.h"

namespace entente::store {

struct Recovered {
  std::int64_t next_sequence = 1;      ///< of the next journal row
  std::int64_t next_large = 1;         ///< a number that no large value ever had
  std::vector<std::int64_t> unneeded;  ///< large values that a later change replaced
};

/// Reads the journal that an earlier run left into `journal`. `store.corrupt` if an entry was
/// changed, or one between others is missing.
[[nodiscard]] Result<Recovered> recover_journal(Connection& connection, const Sealing& sealing,
                                                Journal& journal);

}  // namespace entente::store
