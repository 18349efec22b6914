#include "http/server.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>

#include "base/log.h"
#include "http/connection.h"
#include "http/errors.h"

namespace entente::http {
namespace {

using asio::ip::tcp;
using Local = asio::local::stream_protocol;
constexpr std::size_t kSocketPathBytes = 100;
constexpr std::int64_t kRetryMs = 100;  // after an accept that failed: descriptors may come free

Error cannot_listen(const Fault& fault, std::string_view where) {
  return Error(kListen, "Cannot listen: " + fault.message() + ".", std::string(where));
}

/// Only the user this runs as, and root, may speak on the admin socket.
bool is_own_user(Local::socket& socket) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  return getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
         (peer.uid == geteuid() || peer.uid == 0);
}

/// Whether a process listens at `path`; a file that is no socket counts as one that does.
bool is_live(asio::io_context& io, const std::string& path) {
  struct stat what{};
  if (lstat(path.c_str(), &what) != 0) {
    return false;
  }
  Fault fault;
  Local::socket probe(io);
  probe.connect(Local::endpoint(path), fault);
  return !S_ISSOCK(what.st_mode) || fault != asio::error::connection_refused;
}

}  // namespace

struct Server::State : std::enable_shared_from_this<Server::State> {
  State(IoLoop::Context& loop, Executor& executor, Settings settings, Handler handler)
      : core(std::make_shared<ServerCore>(loop, executor, std::move(settings), std::move(handler))),
        tcp_acceptor(loop.io),
        local_acceptor(loop.io) {}

  [[nodiscard]] Status open_tcp(std::string_view address, std::uint16_t wanted);
  [[nodiscard]] Status open_local(const std::string& path);
  void start();
  [[nodiscard]] Task<void> accept_tcp(std::shared_ptr<State> self);
  [[nodiscard]] Task<void> accept_local(std::shared_ptr<State> self);
  [[nodiscard]] Task<void> rest();
  void take(std::unique_ptr<Transport> transport, std::string address);
  void begin_stop();
  void close_all();
  void look_whether_quiet();
  void wait_until_quiet();
  [[nodiscard]] bool wait_quiet_for(std::int64_t ms);

  std::shared_ptr<ServerCore> core;  // shared with the connections
  tcp::acceptor tcp_acceptor;
  Local::acceptor local_acceptor;
  std::string socket_path;
  std::uint16_t port = 0;
  bool accepting = false;
  std::mutex mutex;
  std::condition_variable changed;
  bool quiet = false;
};

Status Server::State::open_tcp(std::string_view address, std::uint16_t wanted) {
  Fault fault;
  const asio::ip::address parsed = asio::ip::make_address(std::string(address), fault);
  if (fault) {
    return cannot_listen(fault, address);
  }
  const tcp::endpoint endpoint(parsed, wanted);
  tcp_acceptor.open(endpoint.protocol(), fault);
  if (!fault) {
    tcp_acceptor.set_option(tcp::acceptor::reuse_address(true), fault);
  }
  if (!fault) {
    tcp_acceptor.bind(endpoint, fault);
  }
  if (!fault) {
    tcp_acceptor.listen(asio::socket_base::max_listen_connections, fault);
  }
  if (fault) {
    return cannot_listen(fault, address);
  }
  port = tcp_acceptor.local_endpoint(fault).port();
  return fault ? Status(cannot_listen(fault, address)) : Status();
}

Status Server::State::open_local(const std::string& path) {
  if (path.empty() || path.size() > kSocketPathBytes) {
    return Error(kListen, "The path of the socket is empty or longer than 100 bytes.");
  }
  if (is_live(core->loop.io, path)) {
    return Error(kListen, "Another process listens there already, or it is no socket.", path);
  }
  unlink(path.c_str());
  Fault fault;
  local_acceptor.open(Local(), fault);
  // Before bind: the file is made with these permissions, so that there is no moment without them.
  if (!fault && fchmod(local_acceptor.native_handle(), 0600) != 0) {
    fault = Fault(errno, boost::system::system_category());
  }
  if (!fault) {
    local_acceptor.bind(Local::endpoint(path), fault);
  }
  if (!fault) {
    socket_path = path;
    local_acceptor.listen(asio::socket_base::max_listen_connections, fault);
  }
  return fault ? Status(cannot_listen(fault, path)) : Status();
}

void Server::State::start() {
  // Weak: the server's state owns the core that owns this.
  core->on_change = [to = weak_from_this()] {
    if (const std::shared_ptr<State> state = to.lock()) {
      state->look_whether_quiet();
    }
  };
  accepting = true;
  asio::co_spawn(
      core->loop.io,
      tcp_acceptor.is_open() ? accept_tcp(shared_from_this()) : accept_local(shared_from_this()),
      MustNotThrow{});
}

