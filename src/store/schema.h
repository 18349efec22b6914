#pragma once

#include <string>

#include "base/entropy.h"
#include "store/database.h"
#include "store/sealing.h"

namespace entente::store {

/// The tables of a store (docs/reference/store-format.md):
/// `header` (name, value), `journal` (sequence, body, tag), `large` (number, sealed value) and
/// `space_1` to `space_9` (stored key; sealed value, or the number of a large one).
[[nodiscard]] std::string table_of(Space space);

/// Makes the tables if the file is empty, and checks that they are exactly those, that `key` is the
/// key, and that party and environment are those of `options`. Answers the keys of the store.
/// Errors: those of `open_sqlite_store`.
[[nodiscard]] Result<Sealing> open_schema(Connection& connection, const StoreKey& key,
                                          const SqliteOptions& options, Entropy& entropy);
/// The same for a connection that only reads.
[[nodiscard]] Result<Sealing> check_schema(Connection& connection, const StoreKey& key,
                                           const SqliteOptions& options);

}  // namespace entente::store
