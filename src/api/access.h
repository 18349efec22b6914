#pragma once

#include "api/accounts.h"
#include "api/repeats.h"
#include "api/sessions.h"

namespace entente::api {

/// What the interface keeps of those who use it. Belongs to the node's sequence.
struct Access {
  Access(AccessPorts ports, AccountSettings settings)
      : accounts(ports, settings), sessions(ports), repeats(ports) {}
  /// Reads it all from the store.
  [[nodiscard]] Status load() {
    ENTENTE_CHECK(accounts.load());
    ENTENTE_CHECK(sessions.load());
    return repeats.load();
  }

  Accounts accounts;
  Sessions sessions;
  Repeats repeats;
};

}  // namespace entente::api
