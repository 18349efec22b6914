#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "api/quotas.h"
#include "api/service.h"
#include "cli/counted_ports.h"
#include "cli/host.h"
#include "cli/system_clock.h"
#include "crypto/random.h"
#include "http/asio_executor.h"
#include "http/server.h"
#include "http/web_client.h"
#include "http/web_prefix.h"
#include "kas/service.h"
#include "link/https_link.h"
#include "link/link_server.h"
#include "link/log_service.h"
#include "oidc/provider.h"
#include "store/posix_files.h"

/// Internal to the host: what a node in a process consists of.
namespace entente::cli {

inline constexpr std::uint64_t kSmallFile = 1u << 20;

/// The keys and address in an invite; errors as in `link::parse_invite`.
[[nodiscard]] Result<node::Partner> partner_of(std::string_view invite_text);

/// Removes copies of the store that an interrupted backup left. Before the first one.
[[nodiscard]] Status remove_left_backups(FileSystem& files);

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
  std::unique_ptr<http::AsioExecutor> executor;
  // What counts outlives what it counts, which tells the executor, through it, what it still writes
  // when it ends.
  std::optional<CountedStore> store;
  std::unique_ptr<Store> sqlite_store;
  std::unique_ptr<http::IoLoop> loop;
  std::optional<CountedLink> counted_link;
  KeyReleases key_releases;
  std::unique_ptr<link::HttpsLink> link;
  std::unique_ptr<node::Node> node;
  std::unique_ptr<api::Access> access;
  std::unique_ptr<oidc::Provider> provider;  ///< of sign-in, where one is configured
  std::unique_ptr<http::WebClient> web;      ///< the way to it
  std::vector<std::unique_ptr<http::WebClient>> witness_clients;  ///< as `witness_ways` use them
  std::vector<std::unique_ptr<http::WebPrefix>> witness_ways;
  std::unique_ptr<link::LogService> log_service;
  std::unique_ptr<link::LinkServer> link_server;
  std::unique_ptr<http::Server> admin;
  std::unique_ptr<api::Service> api;
  std::unique_ptr<kas::Service> kas;
  /// Of those who ask for cosignatures without being partners, by address. Of the loop's thread.
  api::Quotas witness_quotas{{{10, 100}, {1u << 20, 16u << 20}}};
  std::unique_ptr<http::Server> api_server;
  std::map<Digest, PartyCode> pins;  ///< read on the loop's thread, written under `pins_mutex`
  std::mutex pins_mutex;
  std::map<std::uint64_t, Done> unanswered;  ///< commands that have not been answered
  std::uint64_t next_waiting = 0;
  std::optional<Error> store_failure;
  std::atomic<bool> has_failed = false;  ///< `store_failure` is set, and stays as it is

  State() = default;
  /// No worker's task outlives what it works on.
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  Status open_files(const std::string& where, const crypto::SecretBytes& passphrase);
  Status open_node();
  Status listen();
  Status listen_api(Host& host);
  Status open_provider();
  Result<std::vector<node::NeutralWitness>> open_witnesses();
  http::Admission admit_witness(const http::RequestContext& context, const http::RequestHead& head);
  void serve_witness(const http::RequestContext& context, http::Request request,
                     const http::Server::Respond& respond);
  kas::Service::Parts kas_parts();
  void holder_of(std::string_view token, const kas::HolderDone& done);
  /// Trusted partners to which the newest announcement of keys has not been delivered.
  std::vector<PartyCode> behind() const;
  Status announce(const link::Invite& invite, act::KeyReason reason, bool again,
                  std::function<void()> done);
  /// Takes the next link certificate into use, once every partner knows its key.
  Status switch_link_key();
  void pin_partners();
  void write_ledger_metrics(MetricsText& out);
  void write_access_metrics(MetricsText& out);
  /// Nothing more is recorded: every command that waits is told so, and the process ends.
  void fail(const Error& error);
  node::Identity identity() const;
  /// An invite issued now.
  link::Invite make_invite() const;
  /// The link's certificate with the key that it names.
  Result<http::TlsIdentity> tls_identity() const;
};

}  // namespace entente::cli
