#pragma once

namespace entente::crypto {

/// Keeps this process's memory from the disk and from other processes of the same user (AB81): no
/// core dumps (`RLIMIT_CORE` 0) and not dumpable (`PR_SET_DUMPABLE` 0, which also refuses ptrace).
/// Called once at the start of `main`, before any secret is read. Stops the process if the system
/// refuses.
void harden_process();

}  // namespace entente::crypto
