#include "http/client_wire.h"

#include "base/errors.h"
#include "http/errors.h"

namespace entente::http {
namespace {

using asio::ip::tcp;
constexpr std::size_t kAddresses = 8;  // of one name; the rest are not tried

Error as_response_error(const Error& error) {
  if (error.is(kBodyTooLarge)) {
    return Error(kTooLarge, "The answer is larger than it may be.");
  }
  return error.is(kTruncated) ? error : Error(kBadResponse, error.message());
}

Framing framing_of(const Request& request) {
  const bool bodiless =
      request.body.empty() && (request.method == "GET" || request.method == "HEAD");
  return bodiless ? Framing{} : Framing{Framing::Kind::length, request.body.size()};
}

bool is_address(const std::string& host) {
  Fault fault;
  asio::ip::make_address(host, fault);
  return !fault;
}

}  // namespace

Error unreachable(std::string why) { return Error(kUnreachable, std::move(why)); }

ClientWire::ClientWire(IoLoop::Context& loop, asio::ssl::context& tls, Side side,
                       const Endpoint& endpoint, const ClientSettings& limits)
    : loop_(loop),
      tls_(tls),
      side_(side),
      endpoint_(endpoint),
      limits_(limits),
      resolver_(loop.io),
      socket_(loop.io),
      deadline_(loop.deadlines,
                [this] {
                  late_ = true;
                  cut();
                }),
      event_(loop.io) {}

void ClientWire::cut() {
  Fault ignored;
  resolver_.cancel();
  socket_.close(ignored);
  if (transport_ != nullptr) {
    transport_->close();
  }
  event_.notify();
}

void ClientWire::close() {
  closed_ = true;
  cut();
}

Task<bool> ClientWire::wait() {
  late_ = false;
  deadline_.set(limits_.idle_ms);
  co_await event_.wait();
  deadline_.clear();
  co_return !late_ && !closed_;
}

// ---- Connecting ---------------------------------------------------------------------------------

Task<Result<std::vector<tcp::endpoint>>> ClientWire::addresses() {
  const Endpoint& at = limits_.reached_at ? *limits_.reached_at : endpoint_;
  Fault fault;
  const asio::ip::address literal = asio::ip::make_address(at.host, fault);
  std::vector<tcp::endpoint> found;
  if (!fault) {
    found.emplace_back(literal, at.port);
  } else {
    auto [failed, results] = co_await resolver_.async_resolve(
        at.host, std::to_string(at.port), tcp::resolver::numeric_service, kAwait);
    if (failed) {
      co_return unreachable("The partner's host name has no address.");
    }
    for (const auto& entry : results) {
      found.push_back(entry.endpoint());
    }
  }
  // The check is on the address that is connected to, not on the name (AB73).
  std::erase_if(found, [this](const tcp::endpoint& candidate) {
    return !may_connect(candidate.address().to_string(), limits_.scope);
  });
  if (found.empty()) {
    co_return unreachable("The partner's host has no address that may be connected to.");
  }
  found.resize(std::min(found.size(), kAddresses));
  co_return found;
}

Task<Status> ClientWire::connect() {
  late_ = false;
  deadline_.set(limits_.connect_ms);
  const Result<std::vector<tcp::endpoint>> endpoints = co_await addresses();
  if (!endpoints.ok()) {
    co_return endpoints.error();
  }
  Status status = unreachable("The partner's node cannot be reached.");
  for (const tcp::endpoint& endpoint : *endpoints) {
    if (!status.ok() && !late_ && !closed_) {
      status = co_await connect_to(endpoint);
    }
  }
  deadline_.clear();
  co_return status;
}

Task<Status> ClientWire::connect_to(tcp::endpoint endpoint) {
  transport_.reset();
  buffer_.clear();
  Fault fault;
  socket_ = tcp::socket(loop_.io);
  std::tie(fault) = co_await socket_.async_connect(endpoint, kAwait);
  if (fault || closed_ || late_) {
    co_return unreachable("The partner's node cannot be reached.");
  }
  socket_.set_option(tcp::no_delay(true), fault);
  const bool named = side_ == Side::visitor && !is_address(endpoint_.host);
  transport_ = side_ == Side::neighbour ? loopback_transport(std::move(socket_))
                                        : tls_transport(std::move(socket_), tls_, side_,
                                                        named ? endpoint_.host : std::string());
  fault = co_await transport_->handshake();
  if (fault || closed_ || late_) {
    transport_.reset();
    co_return unreachable(
        "The host at the partner's address does not show the key or name expected.");
  }
  co_return Status();
}

// ---- Exchanging ---------------------------------------------------------------------------------

Task<Result<Response>> ClientWire::exchange(const Request& request, Repeat repeat) {
  const bool open = transport_ != nullptr && transport_->is_quiet();
  if (!open) {
    const Status status = co_await connect();
    if (!status.ok()) {
      co_return status.error();
    }
  }
  Attempt outcome = Attempt::failed;
  Result<Response> response = co_await attempt(request, outcome);
  // The server may have closed the kept connection while the request was on its way.
  const bool again = outcome == Attempt::nothing_came && open && repeat == Repeat::once && !late_;
  if (again && !closed_) {
    const Status status = co_await connect();
    if (!status.ok()) {
      co_return status.error();
    }
    response = co_await attempt(request, outcome);
  }
  if (outcome != Attempt::complete) {
    transport_.reset();
  }
  co_return response;
}

Task<Result<Response>> ClientWire::attempt(const Request& request, Attempt& outcome) {
  outcome = Attempt::failed;
  late_ = false;
  deadline_.set(limits_.response_ms);
  const std::string head = write_request_head(request, endpoint_.authority(), framing_of(request));
  const std::array<asio::const_buffer, 2> parts = {asio::buffer(head), asio::buffer(request.body)};
  // A server may answer, and close, before it has taken all: the answer counts.
  static_cast<void>(co_await transport_->write(parts));
  Result<ParsedResponse> parsed = co_await read_head(request.method);
  if (!parsed.ok()) {
    outcome = buffer_.empty() ? Attempt::nothing_came : Attempt::failed;
    co_return buffer_.empty() ? unreachable("The partner's node gave no answer.") : parsed.error();
  }
  Response response;
  response.status = parsed->status;
  BodyReader reader(parsed->framing, limits_.body_bytes);
  const Status status = co_await read_body(reader, response.body);
  deadline_.clear();
  if (!status.ok()) {
    co_return as_response_error(status.error());
  }
  // Octets after a response to the only request there was belong to nothing.
  const bool keep = !parsed->close && buffer_.empty();
  outcome = keep ? Attempt::complete : Attempt::failed;
  response.headers = std::move(parsed->headers);
  co_return response;
}

Task<Result<ParsedResponse>> ClientWire::read_head(std::string_view method) {
  const HeadLimits limits{limits_.head_bytes, limits_.head_bytes, 100};
  for (std::size_t searched = 0;;) {
    const Result<std::size_t> size = find_head_end(as_text(buffer_), searched, limits);
    if (!size.ok()) {
      co_return Error(kBadResponse, "The answer is not HTTP/1.1.");
    }
    if (*size > 0) {
      Result<ParsedResponse> parsed =
          parse_response_head(as_text(buffer_).substr(0, *size), method, limits);
      if (parsed.ok()) {
        buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(*size));
      }
      co_return parsed;
    }
    searched = buffer_.size();
    const Status status = co_await read_more();
    if (!status.ok()) {
      co_return status.error();
    }
  }
}

Task<Status> ClientWire::read_body(BodyReader& reader, Bytes& body) {
  Status status = reader.check();
  body.reserve(reader.expected());
  while (status.ok() && !reader.complete()) {
    status = buffer_.empty() ? co_await read_more() : Status();
    if (!status.ok()) {
      continue;
    }
    const Result<std::size_t> used = reader.take(buffer_, body);
    if (used.ok()) {
      buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(*used));
    } else {
      status = used.error();
    }
  }
  co_return status;
}

Task<Status> ClientWire::read_more() {
  const std::size_t before = buffer_.size();
  buffer_.resize(before + kReadBytes);
  Fault fault;
  const std::size_t size =
      co_await transport_->read_some(std::span(buffer_).subspan(before), fault);
  buffer_.resize(before + size);
  co_return fault || late_ || closed_
      ? Status(Error(kTruncated, "The connection ended inside the answer."))
      : Status();
}

}  // namespace entente::http
