#include "http/blocking_client.h"

#include <fcntl.h>
#include <netdb.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/errors.h"
#include "crypto/certificate.h"
#include "http/blocking_channel.h"
#include "http/body.h"
#include "http/errors.h"
#include "http/tls_context.h"

namespace entente::http {
namespace {

constexpr std::size_t kBlockBytes = 128u << 10;

Error not_serving(std::string_view why) { return Error(kNotServing, std::string(why)); }
Error truncated() { return Error(kTruncated, "The connection ended inside the answer."); }

/// One exchange over a channel.
class Exchange {
 public:
  Exchange(BlockingClient::Channel& channel, const BlockingClient::Settings& settings,
           Bytes& buffer)
      : channel_(channel), settings_(settings), buffer_(buffer) {}

  [[nodiscard]] Status send(Request& request, std::string_view host);
  [[nodiscard]] Result<Response> receive(std::string_view method, ByteSink* out);
  /// Whether the connection can carry another exchange.
  [[nodiscard]] bool reusable() const { return reusable_; }

 private:
  /// Sends all of `octets`, or finds that the answer has begun, or that the server has gone.
  [[nodiscard]] Status write(BytesView octets);
  [[nodiscard]] Status send_stream(ByteSource& source);
  [[nodiscard]] Status read_more();
  [[nodiscard]] Result<ParsedResponse> read_head(std::string_view method);
  [[nodiscard]] Status read_body(BodyReader& reader, ByteSink& out);

  BlockingClient::Channel& channel_;
  const BlockingClient::Settings& settings_;
  Bytes& buffer_;
  bool answered_early_ = false;
  bool reusable_ = false;
};

Status Exchange::write(BytesView octets) {
  if (octets.empty() || answered_early_) {
    return {};
  }
  ENTENTE_TRY(const auto sent, channel_.send(octets, settings_.silence_ms));
  answered_early_ = sent == BlockingClient::Channel::Sent::answered;
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

Status Exchange::send(Request& request, std::string_view host) {
  const bool bodiless = request.body.empty() && request.method == "GET";
  const Framing framing = request.stream ? Framing{Framing::Kind::chunked, 0}
                          : bodiless     ? Framing{}
                                         : Framing{Framing::Kind::length, request.body.size()};
  ENTENTE_CHECK(write(as_bytes(write_request_head(request, host, framing))));
  return request.stream ? send_stream(*request.stream) : write(request.body);
}

Status Exchange::read_more() {
  const std::size_t before = buffer_.size();
  buffer_.resize(before + kBlockBytes);
  const auto read = channel_.receive(std::span(buffer_).subspan(before), settings_.silence_ms);
  buffer_.resize(before + (read.ok() ? *read : 0));
  return !read.ok() ? Status(read.error()) : *read > 0 ? Status() : Status(truncated());
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

// ---- Over TLS -----------------------------------------------------------------------------------

using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

Context open_context() {
  Context context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
  ENTENTE_INVARIANT(context != nullptr);
  restrict_tls(context.get());
  constexpr unsigned char kHttp[] = "\x08http/1.1";
  SSL_CTX_set_alpn_protos(context.get(), kHttp, sizeof(kHttp) - 1);
  // The handshake proves that the server holds the key of its certificate; whose key that is, is
  // compared with the pin before anything is sent.
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  return context;
}

Status check_key(SSL* tls, const Digest& pin, const Clock& clock) {
  const std::unique_ptr<X509, decltype(&X509_free)> shown(SSL_get1_peer_certificate(tls),
                                                          &X509_free);
  unsigned char* der = nullptr;
  const int size = shown == nullptr ? -1 : i2d_X509(shown.get(), &der);
  if (size <= 0) {
    return Error(kOtherKey, "The node showed no certificate.");
  }
  const auto certificate = crypto::Certificate::from_der({der, static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  const bool right = certificate.ok() && certificate->check_link(clock.now()).ok() &&
                     certificate->fingerprint() == pin;
  return right ? Status() : Error(kOtherKey, "The node has another key than the one expected.");
}

/// A socket connected to one of the addresses, that never blocks; -1 if none answers in time.
int connect_within(const addrinfo& address, std::int64_t within_ms) {
  const int made = socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (made < 0) {
    return -1;
  }
  int fault = 0;
  socklen_t size = sizeof(fault);
  pollfd waiting{made, POLLOUT, 0};
  const bool begun =
      ::connect(made, address.ai_addr, address.ai_addrlen) == 0 || errno == EINPROGRESS;
  const bool done = begun && poll(&waiting, 1, static_cast<int>(within_ms)) > 0 &&
                    getsockopt(made, SOL_SOCKET, SO_ERROR, &fault, &size) == 0 && fault == 0;
  if (!done) {
    close(made);
    return -1;
  }
  return made;
}

int connect_to(const Endpoint& endpoint, std::int64_t within_ms) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &hints, &found) !=
      0) {
    return -1;
  }
  int made = -1;
  for (const addrinfo* one = found; one != nullptr && made < 0; one = one->ai_next) {
    made = connect_within(*one, within_ms);
  }
  freeaddrinfo(found);
  return made;
}

}  // namespace

BlockingClient::BlockingClient(std::unique_ptr<Channel> channel, std::string host,
                               Settings settings)
    : channel_(std::move(channel)), host_(std::move(host)), settings_(settings) {}
BlockingClient::~BlockingClient() = default;
BlockingClient::BlockingClient(BlockingClient&&) noexcept = default;
BlockingClient& BlockingClient::operator=(BlockingClient&&) noexcept = default;

Result<BlockingClient> BlockingClient::connect(const std::string& path, Settings settings) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof(address.sun_path)) {
    return not_serving("The path of the socket is empty or too long.");
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  const int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (made < 0) {
    return not_serving("No socket can be made.");
  }
  BlockingClient client(std::make_unique<Channel>(made), "localhost", settings);
  if (::connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    return not_serving("No node serves this home.");
  }
  if (!is_own_user(made)) {
    return not_serving("The socket belongs to another user.");
  }
  return client;
}

Result<BlockingClient> BlockingClient::connect(const Endpoint& endpoint, const Digest& pin,
                                               const Clock& clock, Settings settings) {
  const int made = connect_to(endpoint, settings.connect_ms);
  if (made < 0) {
    return Error(kUnreachable, "No node answers at " + endpoint.text() + ".");
  }
  auto channel = std::make_unique<Channel>(made);
  const Context context = open_context();
  ENTENTE_CHECK(channel->begin_tls(context.get(), settings.connect_ms));
  ENTENTE_CHECK(check_key(channel->tls(), pin, clock));
  return BlockingClient(std::move(channel), endpoint.text(), settings);
}

Result<Response> BlockingClient::exchange(Request& request, ByteSink* out) {
  if (channel_ == nullptr) {
    return not_serving("The node closed the connection.");
  }
  Exchange one(*channel_, settings_, read_ahead_);
  const Status sent = one.send(request, host_);
  Result<Response> response =
      sent.ok() ? one.receive(request.method, out) : Result<Response>(sent.error());
  if (!response.ok() || !one.reusable()) {
    channel_.reset();
  }
  return response;
}

Result<Response> BlockingClient::send(Request request) { return exchange(request, nullptr); }

Result<Response> BlockingClient::send(Request request, ByteSink& out) {
  return exchange(request, &out);
}

}  // namespace entente::http