Task<void> Server::State::accept_tcp(std::shared_ptr<State> self) {
  while (!self->core->stopping) {
    auto [fault, socket] = co_await self->tcp_acceptor.async_accept(kAwait);
    if (fault) {
      co_await self->rest();
      continue;
    }
    Fault ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    std::string address = socket.remote_endpoint(ignored).address().to_string();
    const Side side = self->core->authenticate ? Side::server : Side::open_server;
    self->take(tls_transport(std::move(socket), self->core->tls->context(), side),
               std::move(address));
  }
  self->accepting = false;
  self->look_whether_quiet();
}

Task<void> Server::State::accept_local(std::shared_ptr<State> self) {
  while (!self->core->stopping) {
    auto [fault, socket] = co_await self->local_acceptor.async_accept(kAwait);
    if (fault) {
      co_await self->rest();
    } else if (is_own_user(socket)) {
      self->take(local_transport(std::move(socket)), {});
    }
  }
  self->accepting = false;
  self->look_whether_quiet();
}

Task<void> Server::State::rest() {
  if (!core->stopping) {
    asio::steady_timer timer(core->loop.io, std::chrono::milliseconds(kRetryMs));
    co_await timer.async_wait(kAwait);
  }
}

void Server::State::take(std::unique_ptr<Transport> transport, std::string address) {
  const ServerLimits& limits = core->settings.limits;
  if (core->stopping || core->connections.size() >= limits.connections ||
      !core->enter_address(address)) {
    return;
  }
  if (core->unauthenticated.size() >= limits.unauthenticated) {
    core->connections.at(*core->unauthenticated.begin())->close();
    core->unauthenticated.erase(core->unauthenticated.begin());
  }
  const std::uint64_t number = core->next_connection++;
  // Shared by the table, the coroutine, and answers that are under way (weakly).
  auto connection =
      std::make_shared<Connection>(core, number, std::move(address), std::move(transport));
  core->connections.emplace(number, connection);
  core->unauthenticated.insert(number);
  ++core->open;
  asio::co_spawn(core->loop.io, Connection::serve(std::move(connection)), MustNotThrow{});
}

// ---- Stopping -----------------------------------------------------------------------------------

void Server::State::begin_stop() {
  core->stopping = true;
  Fault ignored;
  tcp_acceptor.close(ignored);
  local_acceptor.close(ignored);
  for (const auto& [number, connection] : core->connections) {
    connection->drain();
  }
  look_whether_quiet();
}

void Server::State::close_all() {
  for (const auto& [number, connection] : core->connections) {
    connection->close();
  }
}

void Server::State::look_whether_quiet() {
  if (core->stopping && !accepting && core->connections.empty()) {
    core->gate->close();
    const std::lock_guard lock(mutex);
    quiet = true;
    changed.notify_all();
  }
}

void Server::State::wait_until_quiet() {
  std::unique_lock lock(mutex);
  changed.wait(lock, [this] { return quiet; });
}

bool Server::State::wait_quiet_for(std::int64_t ms) {
  std::unique_lock lock(mutex);
  return changed.wait_for(lock, std::chrono::milliseconds(ms), [this] { return quiet; });
}

// ---- The public face ----------------------------------------------------------------------------

Server::Server(std::shared_ptr<State> state) : state_(std::move(state)) { state_->start(); }

Result<std::unique_ptr<Server>> Server::listen(IoLoop& loop, Executor& executor,
                                               std::string_view address, std::uint16_t port,
                                               Tls tls, Settings settings, Handler handler) {
  auto state =
      std::make_shared<State>(loop.context(), executor, std::move(settings), std::move(handler));
  ENTENTE_CHECK(state->open_tcp(address, port));
  state->core->authenticate = tls.authenticate;
  TlsContext::Knows knows = [ask = tls.authenticate](const Digest& spki) {
    return ask && ask(spki).has_value();
  };
  state->core->tls =
      std::make_unique<TlsContext>(tls.authenticate ? Side::server : Side::open_server,
                                   tls.identity, tls.clock, std::move(knows));
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Result<std::unique_ptr<Server>> Server::listen_local(IoLoop& loop, Executor& executor,
                                                     const std::string& path, Settings settings,
                                                     Handler handler) {
  auto state =
      std::make_shared<State>(loop.context(), executor, std::move(settings), std::move(handler));
  ENTENTE_CHECK(state->open_local(path));
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::~Server() { stop(0); }

void Server::stop(std::int64_t grace_ms) {
  State& state = *state_;
  asio::io_context& io = state.core->loop.io;
  asio::post(io, [to = state_] { to->begin_stop(); });
  if (!state.wait_quiet_for(grace_ms)) {
    asio::post(io, [to = state_] { to->close_all(); });
    state.wait_until_quiet();
  }
  if (!state.socket_path.empty()) {
    unlink(state.socket_path.c_str());
    state.socket_path.clear();
  }
}

std::uint16_t Server::port() const { return state_->port; }

std::size_t Server::connections() const { return state_->core->open.load(); }

}  // namespace entente::http
