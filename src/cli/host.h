#pragma once

#include <memory>
#include <optional>
#include <string>

#include "act/environment.h"
#include "api/access.h"
#include "base/ids.h"
#include "cli/command.h"
#include "crypto/key_store.h"
#include "http/endpoint.h"
#include "link/invite.h"
#include "node/node.h"

namespace entente::cli {

/// What stands in a home, relative to it.
inline constexpr std::string_view kConfigFile = "config.toml";
inline constexpr std::string_view kCertificatePath = "link.pem";
inline constexpr std::string_view kNextCertificatePath = "link-next.pem";
inline constexpr std::string_view kKeysFolder = "keys";
inline constexpr std::string_view kStoreFile = "store.sqlite";

/// The OpenID provider with which people may sign in, as `[oidc]` names it. Files are relative to
/// the home.
struct ProviderConfig {
  std::string issuer;
  std::string client_id;
  std::string secret_file;
  std::string node_url;          ///< where browsers reach the interface: `https://kr.example.org`
  std::string claim;             ///< which claim names the person
  std::string audience;          ///< what access tokens for the key service name; empty: none
  std::string authorities_file;  ///< who vouches for the provider's name; empty: as the machine has
  std::string keys_file;         ///< its keys, in place of those that it publishes; empty: none
};

/// A witness of neither party, as a `[[witness]]` names it. The file is relative to the home.
struct WitnessConfig {
  std::string vkey;
  std::string url;               ///< its prefix, for submission and monitoring alike
  std::string authorities_file;  ///< who vouches for its name; empty: as the machine has
};

/// What `node init` writes to `config.toml` of the home, and nothing else changes by itself.
struct Config {
  PartyCode party;
  std::string name;
  std::string domain;
  act::Environment environment = act::Environment::exercise;
  http::Endpoint endpoint;     ///< where partners reach this node
  std::string listen_address;  ///< of the link, a plain address
  /// Where people and their tools reach the node, a plain address; none: they do not.
  std::optional<http::Endpoint> api;
  std::vector<std::string> web_origins;  ///< whose pages may ask the key service
  std::optional<ProviderConfig> oidc;
  std::vector<WitnessConfig> witnesses;
  std::int64_t witness_interval_seconds = 60;   ///< of asking them
  std::vector<ledger::NoteVerifier> witnessed;  ///< as in `node::Settings`
};

[[nodiscard]] std::string write_config(const Config& config);
/// Strict; errors with `file:line:column`.
[[nodiscard]] Result<Config> read_config(std::string_view text, std::string_view file);

/// A secret read for this process: from `--passphrase-file`, the systemd credential
/// `entente-passphrase`, or the terminal. Never from an argument or the environment.
[[nodiscard]] Result<crypto::SecretBytes> read_passphrase(const std::string& file);
/// The first line of `file`, or what is typed at the terminal without being shown.
[[nodiscard]] Result<crypto::SecretBytes> read_secret(const std::string& file,
                                                      std::string_view prompt);

enum class HostMode {
  serving,  ///< listens for partners and for the command line, until stopped
  alone,    ///< for one command: the outbox stays as it is until the node serves
};

/// A node in a process: the real ports, the keys, the listeners. Everything of it is made here and
/// nowhere else. The calling thread is the sequence while it runs.
class Host {
 public:
  /// Opens the home. Errors: `node.bad-home`, `store.home-in-use`, `crypto.wrong-passphrase`, ...
  [[nodiscard]] static Result<std::unique_ptr<Host>> open(const std::string& home,
                                                          const crypto::SecretBytes& passphrase,
                                                          HostMode mode);
  ~Host();

  /// Serves until SIGINT or SIGTERM. `ready` is called once when both listeners are up.
  [[nodiscard]] Status serve(const std::function<void()>& ready);
  /// Runs one command and returns its reply; a reply's content goes to `out`.
  [[nodiscard]] Reply run(const Command& command, const Arguments& arguments,
                          std::shared_ptr<ByteSource> in, ByteSink& out);

  /// Why nothing more is recorded: the store failed, and the process is ending. Null while all is
  /// well. Thread-safe.
  [[nodiscard]] const Error* failure() const;
  /// `done` for a command that is about to run: it is also answered, once, when the store fails
  /// before the command has ended.
  [[nodiscard]] Done answered(Done done);

  [[nodiscard]] node::Node& node();
  [[nodiscard]] const Config& config() const;
  [[nodiscard]] crypto::KeyStore& keys();
  [[nodiscard]] Entropy& entropy();
  [[nodiscard]] Clock& clock();
  [[nodiscard]] Executor& executor();
  /// Who may sign in, and who is signed in.
  [[nodiscard]] api::Access& access();
  /// This node's own invite, to be signed with its party key now. As long as nothing that it says
  /// has changed it is the one that was given out last, so that its fingerprint stays what people
  /// compared.
  [[nodiscard]] link::Invite invite() const;
  /// Keeps an invite that is given out. `done` is called on the sequence when that is durable.
  void keep_invite(const std::string& text, std::function<void(const Status&)> done);

  /// The text of the first invite that was given out, where it names the node's first node and log
  /// keys, with which its oldest acts are verified; else one that does.
  [[nodiscard]] std::string first_invite() const;

  // The life of the node's keys. On the sequence.

  /// Replaces the current key of a role and announces the new one under every agreement; `done`
  /// when that is durable. The RSA key is in no invite, so it is not announced and waits for
  /// nobody. A planned rotation waits until the one before has reached every partner
  /// (`node.out-of-order`); the store's key cannot be replaced (`cli.usage`).
  [[nodiscard]] Result<crypto::KeyInfo> rotate_key(crypto::KeyRole role, act::KeyReason reason,
                                                   std::function<void()> done);
  /// Destroys the private halves of replaced keys, once every partner knows the new ones; their
  /// ids.
  [[nodiscard]] Result<std::vector<std::string>> retire_keys(crypto::KeyRole role,
                                                             std::function<void()> done);
  /// Announces the current keys and address under every agreement, also if nothing changed.
  [[nodiscard]] Status announce_again(std::function<void()> done);
  /// Trusted partners to which the newest announcement has not been delivered.
  [[nodiscard]] std::vector<PartyCode> partners_behind() const;
  /// The whole home as one file, sealed to that key: the store as it is at one moment, the keys,
  /// the settings, the objects (docs/reference/backup-format.md). What is given is read on a
  /// worker. On the sequence; calls back on it. Errors: those of the disk.
  using BackupDone = std::function<void(Result<std::shared_ptr<ByteSource>>)>;
  void make_backup(const crypto::AgreementPublicKey& to, BackupDone done);

  /// What this process counts and measures, for the admin socket alone: counts and sizes, nothing
  /// that names an item, a person, a party or an agreement. On the sequence.
  [[nodiscard]] std::string metrics();

  /// Announces what was replaced before a crash, or before an agreement was known.
  void finish_rotation();

 private:
  struct State;
  explicit Host(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// The file that a setting names; empty where it names none.
[[nodiscard]] std::string in_home(const std::string& home, const std::string& file);
/// The admin socket of a home.
[[nodiscard]] std::string admin_socket_path(const std::string& home);

}  // namespace entente::cli
