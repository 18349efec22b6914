#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "http/client.h"

namespace entente::http {

/// Whose word counts for the name of a server of the web. Shared, immutable, thread-safe.
class Authorities {
 public:
  /// The certificates in `pem`; `http.bad-authorities` where there is none, or one that is broken.
  [[nodiscard]] static Result<Authorities> read(std::string_view pem);
  /// Those that this machine trusts; `http.bad-authorities` where it has no list of them.
  [[nodiscard]] static Result<Authorities> of_machine();

  struct Parts;  ///< of this folder's own files
  [[nodiscard]] const Parts& parts() const { return *parts_; }

 private:
  explicit Authorities(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}
  std::shared_ptr<const Parts> parts_;  // shared: each handshake's context holds it too
};

/// Single exchanges with servers of the web, each over its own connection: TLS 1.3, a certificate
/// for the host asked for (RFC 9525) by one of the authorities, valid by the given clock. No
/// redirect is ever followed. The servers may be hostile: times and sizes are those of `limits`, of
/// which `connections` is how many exchanges there may be at once.
class WebClient {
 public:
  /// `loop` and `clock` must outlive it.
  WebClient(IoLoop& loop, const Clock& clock, Authorities authorities, ClientSettings limits);
  /// Without TLS, to servers on this very machine: whatever `limits` and names say, it connects to
  /// 127.0.0.0/8 and ::1 alone.
  WebClient(IoLoop& loop, const Clock& clock, ClientSettings limits);
  /// Completes what is under way with `base.unreachable`. Must not run on the loop's thread.
  ~WebClient();
  WebClient(const WebClient&) = delete;
  WebClient& operator=(const WebClient&) = delete;

  /// Callable from any thread. `done` is called exactly once, on the loop's thread, as `Client` has
  /// it. `request.stream` must be empty.
  void send(const Endpoint& to, Request request, Client::Done done);

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with its exchanges, which end on the loop
};

}  // namespace entente::http
