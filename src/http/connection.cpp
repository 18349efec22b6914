#include "http/connection.h"

#include <algorithm>
#include <atomic>

#include "base/log.h"
#include "http/errors.h"

namespace entente::http {
namespace {

constexpr std::uint64_t kReadPastBytes = 256u << 10;
constexpr std::int64_t kFarewellMs = 2'000;
constexpr std::int64_t kDrainMs = 200;  // the farewell of a server that stops

Error ended() { return Error(kTruncated, "The connection ended inside a message."); }

/// The one answer to one exchange, however many copies of `Respond` there are.
class Pending {
 public:
  Pending(std::shared_ptr<Gate> gate, std::weak_ptr<Connection> connection, std::uint64_t exchange)
      : gate_(std::move(gate)), connection_(std::move(connection)), exchange_(exchange) {}
  ~Pending() {
    if (!used_) {
      complete(problem(kNoAnswer.http_status, kNoAnswer.code));
    }
  }
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;

  void complete(Response response) {
    if (used_.exchange(true)) {
      return;
    }
    // std::function wants to be copyable, a response is not.
    gate_->run([to = connection_, number = exchange_,
                answer = std::make_shared<Response>(std::move(response))] {
      if (const std::shared_ptr<Connection> connection = to.lock()) {
        connection->answer(number, std::move(*answer));
      }
    });
  }

 private:
  std::shared_ptr<Gate> gate_;
  std::weak_ptr<Connection> connection_;
  std::uint64_t exchange_;
  std::atomic<bool> used_{false};
};

Request to_request(RequestHead head) {
  Request request;
  request.method = std::move(head.method);
  request.target = std::move(head.target);
  request.headers = std::move(head.headers);
  return request;
}

}  // namespace

Connection::Connection(std::shared_ptr<ServerCore> core, std::uint64_t number, std::string address,
                       std::unique_ptr<Transport> transport)
    : core_(std::move(core)),
      transport_(std::move(transport)),
      deadline_(core_->loop.deadlines, [this] { close(); }),
      event_(core_->loop.io) {
  context_.connection = number;
  context_.address = std::move(address);
}

Task<void> Connection::serve(std::shared_ptr<Connection> self) {
  Next next = co_await self->begin() ? Next::keep : Next::abort;
  while (next == Next::keep && !self->draining_) {
    next = co_await self->exchange();
  }
  if (next != Next::abort && !self->closed_) {
    self->deadline_.set(self->draining_ ? kDrainMs : kFarewellMs);
    co_await self->transport_->finish();
  }
  self->close();
  ServerCore& core = *self->core_;
  core.unauthenticated.erase(self->context_.connection);
  if (self->context_.party && --core.of_peer[*self->context_.party] == 0) {
    core.of_peer.erase(*self->context_.party);
  }
  core.leave_address(self->context_.address);
  core.connections.erase(self->context_.connection);
  --core.open;
  core.on_change();
}

void Connection::close() {
  closed_ = true;
  deadline_.clear();
  transport_->close();
  event_.notify();
}

void Connection::drain() {
  draining_ = true;
  if (idle_) {
    close();
  }
  event_.notify();  // a feed ends
}

void Connection::answer(std::uint64_t exchange, Response response) {
  if (exchange == exchange_ && !response_ && !closed_) {
    response_ = std::move(response);
    event_.notify();
  }
}

// ---- Who it is ----------------------------------------------------------------------------------

Task<bool> Connection::begin() {
  deadline_.set(core_->settings.timeouts.handshake_ms);
  const Fault fault = co_await transport_->handshake();
  idle_ = false;
  if (fault || closed_) {
    log(LogLevel::debug, "http.handshake-failed", {{"why", fault.message()}});
    co_return false;
  }
  co_return identify();
}

bool Connection::identify() {
  core_->unauthenticated.erase(context_.connection);
  if (!core_->authenticate) {
    return true;
  }
  const std::optional<crypto::Certificate> certificate = transport_->peer_certificate();
  if (!certificate) {
    return false;
  }
  spki_ = certificate->fingerprint();
  std::optional<PartyCode> party = core_->authenticate(spki_);
  if (!party) {
    return false;
  }
  std::size_t& open = core_->of_peer[*party];
  if (open >= core_->settings.limits.connections_of_one_peer) {
    log(LogLevel::warning, "http.too-many-connections", {{"peer", party->text()}});
    return false;
  }
  ++open;
  context_.party = std::move(party);
  return true;
}

// ---- One request and its response ---------------------------------------------------------------

Task<Connection::Next> Connection::exchange() {
  Result<ParsedRequest> parsed = co_await read_head();
  if (!parsed.ok()) {
    co_return parsed.error().is(kTruncated) ? Next::abort : co_await refuse(parsed.error());
  }
  // A key that was revoked since the handshake is served no more.
  if (context_.party && core_->authenticate(spki_) != context_.party) {
    co_return Next::abort;
  }
  Admission admission;
  if (core_->settings.admit) {
    admission = core_->settings.admit(context_, parsed->head);
  }
  if (admission.refusal) {
    co_return co_await turn_away(*parsed, std::move(*admission.refusal));
  }
  const ServerLimits& limits = core_->settings.limits;
  const bool streamed = admission.body == BodyForm::streamed;
  const std::uint64_t limit =
      admission.body_bytes.value_or(streamed ? limits.stream_bytes : limits.body_bytes);
  if (streamed) {
    co_return co_await serve_streamed(std::move(*parsed), limit);
  }
  co_return co_await serve_in_memory(std::move(*parsed), limit);
}

Task<Result<ParsedRequest>> Connection::read_head() {
  const ServerLimits& limits = core_->settings.limits;
  const HeadLimits head_limits{limits.head_bytes, limits.target_bytes, limits.fields};
  if (buffer_.empty()) {
    idle_ = true;
    deadline_.set(core_->settings.timeouts.idle_ms);
    const Status status = co_await read_more();
    idle_ = false;
    if (!status.ok()) {
      co_return status.error();
    }
  }
  deadline_.set(core_->settings.timeouts.head_ms);
  for (std::size_t searched = 0;;) {
    const Result<std::size_t> size = find_head_end(as_text(buffer_), searched, head_limits);
    if (!size.ok()) {
      co_return size.error();
    }
    if (*size > 0) {
      Result<ParsedRequest> parsed =
          parse_request_head(as_text(buffer_).substr(0, *size), head_limits);
      buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(*size));
      co_return parsed;
    }
    searched = buffer_.size();
    const Status status = co_await read_more();
    if (!status.ok()) {
      co_return status.error();
    }
  }
}

