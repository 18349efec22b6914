#pragma once

#include <functional>
#include <map>
#include <string>

#include "api/account.h"
#include "api/attempts.h"
#include "base/clock.h"
#include "base/entropy.h"
#include "base/executor.h"
#include "base/store_port.h"

namespace entente::api {

/// The ports through which people sign in.
struct AccessPorts {
  Store& store;
  Executor& executor;
  Entropy& entropy;
  Clock& clock;

  /// A text nobody guesses: `bytes` random octets in base64url.
  [[nodiscard]] std::string draw(std::size_t bytes) const;
  /// Writes, and calls `done` on the sequence once it is durable. The store may outlive its caller:
  /// it holds the executor alone.
  void commit(StoreBatch batch, std::function<void(Status)> done) const {
    store.commit(std::move(batch), [&to = executor, done = std::move(done)](const Status& kept) {
      to.post([done, kept] { done(kept); });
    });
  }
  /// Writes what nobody waits for. A store that fails ends the process.
  void commit(StoreBatch batch) const {
    store.commit(std::move(batch), [](const Status&) {});
  }
};

struct AccountSettings {
  crypto::Argon2Parameters argon2;
  std::int64_t setup_ms = 72 * 3'600'000;  ///< how long a one-time code counts
  std::size_t at_once = 2;                 ///< passwords being checked; each takes its memory
  std::size_t waiting = 64;                ///< past it `api.busy`
};

/// The accounts of a node's people: a password and a code of an authenticator application (RFC
/// 6238), both always. Belongs to the node's sequence; passwords are hashed on workers.
class Accounts {
 public:
  Accounts(AccessPorts ports, AccountSettings settings);
  /// Takes up a value of the store if it is an account.
  bool take_up(BytesView value);

  /// Opens the person's account, or resets it: gives the one-time code with which the person
  /// chooses a password. It is shown once and kept as a digest. Where a person opens it
  /// (`opened_by`; empty for the node's operator) it is half of the code: a second person's
  /// approval gives the other half, so that no officer can take an account over alone (AB46).
  /// Errors: `api.second-person` for one's own account.
  using Opened = std::function<void(Result<std::string> setup_code)>;
  void open(const PersonId& person, const std::string& opened_by, Opened done);
  /// Errors: `base.not-found` where no account waits for it; `api.second-person`.
  void approve(const PersonId& person, const std::string& approved_by, Opened done);
  /// Ends it; `base.not-found` where there is none.
  void close(const PersonId& person, std::function<void(Status)> done);

  /// The person chooses a password, and gets the key for the authenticator application, in base32.
  /// Errors: `api.weak-password`, `api.wrong-credentials` (no such account, other code, too late),
  /// `api.too-many-attempts`, `api.busy`.
  struct SetUp {
    std::string person;
    std::string setup_code;  ///< of two persons' halves: both, with a dash between
    std::string password;
    std::string address;  ///< where it came from
  };
  void set_up(SetUp given, std::function<void(Result<std::string> totp_key)> done);

  /// Errors: `api.wrong-credentials` whatever is wrong, after the same work;
  /// `api.too-many-attempts` before any; `api.busy`.
  struct SignIn {
    std::string person;
    std::string password;
    std::string code;
    std::string address;
  };
  void sign_in(SignIn given, std::function<void(Result<PersonId>)> done);

  /// How long the caller has to wait, where the last answer was `api.too-many-attempts`.
  [[nodiscard]] std::int64_t wait_ms(const std::string& person, const std::string& address) const;
  [[nodiscard]] const std::map<std::string, Account>& all() const { return accounts_; }

 private:
  using Hashed = std::function<void(Result<Bytes>)>;
  /// Hashes on a worker, as many at once as may be; then `done` on the sequence.
  void hash(std::string password, Bytes salt, crypto::Argon2Parameters cost, Hashed done);
  void hash_next();
  [[nodiscard]] Status admit(const std::string& person, const std::string& address);
  /// A one-time code, and the account that holds its digest, kept.
  void issue(Account account, std::optional<Digest> Account::* half, Opened done);
  [[nodiscard]] const Account* find(const std::string& person) const;
  /// Whether the code was right at that time, and was not used before; its step.
  [[nodiscard]] static std::optional<std::uint64_t> step_of(const Account& account,
                                                            std::string_view code, Instant at);
  void keep(Account account, std::function<void(Status)> done);

  AccessPorts ports_;
  AccountSettings settings_;
  Attempts attempts_;
  std::map<std::string, Account> accounts_;
  std::vector<std::function<void()>> queue_;  ///< hashes that wait for their turn
  std::size_t running_ = 0;
  Bytes no_salt_;  ///< what is hashed where there is no account
};

}  // namespace entente::api
