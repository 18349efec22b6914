#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "http/endpoint.h"
#include "http/message.h"

namespace entente::http {

/// One blocking HTTP/1.1 exchange after another: the command line's way to a node that serves, over
/// its UNIX domain socket, or over TLS where the node is on another machine. Not thread-safe.
class BlockingClient {
 public:
  struct Settings {
    std::int64_t connect_ms = 10'000;   ///< for each address, and for the TLS handshake
    std::int64_t silence_ms = 300'000;  ///< the longest wait for the server to take or give a byte
    std::size_t head_bytes = 64u << 10;
    std::uint64_t body_bytes = 64u << 20;  ///< of a response in memory
  };
  /// Over the socket at `path`. Errors: `http.not-serving` (no socket there, nobody listens, or it
  /// belongs to another user).
  [[nodiscard]] static Result<BlockingClient> connect(const std::string& path, Settings settings);
  /// Over TLS 1.3, showing no certificate. No byte of a request leaves before the server's
  /// certificate has passed `crypto::Certificate::check_link` at `clock`, and its key is the one
  /// with this digest. Errors: `base.unreachable`, `http.other-key`.
  [[nodiscard]] static Result<BlockingClient> connect(const Endpoint& endpoint, const Digest& pin,
                                                      const Clock& clock, Settings settings);
  ~BlockingClient();
  BlockingClient(BlockingClient&&) noexcept;
  BlockingClient& operator=(BlockingClient&&) noexcept;

  /// Sends `request` (its `stream`, if any, in chunks as it is read) and gives the response in
  /// memory. A response that comes before all was sent ends the sending.
  /// Errors: `http.not-serving`, `http.truncated`, `http.bad-response`, `base.too-large`, or the
  /// source's own.
  [[nodiscard]] Result<Response> send(Request request);
  /// As `send`; a body of a 2xx response goes to `out` as it comes, any other into the response.
  /// What `out` was given counts only if the result is ok.
  [[nodiscard]] Result<Response> send(Request request, ByteSink& out);

  class Channel;  ///< of this folder's own files

 private:
  BlockingClient(std::unique_ptr<Channel> channel, std::string host, Settings settings);
  [[nodiscard]] Result<Response> exchange(Request& request, ByteSink* out);

  std::unique_ptr<Channel> channel_;  ///< null once the connection has ended
  std::string host_;
  Settings settings_;
  Bytes read_ahead_;
};

}  // namespace entente::http
