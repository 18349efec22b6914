#include "link/link_server.h"

#include <chrono>
#include <map>
#include <mutex>

#include "base/token_bucket.h"
#include "link/errors.h"
#include "link/https_link.h"

namespace entente::link {
namespace {

constexpr std::string_view kPrefix = "/link/v1/";
constexpr std::string_view kOctets = "application/octet-stream";

struct Account {
  explicit Account(const Quota& quota)
      : allowed{{quota.requests_per_second, quota.requests_burst},
                {quota.bytes_per_second, quota.bytes_burst}} {}
  Allowance allowed;
  std::size_t in_flight = 0;
  std::chrono::steady_clock::time_point refilled = std::chrono::steady_clock::now();
};

http::Response too_many(std::int64_t seconds) {
  http::Response response = http::problem(kQuota.http_status, kQuota.code);
  response.headers.add("retry-after", std::to_string(seconds));
  return response;
}

http::Response to_response(Result<Bytes> answer) {
  if (!answer.ok()) {
    return http::problem(answer.error().kind().http_status, answer.error().code());
  }
  http::Response response;
  response.headers.add("content-type", kOctets);
  response.body = std::move(*answer);
  return response;
}

/// What the head alone shows to be wrong.
std::optional<http::Response> fault_of(const http::RequestHead& head) {
  if (!head.target.starts_with(kPrefix) ||
      !is_operation(std::string_view(head.target).substr(kPrefix.size()))) {
    return http::problem(404, kUnknownOperation.code);
  }
  if (head.method != "POST") {
    http::Response response = http::problem(405, kUnknownOperation.code);
    response.headers.add("allow", "POST");
    return response;
  }
  if (head.headers.find("content-type") != kOctets) {
    return http::problem(415, kUnknownOperation.code);
  }
  return std::nullopt;
}

}  // namespace

struct LinkServer::State : std::enable_shared_from_this<State> {
  class InFlight;
  State(const Quota& allowed, Handler call, std::optional<Beside> others)
      : quota(allowed), handler(std::move(call)), beside(std::move(others)) {}

  [[nodiscard]] http::Admission admit(const http::RequestContext& context,
                                      const http::RequestHead& head);
  void serve(const http::RequestContext& context, http::Request request,
             http::Server::Respond respond);
  [[nodiscard]] std::optional<http::Response> charge_request(const PartyCode& peer);
  [[nodiscard]] bool begin(const PartyCode& peer, std::size_t bytes);
  void end(const PartyCode& peer);
  [[nodiscard]] Account& account_of(const PartyCode& peer);
  [[nodiscard]] bool stands_beside(std::string_view path) const {
    return beside && beside->owns(path);
  }

  Quota quota;
  Handler handler;
  std::optional<Beside> beside;
  std::mutex mutex;  // answers come on any thread
  std::map<PartyCode, Account> accounts;
  std::unique_ptr<http::Server> server;
};

Account& LinkServer::State::account_of(const PartyCode& peer) {
  // Only authenticated parties get here, so the table is as small as the list of partners.
  Account& account = accounts.try_emplace(peer, quota).first->second;
  const auto now = std::chrono::steady_clock::now();
  const auto elapsed =
      std::chrono::duration_cast<std::chrono::milliseconds>(now - account.refilled);
  account.allowed.refill(elapsed.count());
  account.refilled += elapsed;
  return account;
}

std::optional<http::Response> LinkServer::State::charge_request(const PartyCode& peer) {
  const std::lock_guard lock(mutex);
  Account& account = account_of(peer);
  if (const std::int64_t wait = account.allowed.wait_s(); wait > 0) {
    return too_many(wait);
  }
  return account.in_flight < quota.in_flight ? std::nullopt : std::optional(too_many(1));
}

http::Admission LinkServer::State::admit(const http::RequestContext& context,
                                         const http::RequestHead& head) {
  http::Admission admission;
  admission.refusal = charge_request(*context.party);
  if (admission.refusal) {
    return admission;
  }
  if (stands_beside(head.path())) {
    return beside->admit(head);
  }
  admission.refusal = fault_of(head);
  return admission;
}

bool LinkServer::State::begin(const PartyCode& peer, std::size_t bytes) {
  const std::lock_guard lock(mutex);
  Account& account = account_of(peer);
  account.allowed.bytes.take(bytes);
  if (account.in_flight >= quota.in_flight) {
    return false;
  }
  ++account.in_flight;
  return true;
}

void LinkServer::State::end(const PartyCode& peer) {
  const std::lock_guard lock(mutex);
  --account_of(peer).in_flight;
}

/// One request in flight: counted until it is answered or its answer is given up.
class LinkServer::State::InFlight {
 public:
  InFlight(std::shared_ptr<State> state, PartyCode peer)
      : state_(std::move(state)), peer_(std::move(peer)) {}
  ~InFlight() { state_->end(peer_); }
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;

 private:
  std::shared_ptr<State> state_;  // shared: an answer may be given after the server has ended
  PartyCode peer_;
};

void LinkServer::State::serve(const http::RequestContext& context, http::Request request,
                              http::Server::Respond respond) {
  if (!begin(*context.party, request.body.size())) {
    respond(too_many(1));
    return;
  }
  const auto flight = std::make_shared<InFlight>(shared_from_this(), *context.party);
  if (stands_beside(request.path())) {
    beside->serve(*context.party, std::move(request),
                  [flight, respond = std::move(respond)](http::Response response) {
                    respond(std::move(response));
                  });
    return;
  }
  const std::string operation = request.target.substr(kPrefix.size());
  handler(*context.party, operation, std::move(request.body),
          [flight, respond = std::move(respond)](Result<Bytes> answer) {
            respond(to_response(std::move(answer)));
          });
}

Result<std::unique_ptr<LinkServer>> LinkServer::listen(http::IoLoop& loop, Executor& executor,
                                                       std::string_view address, std::uint16_t port,
                                                       http::Server::Tls tls, Settings settings,
                                                       Handler handler,
                                                       std::optional<Beside> beside) {
  auto state = std::make_shared<State>(settings.quota, std::move(handler), std::move(beside));
  http::Server::Settings http_settings{settings.limits, settings.timeouts, {}};
  // Weak: the state owns the server that owns these.
  http_settings.admit = [to = std::weak_ptr(state)](const http::RequestContext& context,
                                                    const http::RequestHead& head) {
    const auto alive = to.lock();
    return alive ? alive->admit(context, head) : http::Admission();
  };
  auto serve = [to = std::weak_ptr(state)](const http::RequestContext& context,
                                           http::Request request, http::Server::Respond respond) {
    if (const auto alive = to.lock()) {
      alive->serve(context, std::move(request), std::move(respond));
    }
  };
  ENTENTE_TRY(state->server, http::Server::listen(loop, executor, address, port, std::move(tls),
                                                  std::move(http_settings), std::move(serve)));
  return std::unique_ptr<LinkServer>(new LinkServer(std::move(state)));
}

LinkServer::LinkServer(std::shared_ptr<State> state) : state_(std::move(state)) {}

LinkServer::~LinkServer() {
  // Here and now: an answer that is still held somewhere keeps the state, not the server.
  state_->server.reset();
}

void LinkServer::stop(std::int64_t grace_ms) { state_->server->stop(grace_ms); }

std::uint16_t LinkServer::port() const { return state_->server->port(); }

}  // namespace entente::link
