#pragma once

#include "api/accounts.h"
#include "api/bindings.h"
#include "api/clients.h"
#include "api/flows.h"
#include "api/repeats.h"
#include "api/sessions.h"

namespace entente::api {

/// What the interface keeps of those who use it. Belongs to the node's sequence.
struct Access {
  Access(AccessPorts given, AccountSettings settings)
      : ports(given),
        accounts(given, settings),
        bindings(given),
        flows(given),
        sessions(given),
        repeats(given),
        clients(given) {}
  /// Reads it all from the store; each value says what it is by its members.
  [[nodiscard]] Status load() {
    return ports.store.scan(Space::access, {}, {}, [this](BytesView, BytesView value) -> Status {
      static_cast<void>(accounts.take_up(value) || sessions.take_up(value) ||
                        repeats.take_up(value) || clients.take_up(value) ||
                        bindings.take_up(value));
      return {};
    });
  }

  AccessPorts ports;
  Accounts accounts;
  Bindings bindings;
  Flows flows;
  Sessions sessions;
  Repeats repeats;
  Clients clients;
};

}  // namespace entente::api
