#include "http/unix_client.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/errors.h"
#include "http/body.h"
#include "http/errors.h"

namespace entente::http {
namespace {

constexpr std::size_t kBlockBytes = 128u << 10;

Error not_serving(std::string_view why) { return Error(kNotServing, std::string(why)); }
Error truncated() { return Error(kTruncated, "The connection ended inside the answer."); }

/// One exchange over a socket, which never blocks but in `poll`.
class Exchange {
 public:
  Exchange(int fd, const UnixClient::Settings& settings, Bytes& buffer)
      : fd_(fd), settings_(settings), buffer_(buffer) {}

  [[nodiscard]] Status send(Request& request);
  [[nodiscard]] Result<Response> receive(std::string_view method, ByteSink* out);
  /// Whether the connection can carry another exchange.
  [[nodiscard]] bool reusable() const { return reusable_; }

 private:
  /// Sends all of `octets`, or finds that the answer has begun, or that the server has gone.
  [[nodiscard]] Status write(BytesView octets);
  [[nodiscard]] Status send_stream(ByteSource& source);
  [[nodiscard]] Result<short> wait_for(short events) const;
  [[nodiscard]] Status read_more();
  [[nodiscard]] Result<ParsedResponse> read_head(std::string_view method);
  [[nodiscard]] Status read_body(BodyReader& reader, ByteSink& out);

  int fd_;
  const UnixClient::Settings& settings_;
  Bytes& buffer_;
  bool answered_early_ = false;
  bool reusable_ = false;
};

Result<short> Exchange::wait_for(short events) const {
  pollfd waiting{fd_, events, 0};
  const int limit = static_cast<int>(std::clamp<std::int64_t>(settings_.silence_ms, 0, 1 << 30));
  int ready = 0;
  do {
    ready = poll(&waiting, 1, limit);
  } while (ready < 0 && errno == EINTR);
  if (ready <= 0) {
    return Error(kTruncated, "The node gave no sign for too long.");
  }
  return waiting.revents;
}

Status Exchange::write(BytesView octets) {
  while (!octets.empty() && !answered_early_) {
    ENTENTE_TRY(const short events, wait_for(POLLIN | POLLOUT));
    if ((events & (POLLIN | POLLHUP | POLLERR)) != 0) {
      answered_early_ = true;
      return {};
    }
    const ssize_t sent = ::send(fd_, octets.data(), octets.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      octets = octets.subspan(static_cast<std::size_t>(sent));
    } else if (errno != EAGAIN && errno != EINTR) {
      answered_early_ = true;  // what it said before it went is still to be read
    }
  }
  return {};
}

Status Exchange::send_stream(ByteSource& source) {
  Bytes block(kBlockBytes);
  while (!answered_early_) {
    ENTENTE_TRY(const std::size_t size, read_full(source, block));
    if (size == 0) {
      return write(as_bytes(kLastChunk));
    }
    ENTENTE_CHECK(write(as_bytes(chunk_head(size))));
    ENTENTE_CHECK(write(BytesView(block).first(size)));
    ENTENTE_CHECK(write(as_bytes(kChunkEnd)));
  }
  return {};
}

Status Exchange::send(Request& request) {
  const bool bodiless = request.body.empty() && request.method == "GET";
  const Framing framing = request.stream ? Framing{Framing::Kind::chunked, 0}
                          : bodiless     ? Framing{}
                                         : Framing{Framing::Kind::length, request.body.size()};
  ENTENTE_CHECK(write(as_bytes(write_request_head(request, "localhost", framing))));
  return request.stream ? send_stream(*request.stream) : write(request.body);
}

Status Exchange::read_more() {
  ENTENTE_TRY(const short events, wait_for(POLLIN));
  static_cast<void>(events);
  const std::size_t before = buffer_.size();
  buffer_.resize(before + kBlockBytes);
  const ssize_t size = recv(fd_, buffer_.data() + before, kBlockBytes, 0);
  buffer_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  return size > 0 ? Status() : Status(truncated());
}

Result<ParsedResponse> Exchange::read_head(std::string_view method) {
  const HeadLimits limits{settings_.head_bytes, settings_.head_bytes, 100};
  for (std::size_t searched = 0;;) {
    const Result<std::size_t> size = find_head_end(as_text(buffer_), searched, limits);
    if (!size.ok()) {
      return Error(kBadResponse, "The answer is not HTTP/1.1.");
    }
    if (*size > 0) {
      Result<ParsedResponse> parsed =
          parse_response_head(as_text(buffer_).substr(0, *size), method, limits);
      buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(*size));
      return parsed;
    }
    searched = buffer_.size();
    ENTENTE_CHECK(read_more());
  }
}

Status Exchange::read_body(BodyReader& reader, ByteSink& out) {
  Bytes octets;
  while (!reader.complete()) {
    if (buffer_.empty()) {
      ENTENTE_CHECK(read_more());
    }
    octets.clear();
    const Result<std::size_t> used = reader.take(buffer_, octets);
    if (!used.ok()) {
      const bool large = used.error().is(kBodyTooLarge);
      return Error(large ? kTooLarge : kBadResponse, used.error().message());
    }
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(*used));
    ENTENTE_CHECK(out.write(octets));
  }
  return {};
}

