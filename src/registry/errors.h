#pragma once

#include "base/error.h"

namespace entente::registry {

inline constexpr ErrorKind kUnknownRecord{
    "registry.unknown-record", Exit::internal, 500,
    "Open this home with the release that wrote it, or rebuild the records from the acts."};

inline constexpr const ErrorKind* kRegistryErrors[] = {&kUnknownRecord};

}  // namespace entente::registry
