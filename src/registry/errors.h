#pragma once

#include "base/error.h"

namespace entente::registry {

inline constexpr ErrorKind kUnknownRecord{
    "registry.unknown-record", Exit::internal, 500,
    "Open this home with the release that wrote it, or rebuild the records from the acts."};

inline constexpr ErrorKind kBadList{
    "registry.bad-list", Exit::invalid_input, 422,
    "Give one register number a line, each once, as the register has it, and nothing else."};

inline constexpr const ErrorKind* kRegistryErrors[] = {&kUnknownRecord, &kBadList};

}  // namespace entente::registry
