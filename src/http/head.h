#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

/// The heads of HTTP/1.1 messages (RFC 9112), read and written. The reader accepts only what every
/// conforming reader takes the same way, so that no proxy before us can be made to see other
/// messages than we do (AB69). Thread-safety: pure functions.
namespace entente::http {

struct HeadLimits {
  std::size_t head_bytes = 16u << 10;
  std::size_t target_bytes = 8u << 10;
  std::size_t fields = 100;
};

/// How a body's end is found (RFC 9112 section 6). The end of the connection never ends a body.
struct Framing {
  enum class Kind { none, length, chunked };
  Kind kind = Kind::none;
  std::uint64_t length = 0;  ///< of `Kind::length`
  bool operator==(const Framing&) const = default;
};

struct ParsedRequest {
  RequestHead head;
  Framing framing;
  bool close = false;             ///< the client said `Connection: close`
  bool expects_continue = false;  ///< `Expect: 100-continue`
};

struct ParsedResponse {
  int status = 0;
  Headers headers;  ///< without the framing fields
  Framing framing;
  bool close = false;
};

/// The size of the head at the front of `buffer`, with its empty line; 0 if more is needed. Refuses
/// as soon as it can: a control character or a bare LF, a target or a head that is already too
/// long. `searched`: how many octets an earlier call saw. Errors: `http.bad-request`,
/// `http.target-too-long`, `http.head-too-large`.
[[nodiscard]] Result<std::size_t> find_head_end(std::string_view buffer, std::size_t searched,
                                                const HeadLimits& limits);

/// `head` as `find_head_end` found it. Errors: those of that function, `http.bad-version`,
/// `http.bad-expectation`.
[[nodiscard]] Result<ParsedRequest> parse_request_head(std::string_view head,
                                                       const HeadLimits& limits);

/// The head of a final response (not 1xx) to a request with that method. A body that only the end
/// of the connection would end is refused. Errors: `http.bad-response`.
[[nodiscard]] Result<ParsedResponse> parse_response_head(std::string_view head,
                                                         std::string_view request_method,
                                                         const HeadLimits& limits);

/// Origin form: `/`, then printable ASCII without space and `#`.
[[nodiscard]] bool is_target(std::string_view target);

enum class KeepAlive { yes, no };

/// What `headers` says of framing, connection, host or date is left out: these are written here.
[[nodiscard]] std::string write_request_head(const Request& request, std::string_view host,
                                             const Framing& framing);
[[nodiscard]] std::string write_response_head(const Response& response, const Framing& framing,
                                              KeepAlive keep_alive);

}  // namespace entente::http
