#include "node/neutral_server.h"

#include <gtest/gtest.h>

#include "base/errors.h"
#include "crypto/random.h"

namespace entente::node::testing {
namespace {

constexpr std::string_view kPrefix = "/witness";
const Instant kCosignedAt = Instant::parse("2026-03-02T09:00:00+09:00").value();

ledger::Cosigner a_cosigner() {
  crypto::SystemEntropy entropy;
  return ledger::Cosigner::make(
             "neutral.exercise.example/witness",
             crypto::SigningKey::generate(crypto::SignatureSuite::ed25519, entropy))
      .value();
}

http::Response text_answer(int status, std::string_view body) {
  http::Response response;
  response.status = status;
  response.body = to_bytes(body);
  return response;
}

}  // namespace

NeutralServer::NeutralServer()
    : cosigner_(a_cosigner()),
      web_("localhost", kMsPerDay,
           [this](const http::RequestContext&, const http::Request& request,
                  const http::Server::Respond& respond) { respond(answer(request)); }) {}

void NeutralServer::know(std::string_view origin, std::vector<ledger::NoteVerifier> keys) {
  const std::lock_guard guard(mutex_);
  logs_[std::string(origin)].keys = std::move(keys);
}

ledger::WitnessedHead NeutralServer::last(std::string_view origin) const {
  const std::lock_guard guard(mutex_);
  const auto known = logs_.find(origin);
  return known == logs_.end() ? ledger::WitnessedHead{} : known->second.last;
}

void NeutralServer::cosign(std::string_view note) {
  const auto request =
      ledger::make_add_checkpoint(0, {}, ledger::SignedNote::parse(note).value()).value();
  const std::lock_guard guard(mutex_);
  const http::Response response = add_checkpoint(request.format());
  EXPECT_EQ(response.status, 200);
}

void NeutralServer::plant(std::string_view origin, ledger::WitnessedHead head) {
  const std::lock_guard guard(mutex_);
  logs_[std::string(origin)].last = std::move(head);
}

void NeutralServer::forget() {
  const std::lock_guard guard(mutex_);
  for (auto& [origin, log] : logs_) {
    log.last = {};
  }
}

std::size_t NeutralServer::answers(int status) const {
  const std::lock_guard guard(mutex_);
  const auto count = answers_.find(status);
  return count == answers_.end() ? 0 : count->second;
}

std::optional<ledger::HeadConflict> NeutralServer::evidence() const {
  const std::lock_guard guard(mutex_);
  return evidence_;
}

http::Response NeutralServer::answer(const http::Request& request) {
  const std::lock_guard guard(mutex_);
  const std::string_view path = request.path();
  http::Response response = text_answer(404, "");
  if (status_ != 0) {
    response.status = status_;
  } else if (request.method == "POST" && path == std::string(kPrefix) + "/add-checkpoint") {
    response = add_checkpoint(as_text(request.body));
  } else if (request.method == "GET" && path.starts_with(kPrefix) && !hides_) {
    response = last_checkpoint(path.substr(kPrefix.size()));
  }
  ++answers_[response.status];
  return response;
}

http::Response NeutralServer::add_checkpoint(std::string_view body) {
  const auto decision = ledger::decide_add_checkpoint(
      body, [this](std::string_view origin) -> std::optional<ledger::KnownLog> {
        const auto known = logs_.find(origin);
        return known == logs_.end() ? std::nullopt : std::optional(known->second);
      });
  if (decision.evidence) {
    evidence_ = {decision.evidence->first, decision.evidence->second};
  }
  if (!decision.next) {
    return text_answer(decision.http_status(), decision.body());
  }
  ledger::Checkpoint signed_one = *decision.checkpoint;
  signed_one.head.size += false_lines_ ? 1 : 0;
  std::string line;
  for (int time = 0; time < lines_; ++time) {
    line += cosigner_.sign(signed_one, kCosignedAt.plus_ms(time * kMsPerSecond)).line();
  }
  if (!false_lines_) {
    ledger::WitnessedHead& last = logs_.find(decision.checkpoint->origin)->second.last;
    last = *decision.next;
    last.note += line;
  }
  return text_answer(200, line);
}

http::Response NeutralServer::last_checkpoint(std::string_view path) const {
  for (const auto& [origin, log] : logs_) {
    if (path == "/" + ledger::monitoring_folder(origin) + "/checkpoint" && !log.last.note.empty()) {
      return text_answer(200, log.last.note);
    }
  }
  return text_answer(404, "");
}

AwaitedWeb::AwaitedWeb(NeutralServer& server)
    : server_(server),
      port_(server.web().at().port),
      client_(server.web().client(server.web().pem)) {}

void AwaitedWeb::send(std::string_view method, std::string_view path, Bytes text,
                      const Done& done) {
  ++sent_;
  http::Request request;
  request.method = method;
  request.target = std::string(kPrefix) + std::string(path);
  request.body = std::move(text);
  http::test::Box<Result<http::Response>> box;
  client_->send({"localhost", port_}, std::move(request),
                [&box](Result<http::Response> response) { box.put(std::move(response)); });
  auto response = box.take();
  done(response.ok() ? Result<Answer>({response->status, std::move(response->body)})
                     : Error(kUnreachable, response.error().message()));
}

void WitnessOfBoth::SetUp() {
  InForce::SetUp();
  std::vector<crypto::VerifyingKey> theirs;
  for (const crypto::SigningKey& key : stand.partner_keys().log_keys) {
    theirs.push_back(key.verifying_key());
  }
  server.know(kr->log().origin(), log_verifiers(kr->log().origin(), theirs).value());
  server.know(stand.room().log.origin(),
              stand.node().core().own_verifiers(stand.room()).value());
}

void WitnessOfBoth::begin() {
  stand.node().neutral_witnesses().begin({{server.key(), web}});
  stand.run();
}

}  // namespace entente::node::testing
