#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"

namespace entente::store {

/// The folders and the name of a path of the home: at least one part, each 1 to 255 bytes of
/// `a-z A-Z 0-9 . _ -`, none of them `.` or `..`; else `store.bad-path`. Views into `path`.
[[nodiscard]] Result<std::vector<std::string_view>> parts_of(std::string_view path);

}  // namespace entente::store
