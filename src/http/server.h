#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/executor.h"
#include "base/ids.h"
#include "http/io_loop.h"
#include "http/message.h"
#include "http/tls.h"

namespace entente::http {

/// Sizes in bytes. Past each: the status in brackets, then the connection closes.
struct ServerLimits {
  std::size_t head_bytes = 16u << 10;    ///< request line and fields (431)
  std::size_t target_bytes = 8u << 10;   ///< (414)
  std::size_t fields = 100;              ///< (431)
  std::uint64_t body_bytes = 16u << 20;  ///< a body in memory, unless `Admission` says less (413)
  std::uint64_t stream_bytes = std::uint64_t{1} << 41;  ///< a streamed body (413)
  std::size_t connections = 1024;            ///< in all; past it new ones are closed at once
  std::size_t connections_of_one_peer = 32;  ///< past it new ones are closed after the handshake
  /// Where clients show no certificate; past it new ones are closed at once. Many people may stand
  /// behind one address.
  std::size_t connections_of_one_address = 256;
  /// Connections that have not yet shown who they are; past it the oldest of them is closed.
  std::size_t unauthenticated = 256;
};

/// Milliseconds. Past each the connection closes without a word.
struct ServerTimeouts {
  std::int64_t handshake_ms = 10'000;
  std::int64_t head_ms = 10'000;        ///< from a request's first byte to the end of its head
  std::int64_t body_ms = 20'000;        ///< for a body, and as much again as `body_rate` gives
  std::uint64_t body_rate = 16u << 10;  ///< bytes a second that a client must at least send
  std::int64_t idle_ms = 120'000;       ///< between two requests
  std::int64_t write_ms = 30'000;       ///< for each 128 KiB of a response
  std::int64_t handler_ms = 300'000;    ///< until the handler answers
};

struct RequestContext {
  /// Who the certificate's key belongs to; none where clients show none.
  std::optional<PartyCode> party;
  std::string address;           ///< the client's, without its port; empty on a UNIX socket
  std::uint64_t connection = 0;  ///< number of the connection, unique within the server
};

enum class BodyForm { in_memory, streamed };

/// What becomes of a request once its head has been read, and before its body is.
struct Admission {
  /// Answers in place of the handler; the body is read past (or, where it is long, not read, and
  /// the connection closes).
  std::optional<Response> refusal;
  BodyForm body = BodyForm::in_memory;
  std::optional<std::uint64_t> body_bytes;  ///< a stricter limit for this request (413)
};

/// HTTP/1.1 over TLS 1.3 with mutual authentication, or over a UNIX domain socket. Keeps
/// connections alive. What is not exactly RFC 9112 is answered 400 and the connection closes: both
/// Content-Length and Transfer-Encoding, either twice, any coding but `chunked`, chunk extensions,
/// trailers, folded fields, a bare CR or LF, white space before a colon, no or two Hosts, any form
/// of target but the origin form (AB68, AB69). HTTP/2 is not offered (AB71).
class Server {
 public:
  /// Called on the loop's thread: must not block. May complete there and then.
  /// `respond` may be called on any thread, once; later calls, and calls after the connection or
  /// the server has ended, do nothing. A `respond` that is dropped uncalled answers 500.
  using Respond = std::function<void(Response)>;
  using Handler = std::function<void(const RequestContext&, Request, Respond)>;
  /// Called on the loop's thread after each head; must not block.
  using Admit = std::function<Admission(const RequestContext&, const RequestHead&)>;
  /// Whose key this is; nothing for a key that is not pinned: the handshake fails. Asked at the
  /// handshake and again at each request, so that a revoked peer is served no more. Called on the
  /// loop's thread; must not block.
  using Authenticate = std::function<std::optional<PartyCode>(const Digest& spki)>;

  struct Settings {
    ServerLimits limits;
    ServerTimeouts timeouts;
    Admit admit;  ///< may be empty: all in memory
  };

  /// What a TCP server shows and demands. A client certificate must pass
  /// `crypto::Certificate::check_link` at `clock` and have a key that `authenticate` knows. Names
  /// in it are not read: the pinned key is the identity. Without `authenticate` clients are people:
  /// no certificate is asked for, and the protocol is the common `http/1.1` (RFC 7301).
  struct Tls {
    TlsIdentity identity;
    const Clock& clock;
    Authenticate authenticate;
  };

  /// `address`: a plain IPv4 or IPv6 address; `port` 0 lets the system choose (see `port`).
  /// Errors: `http.listen`. `loop` and `executor` must outlive the server.
  [[nodiscard]] static Result<std::unique_ptr<Server>> listen(IoLoop& loop, Executor& executor,
                                                              std::string_view address,
                                                              std::uint16_t port, Tls tls,
                                                              Settings settings, Handler handler);
  /// A UNIX domain socket at `path` (at most 100 bytes), permissions 0600; a stale socket there is
  /// replaced, a live one is an error. Only this process's user and root may speak (SO_PEERCRED).
  [[nodiscard]] static Result<std::unique_ptr<Server>> listen_local(IoLoop& loop,
                                                                    Executor& executor,
                                                                    const std::string& path,
                                                                    Settings settings,
                                                                    Handler handler);
  /// `stop(0)`. Must not run on the loop's thread.
  ~Server();

  /// Takes no more connections, closes idle ones, lets answers that are under way finish for at
  /// most `grace_ms`, then closes the rest; returns when none is left. Handlers are not called
  /// after it. Must not run on the loop's thread.
  void stop(std::int64_t grace_ms);
  [[nodiscard]] std::uint16_t port() const;       ///< 0 for a UNIX socket
  [[nodiscard]] std::size_t connections() const;  ///< open now; callable from any thread

 private:
  struct State;
  explicit Server(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;  // shared with its connections, which end on the loop
};

}  // namespace entente::http
