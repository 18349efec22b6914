#pragma once

#include <memory>
#include <string>

#include "cli/system_clock.h"
#include "http/web_client.h"

namespace entente::cli {

/// Exchanges with servers of the web, one at a time and each waited for: for a command that runs
/// without a node. Not thread-safe.
class WebExchange {
 public:
  /// `trust` is a file of certificates whose word counts, empty: those that this machine trusts.
  /// `at` is where every server is reached, empty: at its name. Errors: `http.bad-authorities`,
  /// `http.bad-endpoint`, those of reading.
  [[nodiscard]] static Result<std::unique_ptr<WebExchange>> open(const std::string& trust,
                                                                 const std::string& at);
  /// Errors: those of `http::WebClient`.
  [[nodiscard]] Result<http::Response> send(const http::Endpoint& to, http::Request request);

 private:
  WebExchange(http::Authorities trusted, http::ClientSettings limits)
      : client_(loop_, clock_, std::move(trusted), std::move(limits)) {}

  SystemClock clock_;
  http::IoLoop loop_;
  http::WebClient client_;
};

/// The authorities in a file, or those of this machine where it has no name.
[[nodiscard]] Result<http::Authorities> authorities_in(const std::string& path);

}  // namespace entente::cli