Result<Response> Exchange::receive(std::string_view method, ByteSink* out) {
  ENTENTE_TRY(ParsedResponse parsed, read_head(method));
  const bool to_sink = out != nullptr && parsed.status < 300;
  BodyReader reader(parsed.framing, to_sink ? UINT64_MAX : settings_.body_bytes);
  MemorySink memory;
  ENTENTE_CHECK(read_body(reader, to_sink ? *out : memory));
  reusable_ = !parsed.close && !answered_early_ && buffer_.empty();
  Response response;
  response.status = parsed.status;
  response.headers = std::move(parsed.headers);
  response.body = memory.take();
  return response;
}

bool is_own_user(int fd) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
         (peer.uid == geteuid() || peer.uid == 0);
}

Result<Response> exchange(int& fd, const UnixClient::Settings& settings, Bytes& buffer,
                          Request& request, ByteSink* out) {
  if (fd < 0) {
    return not_serving("The node closed the connection.");
  }
  Exchange one(fd, settings, buffer);
  const Status sent = one.send(request);
  Result<Response> response =
      sent.ok() ? one.receive(request.method, out) : Result<Response>(sent.error());
  if (!response.ok() || !one.reusable()) {
    close(fd);
    fd = -1;
  }
  return response;
}

}  // namespace

UnixClient::UnixClient(int fd, Settings settings) : fd_(fd), settings_(settings) {}

UnixClient::~UnixClient() {
  if (fd_ >= 0) {
    close(fd_);
  }
}

UnixClient::UnixClient(UnixClient&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      settings_(other.settings_),
      read_ahead_(std::move(other.read_ahead_)) {}

UnixClient& UnixClient::operator=(UnixClient&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(settings_, other.settings_);
  std::swap(read_ahead_, other.read_ahead_);
  return *this;
}

Result<UnixClient> UnixClient::connect(const std::string& path, Settings settings) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof(address.sun_path)) {
    return not_serving("The path of the socket is empty or too long.");
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) {
    return not_serving("No socket can be made.");
  }
  UnixClient client(fd, settings);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    return not_serving("No node serves this home.");
  }
  if (!is_own_user(fd)) {
    return not_serving("The socket belongs to another user.");
  }
  return client;
}

Result<Response> UnixClient::send(Request request) {
  return exchange(fd_, settings_, read_ahead_, request, nullptr);
}

Result<Response> UnixClient::send(Request request, ByteSink& out) {
  return exchange(fd_, settings_, read_ahead_, request, &out);
}

}  // namespace entente::http
