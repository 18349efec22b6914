#include "crypto/process.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/invariant.h"

namespace entente::crypto {

void harden_process() {
  const rlimit none{0, 0};
  ENTENTE_INVARIANT(setrlimit(RLIMIT_CORE, &none) == 0);
  ENTENTE_INVARIANT(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
}

}  // namespace entente::crypto
