#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "base/ids.h"
#include "base/limits.h"
#include "http/server.h"

namespace entente::link {

/// What one peer may cost; each peer has its own, so that one that floods takes nothing from the
/// others (AB29). Past it: 429 with Retry-After, before the body is read.
struct Quota {
  std::uint64_t requests_per_second = 2'000;
  std::uint64_t requests_burst = 4'000;
  std::uint64_t bytes_per_second = 128u << 20;
  std::uint64_t bytes_burst = 256u << 20;  ///< at least `limits::kLinkMessage`
  std::size_t in_flight = 64;
};

/// The link's serving end: `POST /link/v1/<operation>` from an authenticated peer becomes a call of
/// the handler. Anything else is 404, 405 or 415, but for what is served `beside`. Errors of the
/// handler become problem details with the code alone.
class LinkServer {
 public:
  /// Called on the loop's thread: must not block. `answer` may be called on any thread, once.
  using Answer = std::function<void(Result<Bytes>)>;
  using Handler = std::function<void(const PartyCode& peer, std::string_view operation,
                                     Bytes request, Answer answer)>;

  /// Paths of another protocol for the same peers, within the same quotas. Each is called on the
  /// loop's thread and must not block.
  struct Beside {
    std::function<bool(std::string_view path)> owns;
    std::function<http::Admission(const http::RequestHead& head)> admit;
    std::function<void(const PartyCode& peer, http::Request request, http::Server::Respond)> serve;
  };

  struct Settings {
    Quota quota;
    http::ServerLimits limits{.body_bytes = limits::kLinkMessage};
    http::ServerTimeouts timeouts;
  };

  /// As `http::Server::listen`. Errors: `http.listen`.
  [[nodiscard]] static Result<std::unique_ptr<LinkServer>> listen(
      http::IoLoop& loop, Executor& executor, std::string_view address, std::uint16_t port,
      http::Server::Tls tls, Settings settings, Handler handler,
      std::optional<Beside> beside = std::nullopt);
  ~LinkServer();

  void stop(std::int64_t grace_ms);          ///< as `http::Server::stop`
  [[nodiscard]] std::uint16_t port() const;  ///< the one listened on

 private:
  struct State;
  explicit LinkServer(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;  // shared with answers that are under way
};

}  // namespace entente::link
