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
  Server::Authenticate authenticate;  ///< empty where clients show no certificate
  std::unique_ptr<TlsContext> tls;    ///< none on a UNIX socket
  std::shared_ptr<Gate> gate;         // shared with answers that outlive the server

  std::map<std::uint64_t, std::shared_ptr<Connection>> connections;
  std::set<std::uint64_t> unauthenticated;  ///< in the order of their arrival
  std::map<PartyCode, std::size_t> of_peer;
  std::map<std::string, std::size_t> of_address;  ///< where clients show no certificate
  std::uint64_t next_connection = 1;
  std::atomic<std::size_t> open{0};
  bool stopping = false;
  std::function<void()> on_change;  ///< called when a connection has ended

  /// Counts a connection of people by where it comes from; false where there are too many.
  [[nodiscard]] bool enter_address(const std::string& address) {
    if (authenticate || tls == nullptr) {
      return true;
    }
    std::size_t& count = of_address[address];
    const bool room = count < settings.limits.connections_of_one_address;
    count += room ? 1 : 0;
    return room;
  }
  void leave_address(const std::string& address) {
    const auto found = of_address.find(address);
    if (found != of_address.end() && --found->second == 0) {
      of_address.erase(found);
    }
  }
};

}  // namespace entente::http
