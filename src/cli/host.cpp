#include "cli/host.h"

#include <fmt/format.h>

#include <thread>
#include <utility>

#include "base/errors.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/admin.h"
#include "cli/errors.h"
#include "cli/host_state.h"
#include "crypto/certificate.h"
#include "crypto/random.h"
#include "http/asio_executor.h"
#include "http/server.h"
#include "link/https_link.h"
#include "link/link_server.h"
#include "node/errors.h"
#include "store/posix_files.h"
#include "store/sqlite_store.h"

namespace entente::cli {
namespace {

constexpr std::int64_t kStopGraceMs = 2'000;
constexpr std::int64_t kLastAnswersMs = 100;

}  // namespace

std::string in_home(const std::string& home, const std::string& file) {
  return file.empty() || file.starts_with('/') ? file : home + "/" + file;
}

std::string admin_socket_path(const std::string& home) { return home + "/admin.sock"; }

Host::State::~State() {
  if (executor) {
    executor->stop();
    executor->join();
  }
}

Status Host::State::open_files(const std::string& where, const crypto::SecretBytes& passphrase) {
  home = where;
  ENTENTE_TRY(files, store::PosixFiles::open(home, store::HomeMode::existing));
  ENTENTE_TRY(const bool made, files->exists(kConfigFile));
  if (!made) {
    return Error(node::kBadHome, "There is no node in this folder.", home);
  }
  ENTENTE_TRY(lock, store::HomeLock::take(*files));
  ENTENTE_CHECK(remove_left_backups(*files));
  ENTENTE_TRY(const Bytes text, read_whole(*files, kConfigFile, kSmallFile));
  ENTENTE_TRY(config, read_config(as_text(text), kConfigFile));
  ENTENTE_TRY(keys,
              crypto::KeyStore::open(*files, kKeysFolder, ascii_upper(name_of(config.environment)),
                                     crypto::Passphrase{passphrase.view()}));
  ENTENTE_TRY(const auto key,
              store::StoreKey::copy_of(keys->symmetric(crypto::KeyRole::store).view()));
  store::SqliteOptions options;
  options.environment = name_of(config.environment);
  options.party = config.party.text();
  ENTENTE_TRY(sqlite_store, store::open_sqlite_store(home + "/" + std::string(kStoreFile), key,
                                                     options, entropy));
  store.emplace(*sqlite_store);
  return {};
}

Status Host::State::open_node() {
  executor =
      std::make_unique<http::AsioExecutor>(std::max(1u, std::thread::hardware_concurrency()));
  loop = std::make_unique<http::IoLoop>();
  ENTENTE_TRY(auto tls, tls_identity());
  link = std::make_unique<link::HttpsLink>(*loop, *executor, clock, std::move(tls));
  counted_link.emplace(*link);
  const node::Ports ports{clock, entropy, *store, *counted_link, *executor, *files};
  node::Settings settings;
  settings.neutral_interval_ms = config.witness_interval_seconds * kMsPerSecond;
  settings.witnessed = config.witnessed;
  ENTENTE_TRY(node, node::Node::open(ports, identity(), std::move(settings), partner_of,
                                     [this](const Error& error) { fail(error); }));
  access = std::make_unique<api::Access>(api::AccessPorts{*store, *executor, entropy, clock},
                                         api::AccountSettings{});
  ENTENTE_CHECK(access->load());
  node->on_partners_changed([this] { pin_partners(); });
  pin_partners();
  return switch_link_key();
}

void Host::State::fail(const Error& error) {
  log(LogLevel::error, "store.failed", {{"code", error.code()}});
  store_failure = error;
  has_failed.store(true, std::memory_order_release);
  for (const auto& [number, done] : std::exchange(unanswered, {})) {
    done(failed(error));
  }
  // Commands that were handed over meanwhile are answered too.
  executor->after(kLastAnswersMs, [this] { executor->stop(); });
}

/// Whom the listener lets in and where the link connects to: exactly the trusted peers.
void Host::State::pin_partners() {
  std::map<Digest, PartyCode> trusted;
  for (const auto& [code, peer] : node->core().house().peers()) {
    const node::Enrolled* known = node->core().partner(peer.party);
    const auto endpoint = known == nullptr ? Result<http::Endpoint>(Error(node::kUnknownPeer, ""))
                                           : http::Endpoint::parse(known->keys.endpoint);
    if (!endpoint.ok()) {
      link->remove_peer(peer.party);
      continue;
    }
    for (const Digest& pin : known->link_pins) {
      trusted[pin] = peer.party;
    }
    if (mode == HostMode::serving) {
      link->set_peer(peer.party, {*endpoint, known->link_pins});
    }
  }
  const std::lock_guard<std::mutex> guard(pins_mutex);
  pins = std::move(trusted);
}

Status Host::State::listen() {
  ENTENTE_TRY(auto tls, tls_identity());
  http::Server::Tls demands{
      std::move(tls), clock, [this](const Digest& spki) -> std::optional<PartyCode> {
        const std::lock_guard<std::mutex> guard(pins_mutex);
        const auto found = pins.find(spki);
        return found == pins.end() ? std::nullopt : std::optional(found->second);
      }};
  log_service = std::make_unique<link::LogService>(
      link::LogService::Parts{*executor, node->log_files(), node->witness()});
  link::LinkServer::Beside beside{
      &link::LogService::owns, &link::LogService::admit,
      [this](const PartyCode& peer, http::Request request, http::Server::Respond respond) {
        log_service->serve(peer, std::move(request), std::move(respond));
      }};
  ENTENTE_TRY(link_server, link::LinkServer::listen(
                               *loop, *executor, config.listen_address, config.endpoint.port,
                               std::move(demands), {},
                               [this](const PartyCode& peer, std::string_view operation,
                                      Bytes request, const link::LinkServer::Answer& answer) {
                                 executor->post([this, peer, operation = std::string(operation),
                                                 request = std::move(request), answer]() mutable {
                                   node->receive(peer, operation, std::move(request), answer);
                                 });
                               },
                               std::move(beside)));
  return {};
}

Host::Host(std::unique_ptr<State> state) : state_(std::move(state)) {}
Host::~Host() = default;

Result<std::unique_ptr<Host>> Host::open(const std::string& home,
                                         const crypto::SecretBytes& passphrase, HostMode mode) {
  auto state = std::make_unique<State>();
  state->mode = mode;
  ENTENTE_CHECK(state->open_files(home, passphrase));
  ENTENTE_CHECK(state->open_node());
  return std::unique_ptr<Host>(new Host(std::move(state)));
}

Status Host::serve(const std::function<void()>& ready) {
  State& s = *state_;
  ENTENTE_CHECK(s.listen());
  ENTENTE_CHECK(s.listen_api(*this));
  ENTENTE_TRY(s.admin, listen_admin(*this, *s.loop, *s.executor, admin_socket_path(s.home)));
  ENTENTE_TRY(const auto witnesses, s.open_witnesses());
  s.executor->post([this, &s, witnesses, ready] {
    s.node->start();
    s.node->neutral_witnesses().begin(witnesses);
    finish_rotation();
    ready();
  });
  s.executor->run_until_signal([&s] { s.executor->stop(); });
  if (s.api_server) {
    s.api_server->stop(kStopGraceMs);
  }
  s.admin->stop(kStopGraceMs);
  s.link_server->stop(kStopGraceMs);
  return s.store_failure ? Status(*s.store_failure) : Status{};
}

Reply Host::run(const Command& command, const Arguments& arguments, std::shared_ptr<ByteSource> in,
                ByteSink& out) {
  Reply reply;
  State& s = *state_;
  s.executor->post([&] {
    command.node(*this, arguments, std::move(in), [&](Reply made) {
      reply = std::move(made);
      s.executor->stop();
    });
  });
  s.executor->run();
  if (s.store_failure) {
    return failed(*s.store_failure);
  }
  if (reply.content) {
    const Status copied = copy(*reply.content, out);
    if (!copied.ok()) {
      return failed(copied.error());
    }
  }
  return reply;
}

const Error* Host::failure() const {
  const State& s = *state_;
  return s.has_failed.load(std::memory_order_acquire) ? &*s.store_failure : nullptr;
}

Done Host::answered(Done done) {
  State& s = *state_;
  const std::uint64_t number = s.next_waiting++;
  s.unanswered.emplace(number, std::move(done));
  return [&s, number](Reply reply) {
    if (const auto found = s.unanswered.find(number); found != s.unanswered.end()) {
      const Done answer = std::move(found->second);
      s.unanswered.erase(found);
      answer(std::move(reply));
    }
  };
}

node::Node& Host::node() { return *state_->node; }
const Config& Host::config() const { return state_->config; }
crypto::KeyStore& Host::keys() { return *state_->keys; }
Entropy& Host::entropy() { return state_->entropy; }
Clock& Host::clock() { return state_->clock; }
Executor& Host::executor() { return *state_->executor; }
api::Access& Host::access() { return *state_->access; }

}  // namespace entente::cli
