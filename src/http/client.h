#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "http/endpoint.h"
#include "http/io_loop.h"
#include "http/message.h"
#include "http/tls.h"

namespace entente::http {

/// Times in milliseconds, sizes in bytes.
struct ClientSettings {
  std::size_t connections = 4;        ///< at most, at once
  std::size_t queued = 1024;          ///< requests that wait for a connection; more fail at once
  std::int64_t connect_ms = 10'000;   ///< name, connection and handshake together
  std::int64_t response_ms = 60'000;  ///< from the request's first byte to the response's last
  std::int64_t idle_ms = 60'000;      ///< an unused connection closes after it
  std::size_t head_bytes = 16u << 10;
  std::uint64_t body_bytes = (16u << 20) + 1024;
  AddressScope scope = AddressScope::any;
  /// Where a connection goes instead of to the addresses of the host's name. What the host must
  /// prove to be stays its name.
  std::optional<Endpoint> reached_at;
};

/// Whether a request whose connection ended before any byte of the response came may be sent once
/// more on a new connection. Only for a request that the server may get twice.
enum class Repeat { never, once };

/// Persistent HTTP/1.1 connections over TLS 1.3 to one endpoint whose key is pinned. No redirect is
/// ever followed. No byte of a request leaves before the server's certificate has passed
/// `crypto::Certificate::check_link` and its key was found among the pins.
class Client {
 public:
  struct Settings {
    Endpoint endpoint;
    std::vector<Digest> pins;  ///< SPKI digests, any of which will do: the current, the next
    TlsIdentity identity;
    ClientSettings limits;
  };
  /// `loop` and `clock` must outlive it. Connects when there is something to send.
  Client(IoLoop& loop, const Clock& clock, Settings settings);
  /// Completes what is under way with `base.unreachable`. Must not run on the loop's thread.
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Callable from any thread. `done` is called exactly once, on the loop's thread: with the whole
  /// response, or `base.unreachable`, `http.truncated`, `http.bad-response`, `base.too-large`.
  /// `request.stream` must be empty.
  using Done = std::function<void(Result<Response>)>;
  void send(Request request, Repeat repeat, Done done);

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with its connections, which end on the loop
};

}  // namespace entente::http
