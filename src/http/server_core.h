#pragma once

// Of this folder's .cpp files only.
#include <atomic>
#include <map>
#include <memory>
#include <set>

#include "http/loop_context.h"
#include "http/server.h"
#include "http/tls_context.h"

namespace entente::http {

class Connection;

/// What a server's connections share. Of the loop's thread, but for `gate` and `open`.
struct ServerCore {
  ServerCore(IoLoop::Context& on, Executor& with, Server::Settings set, Server::Handler call)
      : loop(on),
        executor(with),
        settings(std::move(set)),
        handler(std::move(call)),
        gate(std::make_shared<Gate>(on.io)) {}

  IoLoop::Context& loop;
  Executor& executor;
  Server::Settings settings;
  Server::Handler handler;
  Server::Authenticate authenticate;  ///< empty on a UNIX socket
  std::unique_ptr<TlsContext> tls;    ///< none on a UNIX socket
  std::shared_ptr<Gate> gate;         // shared with answers that outlive the server

  std::map<std::uint64_t, std::shared_ptr<Connection>> connections;
  std::set<std::uint64_t> unauthenticated;  ///< in the order of their arrival
  std::map<PartyCode, std::size_t> of_peer;
  std::uint64_t next_connection = 1;
  std::atomic<std::size_t> open{0};
  bool stopping = false;
  std::function<void()> on_change;  ///< called when a connection has ended
};

}  // namespace entente::http