Task<Status> Connection::read_more() {
  const std::size_t before = buffer_.size();
  buffer_.resize(before + kReadBytes);
  Fault fault;
  const std::size_t size =
      co_await transport_->read_some(std::span(buffer_).subspan(before), fault);
  buffer_.resize(before + size);
  co_return fault || closed_ ? Status(ended()) : Status();
}

/// The answer to what could not be read as a request; after it nothing on the connection can be.
Task<Connection::Next> Connection::refuse(Error error) {
  if (error.is(kTruncated)) {
    co_return Next::abort;
  }
  co_return co_await respond(problem(error.kind().http_status, error.code()), "GET", Next::close);
}

Task<Connection::Next> Connection::turn_away(const ParsedRequest& parsed, Response refusal) {
  const BodyReader reader(parsed.framing, kReadPastBytes);
  // A client that waits for `100 Continue` may or may not send its body now.
  const bool keep = reader.check().ok() && !parsed.close && !parsed.expects_continue;
  const Next next =
      co_await respond(std::move(refusal), parsed.head.method, keep ? Next::keep : Next::close);
  if (next != Next::keep || reader.complete()) {
    co_return next;
  }
  co_return co_await read_past(reader) ? Next::keep : Next::abort;
}

Task<bool> Connection::read_past(BodyReader reader) {
  Bytes ignored;
  co_return (co_await read_body(reader, ignored)).ok();
}

Task<Connection::Next> Connection::serve_in_memory(ParsedRequest parsed, std::uint64_t limit) {
  BodyReader reader(parsed.framing, limit);
  Status status = reader.check();
  if (status.ok() && parsed.expects_continue) {
    status = co_await say_continue();
  }
  Request request = to_request(std::move(parsed.head));
  if (status.ok()) {
    status = co_await read_body(reader, request.body);
  }
  if (!status.ok()) {
    co_return co_await refuse(status.error());
  }
  const std::string method = request.method;
  call_handler(std::move(request));
  if (!co_await wait_for_answer()) {
    co_return Next::abort;
  }
  co_return co_await respond(std::move(*response_), method,
                             parsed.close ? Next::close : Next::keep);
}

