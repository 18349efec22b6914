#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "http/message.h"

namespace entente::http {

/// One blocking HTTP/1.1 exchange after another over a UNIX domain socket: the command line's way
/// to the node that serves. Not thread-safe.
class UnixClient {
 public:
  struct Settings {
    std::int64_t silence_ms = 300'000;  ///< the longest wait for the server to take or give a byte
    std::size_t head_bytes = 64u << 10;
    std::uint64_t body_bytes = 64u << 20;  ///< of a response in memory
  };
  /// Errors: `http.not-serving` (no socket there, nobody listens, or it belongs to another user).
  [[nodiscard]] static Result<UnixClient> connect(const std::string& path, Settings settings);
  ~UnixClient();
  UnixClient(UnixClient&&) noexcept;
  UnixClient& operator=(UnixClient&&) noexcept;

  /// Sends `request` (its `stream`, if any, in chunks as it is read) and gives the response in
  /// memory. A response that comes before all was sent ends the sending.
  /// Errors: `http.truncated`, `http.bad-response`, `base.too-large`, or the source's own.
  [[nodiscard]] Result<Response> send(Request request);
  /// As `send`; a body of a 2xx response goes to `out` as it comes, any other into the response.
  /// What `out` was given counts only if the result is ok.
  [[nodiscard]] Result<Response> send(Request request, ByteSink& out);

 private:
  UnixClient(int fd, Settings settings);
  int fd_ = -1;
  Settings settings_;
  Bytes read_ahead_;
};

}  // namespace entente::http
