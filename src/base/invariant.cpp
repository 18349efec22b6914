#include "base/invariant.h"

#include <cstdio>
#include <cstdlib>

namespace entente {

void invariant_broken(const char* expression, const char* file, int line) noexcept {
  std::fprintf(stderr, "entente: broken invariant: %s (%s:%d)\n", expression, file, line);
  std::abort();
}

}  // namespace entente
