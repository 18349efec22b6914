#include "cli/host.h"

#include <fmt/format.h>

#include <chrono>
#include <mutex>
#include <thread>

#include "base/errors.h"
#include "base/log.h"
#include "cli/admin.h"
#include "cli/errors.h"
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

constexpr std::string_view kConfigPath = "config.toml";
constexpr std::string_view kCertificatePath = "link.pem";
constexpr std::string_view kKeysFolder = "keys";
constexpr std::uint64_t kSmallFile = 1u << 20;
constexpr std::int64_t kStopGraceMs = 2'000;

class SystemClock final : public Clock {
 public:
  Instant now() const override {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return Instant::from_ms(std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
  }
};

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

Result<node::Partner> partner_of(std::string_view invite_text) {
  ENTENTE_TRY(const auto invite, link::parse_invite(as_bytes(invite_text)));
  return node::Partner{invite.party,        invite.domain,      {invite.node_key},
                       invite.log_key,      invite.witness_key, invite.key_access_key,
                       invite.key_access_id};
}

}  // namespace

std::string admin_socket_path(const std::string& home) { return home + "/admin.sock"; }

/// In the order of making; destroyed in reverse: listeners first, then the node, then its ports.
struct Host::State {
  std::string home;
  Config config;
  HostMode mode = HostMode::alone;
  SystemClock clock;
  crypto::SystemEntropy entropy;
  std::unique_ptr<store::PosixFiles> files;
  std::optional<store::HomeLock> lock;
  std::optional<crypto::KeyStore> keys;
  std::unique_ptr<Store> store;
  std::unique_ptr<http::AsioExecutor> executor;
  std::unique_ptr<http::IoLoop> loop;
  std::unique_ptr<link::HttpsLink> link;
  std::unique_ptr<node::Node> node;
  std::unique_ptr<link::LinkServer> link_server;
  std::unique_ptr<http::Server> admin;
  std::map<Digest, PartyCode> pins;  ///< read on the loop's thread, written under `pins_mutex`
  std::mutex pins_mutex;
  std::optional<Error> store_failure;

  Status open_files(const std::string& where, const crypto::SecretBytes& passphrase);
  Status open_node();
  Status listen();
  void pin_partners();
  node::Identity identity() const;
  Result<http::TlsIdentity> tls_identity() const;
};

Status Host::State::open_files(const std::string& where, const crypto::SecretBytes& passphrase) {
  home = where;
  ENTENTE_TRY(files, store::PosixFiles::open(home, store::HomeMode::existing));
  ENTENTE_TRY(const bool made, files->exists(kConfigPath));
  if (!made) {
    return Error(node::kBadHome, "There is no node in this folder.", home);
  }
  ENTENTE_TRY(lock, store::HomeLock::take(*files));
  ENTENTE_TRY(const Bytes text, read_whole(*files, kConfigPath, kSmallFile));
  ENTENTE_TRY(config, read_config(as_text(text), "config.toml"));
  ENTENTE_TRY(keys, crypto::KeyStore::open(*files, kKeysFolder, upper(name_of(config.environment)),
                                           crypto::Passphrase{passphrase.view()}));
  ENTENTE_TRY(const auto key,
              store::StoreKey::copy_of(keys->symmetric(crypto::KeyRole::store).view()));
  store::SqliteOptions options;
  options.environment = name_of(config.environment);
  options.party = config.party.text();
  ENTENTE_TRY(store, store::open_sqlite_store(home + "/store.sqlite", key, options, entropy));
  return {};
}

node::Identity Host::State::identity() const {
  return {config.party,
          config.domain,
          config.environment,
          keys->signing_key(crypto::KeyRole::node),
          keys->signing_key(crypto::KeyRole::log),
          keys->signing_key(crypto::KeyRole::witness),
          keys->agreement_key(crypto::KeyRole::key_access),
          keys->current(crypto::KeyRole::key_access).id};
}

Result<http::TlsIdentity> Host::State::tls_identity() const {
  ENTENTE_TRY(const Bytes pem, read_whole(*files, kCertificatePath, kSmallFile));
  ENTENTE_TRY(const auto certificate, crypto::Certificate::from_pem(as_text(pem)));
  return http::TlsIdentity::make(certificate, keys->signing_key(crypto::KeyRole::link));
}

Status Host::State::open_node() {
  executor =
      std::make_unique<http::AsioExecutor>(std::max(1u, std::thread::hardware_concurrency()));
  loop = std::make_unique<http::IoLoop>();
  ENTENTE_TRY(auto tls, tls_identity());
  link = std::make_unique<link::HttpsLink>(*loop, *executor, clock, std::move(tls));
  const node::Ports ports{clock, entropy, *store, *link, *executor, *files};
  ENTENTE_TRY(node, node::Node::open(ports, identity(), {}, partner_of, [this](const Error& error) {
                log(LogLevel::error, "store.failed", {{"code", error.code()}});
                store_failure = error;
                executor->stop();
              }));
  node->on_partners_changed([this] { pin_partners(); });
  pin_partners();
  return {};
}

/// Whom the listener lets in and where the link connects to: exactly the trusted peers.
void Host::State::pin_partners() {
  std::map<Digest, PartyCode> trusted;
  for (const auto& [party, peer] : node->core().house().peers()) {
    const PartyCode code = peer.party;
    const auto invite = link::parse_invite(as_bytes(peer.invite_text));
    if (!peer.trusted || !invite.ok()) {
      link->remove_peer(code);
      continue;
    }
    trusted[invite->link_spki] = code;
    if (mode == HostMode::serving) {
      link->set_peer(code, invite->peer_endpoint());
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
  ENTENTE_TRY(link_server, link::LinkServer::listen(
                               *loop, *executor, config.listen_address, config.endpoint.port,
                               std::move(demands), {},
                               [this](const PartyCode& peer, std::string_view operation,
                                      Bytes request, const link::LinkServer::Answer& answer) {
                                 executor->post([this, peer, operation = std::string(operation),
                                                 request = std::move(request), answer]() mutable {
                                   node->receive(peer, operation, std::move(request), answer);
                                 });
                               }));
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
  ENTENTE_TRY(s.admin, listen_admin(*this, *s.loop, *s.executor, admin_socket_path(s.home)));
  s.executor->post([&s, ready] {
    s.node->start();
    ready();
  });
  s.executor->run_until_signal([&s] { s.executor->stop(); });
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

node::Node& Host::node() { return *state_->node; }
const Config& Host::config() const { return state_->config; }
crypto::KeyStore& Host::keys() { return *state_->keys; }
Entropy& Host::entropy() { return state_->entropy; }
Clock& Host::clock() { return state_->clock; }
Executor& Host::executor() { return *state_->executor; }

link::Invite Host::invite() const {
  const State& s = *state_;
  const auto verifying = [&](crypto::KeyRole role) {
    return s.keys->signing_key(role).verifying_key();
  };
  std::vector<std::string> agreements;
  for (const auto& [id, room] : s.node->core().rooms()) {
    agreements.push_back(room.profile.id().text());
  }
  return {s.config.party,
          s.config.name,
          s.config.domain,
          s.config.environment,
          s.config.domain,
          s.config.endpoint,
          verifying(crypto::KeyRole::link).fingerprint(),
          verifying(crypto::KeyRole::party),
          verifying(crypto::KeyRole::node),
          verifying(crypto::KeyRole::log),
          verifying(crypto::KeyRole::witness),
          s.keys->agreement_key(crypto::KeyRole::key_access).public_key(),
          s.keys->current(crypto::KeyRole::key_access).id,
          std::move(agreements),
          s.node->core().now()};
}

}  // namespace entente::cli
