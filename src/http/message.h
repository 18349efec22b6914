#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/stream.h"

namespace entente::http {

class Feed;

/// The fields of a message, in their order. Names are kept in lower case, so that they compare
/// without regard to case (RFC 9110 section 5.1). Thread-safety: a value type.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<std::pair<std::string_view, std::string_view>> fields);

  /// `name` must be a token and `value` printable ASCII, space or tab: a broken invariant
  /// otherwise, so never give it text from outside without checking (`is_field_value`).
  void add(std::string_view name, std::string_view value);
  /// The first field of that name. `name` must be in lower case.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const {
    return fields_;
  }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

[[nodiscard]] bool is_token(std::string_view text);        ///< RFC 9110 section 5.6.2
[[nodiscard]] bool is_field_value(std::string_view text);  ///< printable ASCII, space and tab

/// What comes before a request's body. `content-length` and `transfer-encoding` are not among
/// `headers`: framing belongs to this folder alone.
struct RequestHead {
  std::string method;  ///< a token, as sent: methods are case-sensitive
  std::string target;  ///< origin form (`/path?query`), printable ASCII, not decoded
  Headers headers;

  [[nodiscard]] std::string_view path() const;  ///< the target up to its `?`, not decoded
};

/// A request. Either `body` holds all of it, or `stream` (then `body` is empty).
struct Request {
  std::string method = "GET";
  std::string target = "/";
  Headers headers;
  Bytes body;
  /// Server: set where `Admission::body` asked for it. Its `read` blocks until the client has sent
  /// more, and fails (`http.truncated`) where the client did not send all: read it on a worker,
  /// never on the sequence. What was read counts only once `read` has given 0.
  /// Client: read to its end and sent in chunks.
  std::unique_ptr<ByteSource> stream;

  [[nodiscard]] std::string_view path() const;   ///< the target up to its `?`, not decoded
  [[nodiscard]] std::string_view query() const;  ///< what follows the `?`, or ""
};

/// A response. `body` holds all of it, or `stream`, or `feed` (then `body` is ignored).
struct Response {
  int status = 200;
  Headers headers;
  Bytes body;
  /// Sent in chunks as it is read, on a worker of the executor, in constant memory. Where it fails,
  /// the connection is closed before the final chunk, so that nobody takes it for complete.
  std::unique_ptr<ByteSource> stream;
  /// Sent in chunks as it comes about, and holds no worker meanwhile. Of a server's answers alone.
  std::shared_ptr<Feed> feed;  // shared by who writes and the connection
};

/// The reason phrase of RFC 9110, or "Unknown".
[[nodiscard]] std::string_view reason_phrase(int status);

/// A response of problem details (RFC 9457) with only a stable code: what went wrong inside is
/// nobody's business outside. `code` must be a field of an `ErrorKind`.
[[nodiscard]] Response problem(int status, std::string_view code);

}  // namespace entente::http
