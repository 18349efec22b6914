#pragma once

#include "base/store_port.h"
#include "store/journal.h"
#include "store/reader.h"
#include "store/sealing.h"

namespace entente::store {

/// Visits, in key order, what the tables hold and what the journal lays over them, opened. `reader`
/// is in the snapshot that `range` was taken with. Errors: `store.corrupt`, `store.failed`, those
/// of `visit`.
[[nodiscard]] Status walk(Reader& reader, const Journal::Range& range, Opener& opener, Space space,
                          BytesView from, BytesView to, const Store::Visit& visit);

}  // namespace entente::store
