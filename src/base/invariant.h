#pragma once

namespace entente {

/// Prints the broken invariant and stops the process at once, before anything more is written.
[[noreturn]] void invariant_broken(const char* expression, const char* file, int line) noexcept;

}  // namespace entente

/// A condition that only a bug can break. Stays on in release builds: the process stops before it
/// writes. Never for what a user, a file or a partner can cause; those are errors.
#define ENTENTE_INVARIANT(condition)                               \
  do {                                                             \
    if (!(condition)) [[unlikely]] {                               \
      ::entente::invariant_broken(#condition, __FILE__, __LINE__); \
    }                                                              \
  } while (false)
