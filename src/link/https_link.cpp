#include "link/https_link.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "base/errors.h"
#include "base/text.h"
#include "format/json.h"
#include "link/errors.h"

namespace entente::link {
namespace {

constexpr std::size_t kOperationBytes = 32;
constexpr std::size_t kProblemBytes = 4096;
constexpr std::size_t kCodeBytes = 64;

/// The partner's code for what went wrong; from outside, so bounded and safe to show.
std::string code_of(const http::Response& response) {
  if (response.body.size() > kProblemBytes) {
    return {};
  }
  const Result<format::JsonDocument> problem = format::JsonDocument::parse(response.body);
  if (!problem.ok()) {
    return {};
  }
  const Result<std::string_view> code = problem->root().string_at("code");
  return code.ok() ? display_safe(*code, kCodeBytes) : std::string();
}

Result<Bytes> to_answer(Result<http::Response> response) {
  if (!response.ok()) {
    // Whatever broke on the way, the partner may have got the request, and it is sent again.
    return Error(kUnreachable, response.error().message());
  }
  if (response->status == 200) {
    return std::move(response->body);
  }
  if (response->status == 429 || response->status == 503) {
    return Error(kUnreachable, "The partner's node is busy.");
  }
  return Error(kRefused, "The partner's node refused the request.", code_of(*response));
}

http::Request to_request(std::string_view operation, Bytes body) {
  http::Request request;
  request.method = "POST";
  request.target = "/link/v1/" + std::string(operation);
  request.headers.add("content-type", "application/octet-stream");
  request.body = std::move(body);
  return request;
}

}  // namespace

bool is_operation(std::string_view operation) {
  return !operation.empty() && operation.size() <= kOperationBytes &&
         std::ranges::all_of(operation, [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

struct HttpsLink::State {
  struct Peer {
    PeerEndpoint endpoint;
    // Shared with calls that have looked it up while it is being replaced.
    std::shared_ptr<http::Client> client;
  };

  [[nodiscard]] std::shared_ptr<http::Client> make_client(const PeerEndpoint& peer) const {
    return std::make_shared<http::Client>(
        loop, clock, http::Client::Settings{peer.endpoint, peer.spki, identity, settings});
  }

  http::IoLoop& loop;
  Executor& executor;
  const Clock& clock;
  http::TlsIdentity identity;
  http::ClientSettings settings;
  std::mutex mutex;
  std::map<PartyCode, Peer> peers;
};

HttpsLink::HttpsLink(http::IoLoop& loop, Executor& executor, const Clock& clock,
                     http::TlsIdentity identity, http::ClientSettings settings)
    : state_(new State{loop, executor, clock, std::move(identity), settings, {}, {}}) {}

HttpsLink::~HttpsLink() = default;

void HttpsLink::set_peer(const PartyCode& peer, PeerEndpoint endpoint) {
  std::shared_ptr<http::Client> old;  // ends outside the lock: it waits for its loop
  const std::lock_guard lock(state_->mutex);
  State::Peer& entry = state_->peers[peer];
  if (entry.client != nullptr && entry.endpoint == endpoint) {
    return;
  }
  old = std::exchange(entry.client, state_->make_client(endpoint));
  entry.endpoint = std::move(endpoint);
}

void HttpsLink::remove_peer(const PartyCode& peer) {
  std::map<PartyCode, State::Peer>::node_type old;
  const std::lock_guard lock(state_->mutex);
  old = state_->peers.extract(peer);
}

void HttpsLink::set_identity(http::TlsIdentity identity) {
  std::vector<std::shared_ptr<http::Client>> old;
  const std::lock_guard lock(state_->mutex);
  state_->identity = std::move(identity);
  for (auto& [peer, entry] : state_->peers) {
    old.push_back(std::exchange(entry.client, state_->make_client(entry.endpoint)));
  }
}

void HttpsLink::call(const PartyCode& peer, std::string_view operation, Bytes request,
                     Answer answer) {
  ENTENTE_INVARIANT(is_operation(operation));
  std::shared_ptr<http::Client> client;
  {
    const std::lock_guard lock(state_->mutex);
    const auto found = state_->peers.find(peer);
    client = found == state_->peers.end() ? nullptr : found->second.client;
  }
  Executor& executor = state_->executor;
  if (client == nullptr) {
    executor.post([answer = std::move(answer)] {
      answer(Error(kUnreachable, "The partner's node has no address here."));
    });
    return;
  }
  client->send(to_request(operation, std::move(request)), http::Repeat::once,
               [&executor, answer = std::move(answer)](Result<http::Response> response) {
                 // A std::function is copyable, the bytes are moved through a shared cell.
                 auto result = std::make_shared<Result<Bytes>>(to_answer(std::move(response)));
                 executor.post([answer, result] { answer(std::move(*result)); });
               });
}

}  // namespace entente::link