Task<Connection::Next> Connection::serve_streamed(ParsedRequest parsed, std::uint64_t limit) {
  BodyReader reader(parsed.framing, limit);
  Status status = reader.check();
  if (status.ok() && parsed.expects_continue) {
    status = co_await say_continue();
  }
  if (!status.ok()) {
    co_return co_await refuse(status.error());
  }
  // Shared by the connection and the source that the handler gets; either may go first.
  const auto pipe = std::make_shared<BodyPipe>([gate = core_->gate, to = weak_from_this()] {
    gate->run([to] {
      if (const std::shared_ptr<Connection> connection = to.lock()) {
        connection->event_.notify();
      }
    });
  });
  Request request = to_request(std::move(parsed.head));
  request.stream = std::make_unique<PipeSource>(pipe);
  const std::string method = request.method;
  call_handler(std::move(request));
  status = co_await pump(reader, *pipe);
  pipe->finish(status);
  if (!status.ok()) {
    co_return co_await refuse(status.error());
  }
  if (!co_await wait_for_answer()) {
    co_return Next::abort;
  }
  const bool keep = reader.complete() && !parsed.close;
  co_return co_await respond(std::move(*response_), method, keep ? Next::keep : Next::close);
}

// ---- Bodies -------------------------------------------------------------------------------------

Task<Status> Connection::say_continue() {
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  deadline_.set(core_->settings.timeouts.write_ms);
  const bool written = co_await write({asio::buffer(kContinue)});
  co_return written ? Status() : Status(ended());
}

/// A body may take `body_ms`, and as long again as it takes at the slowest rate allowed (AB70).
void Connection::body_deadline(const BodyReader& reader) {
  const ServerTimeouts& timeouts = core_->settings.timeouts;
  const std::uint64_t earned =
      reader.taken() * 1000 / std::max<std::uint64_t>(timeouts.body_rate, 1);
  deadline_.set_at(body_begin_ + std::chrono::milliseconds(timeouts.body_ms) +
                   std::chrono::milliseconds(static_cast<std::int64_t>(earned)));
}

Status Connection::take_body(BodyReader& reader, Bytes& out) {
  ENTENTE_TRY(const std::size_t used, reader.take(buffer_, out));
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(used));
  return {};
}

Task<Status> Connection::read_body(BodyReader& reader, Bytes& body) {
  body_begin_ = std::chrono::steady_clock::now();
  Status status = reader.check();
  body.reserve(reader.expected());
  while (status.ok() && !reader.complete()) {
    body_deadline(reader);
    status = buffer_.empty() ? co_await read_more() : Status();
    if (status.ok()) {
      status = take_body(reader, body);
    }
  }
  co_return status;
}

Task<Status> Connection::pump(BodyReader& reader, BodyPipe& pipe) {
  body_begin_ = std::chrono::steady_clock::now();
  Bytes octets;
  Status status;
  while (status.ok() && !reader.complete() && pipe.room() != BodyPipe::Room::reader_gone) {
    status = co_await wait_for_room(pipe);
    body_deadline(reader);
    if (status.ok() && buffer_.empty()) {
      status = co_await read_more();
    }
    octets.clear();
    if (status.ok()) {
      status = take_body(reader, octets);
    }
    if (status.ok()) {
      static_cast<void>(pipe.push(octets));
    }
  }
  co_return status;
}

Task<Status> Connection::wait_for_room(BodyPipe& pipe) {
  if (pipe.room() != BodyPipe::Room::full) {
    co_return Status();
  }
  const SteadyTime since = std::chrono::steady_clock::now();
  deadline_.set(core_->settings.timeouts.handler_ms);
  while (pipe.room() == BodyPipe::Room::full && !closed_) {
    co_await event_.wait();
  }
  body_begin_ += std::chrono::steady_clock::now() - since;
  co_return closed_ ? Status(ended()) : Status();
}

// ---- The handler and its answer -----------------------------------------------------------------

void Connection::call_handler(Request request) {
  ++exchange_;
  response_.reset();
  const auto pending = std::make_shared<Pending>(core_->gate, weak_from_this(), exchange_);
  core_->handler(context_, std::move(request),
                 [pending](Response response) { pending->complete(std::move(response)); });
}

Task<bool> Connection::wait_for_answer() {
  deadline_.set(core_->settings.timeouts.handler_ms);
  while (!response_ && !closed_) {
    co_await event_.wait();
  }
  co_return !closed_;
}

}  // namespace entente::http
