#include "api/accounts.h"

#include <algorithm>

#include "api/errors.h"
#include "base/encoding.h"
#include "base/errors.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/secret.h"
#include "crypto/totp.h"

namespace entente::api {
namespace {

constexpr std::string_view kAccountPrefix = "account/";
constexpr std::size_t kSetupBytes = 20;
constexpr std::size_t kTotpBytes = 20;
constexpr std::size_t kVerifierBytes = 32;
constexpr std::size_t kPasswordMin = 12;
constexpr std::size_t kPasswordMax = 256;

Bytes key_of(const PersonId& person) {
  return to_bytes(std::string(kAccountPrefix) + person.text());
}

Bytes random_bytes(std::size_t size, Entropy& entropy) {
  Bytes bytes(size);
  entropy.fill(bytes);
  return bytes;
}

Error wrong() { return Error(kWrongCredentials, "Person, password or code are wrong."); }

/// Whether a one-time code, or the two halves of one, is what the account waits for.
bool opens(const Account& account, std::string_view code) {
  const auto is = [](const Digest& digest, std::string_view half) {
    return crypto::equal_constant_time(digest.view(), crypto::sha256(as_bytes(half)).view());
  };
  const std::size_t dash = std::min(code.find('-'), code.size());
  const std::string_view second = code.substr(std::min(dash + 1, code.size()));
  return account.setup_digest && !account.waits_for_approval() &&
         is(*account.setup_digest, code.substr(0, dash)) &&
         (!account.second_digest || is(*account.second_digest, second));
}

/// After NIST SP 800-63B 5.1.1.2: length, and nothing about kinds of characters.
Status check_password(std::string_view password, std::string_view person) {
  ENTENTE_CHECK(check_utf8(password));
  const bool sound = password.size() >= kPasswordMin && password.size() <= kPasswordMax &&
                     ascii_lower(password).find(person) == std::string::npos;
  return sound ? Status()
               : Error(kWeakPassword, "The password is too short, too long or too near.");
}

}  // namespace

std::string AccessPorts::draw(std::size_t bytes) const {
  return to_base64url(random_bytes(bytes, entropy));
}

Accounts::Accounts(AccessPorts ports, AccountSettings settings)
    : ports_(ports),
      settings_(settings),
      no_salt_(random_bytes(crypto::kArgon2SaltSize, ports.entropy)) {}

bool Accounts::take_up(BytesView value) {
  auto account = format::from_json_text<Account>(value);
  if (account.ok()) {
    const std::string person = account->person.text();
    accounts_.insert_or_assign(person, std::move(*account));
  }
  return account.ok();
}

const Account* Accounts::find(const std::string& person) const {
  const auto found = accounts_.find(person);
  return found == accounts_.end() ? nullptr : &found->second;
}

void Accounts::keep(Account account, std::function<void(Status)> done) {
  const PersonId person = account.person;
  StoreBatch batch{{Space::access, key_of(person), to_bytes(format::to_json(account))}};
  accounts_.insert_or_assign(person.text(), std::move(account));
  ports_.commit(std::move(batch), std::move(done));
}

void Accounts::issue(Account account, std::optional<Digest> Account::* half, Opened done) {
  const std::string code = crypto::to_base32(random_bytes(kSetupBytes, ports_.entropy));
  account.*half = crypto::sha256(as_bytes(code));
  keep(std::move(account), [code, done = std::move(done)](const Status& kept) {
    done(kept.ok() ? Result<std::string>(code) : Result<std::string>(kept.error()));
  });
}

void Accounts::open(const PersonId& person, const std::string& opened_by, Opened done) {
  if (opened_by == person.text()) {
    done(Error(kSecondPerson, "Nobody opens an account for oneself."));
    return;
  }
  Account account;
  account.person = person;
  account.opened_by = opened_by;
  account.opened_at = ports_.clock.now();
  account.setup_until = account.opened_at.plus_ms(settings_.setup_ms);
  issue(std::move(account), &Account::setup_digest, std::move(done));
}

void Accounts::approve(const PersonId& person, const std::string& approved_by, Opened done) {
  const Account* known = find(person.text());
  if (known == nullptr || !known->waits_for_approval()) {
    done(Error(kNotFound, "There is no such account that waits for approval."));
    return;
  }
  if (approved_by == known->opened_by || approved_by == person.text()) {
    done(
        Error(kSecondPerson, "A second person approves, who is neither the first nor the holder."));
    return;
  }
  Account account = *known;
  account.approved_by = approved_by;
  issue(std::move(account), &Account::second_digest, std::move(done));
}

void Accounts::close(const PersonId& person, std::function<void(Status)> done) {
  if (accounts_.erase(person.text()) == 0) {
    done(Error(kNotFound, "There is no such account."));
    return;
  }
  ports_.commit({{Space::access, key_of(person), std::nullopt}}, std::move(done));
}

// ---- Guessing -----------------------------------------------------------------------------------

std::int64_t Accounts::wait_ms(const std::string& person, const std::string& address) const {
  return attempts_.wait_ms(person, address, ports_.clock.now());
}

Status Accounts::admit(const std::string& person, const std::string& address) {
  if (wait_ms(person, address) > 0) {
    return Error(kTooManyAttempts, "There were too many failures of late.");
  }
  return queue_.size() < settings_.waiting
             ? Status()
             : Error(kBusy, "Too many people are signing in at this moment.");
}

void Accounts::hash(std::string password, Bytes salt, crypto::Argon2Parameters cost, Hashed done) {
  auto secret = std::make_shared<crypto::SecretBytes>(
      crypto::SecretBytes::copy_of(as_bytes(password)));  // std::function must be copyable
  crypto::wipe({reinterpret_cast<std::uint8_t*>(password.data()), password.size()});
  queue_.emplace_back([this, secret, salt = std::move(salt), cost, done = std::move(done)] {
    // A worker may outlive this: it holds the executor alone.
    ports_.executor.work([this, &executor = ports_.executor, secret, salt, cost, done] {
      auto derived = crypto::derive_argon2id(secret->view(), salt, cost, kVerifierBytes);
      Result<Bytes> hashed = derived.ok() ? Result<Bytes>(to_bytes(as_text(derived->view())))
                                          : Result<Bytes>(derived.error());
      executor.post([this, hashed = std::move(hashed), done] {
        --running_;
        hash_next();
        done(hashed);
      });
    });
  });
  hash_next();
}

void Accounts::hash_next() {
  while (running_ < settings_.at_once && !queue_.empty()) {
    const auto next = std::move(queue_.front());
    queue_.erase(queue_.begin());
    ++running_;
    next();
  }
}

// ---- Choosing a password, and signing in --------------------------------------------------------

void Accounts::set_up(SetUp given, std::function<void(Result<std::string>)> done) {
  Status sound = admit(given.person, given.address);
  sound = sound.ok() ? check_password(given.password, given.person) : sound;
  if (!sound.ok()) {
    done(sound.error());
    return;
  }
  const Bytes salt = random_bytes(crypto::kArgon2SaltSize, ports_.entropy);
  hash(std::move(given.password), salt, settings_.argon2,
       [this, person = given.person, address = given.address, salt, code = given.setup_code,
        done = std::move(done)](const Result<Bytes>& hashed) {
         const Account* account = find(person);
         const Instant now = ports_.clock.now();
         const bool right =
             account != nullptr && now < account->setup_until && opens(*account, code);
         if (!right || !hashed.ok()) {
           attempts_.failed(person, address, now);
           done(hashed.ok() ? wrong() : hashed.error());
           return;
         }
         Account chosen = *account;
         chosen.setup_digest.reset();
         chosen.second_digest.reset();
         chosen.salt = salt;
         chosen.verifier = *hashed;
         chosen.memory_kib = settings_.argon2.memory_kib;
         chosen.passes = settings_.argon2.passes;
         chosen.totp_key = random_bytes(kTotpBytes, ports_.entropy);
         const std::string totp = crypto::to_base32(chosen.totp_key);
         keep(std::move(chosen), [totp, done](const Status& kept) {
           done(kept.ok() ? Result<std::string>(totp) : Result<std::string>(kept.error()));
         });
       });
}

std::optional<std::uint64_t> Accounts::step_of(const Account& account, std::string_view code,
                                               Instant at) {
  const auto current = static_cast<std::uint64_t>(at.ms() / crypto::kTotpStepMs);
  std::optional<std::uint64_t> right;
  // RFC 6238 section 5.2: one step of delay either way, and no code counts twice.
  for (const std::uint64_t step : {current - 1, current, current + 1}) {
    const bool equal = crypto::equal_constant_time(
        as_bytes(crypto::totp_code(account.totp_key, step)), as_bytes(code));
    right = equal && step > account.last_step ? std::optional(step) : right;
  }
  return right;
}

void Accounts::sign_in(SignIn given, std::function<void(Result<PersonId>)> done) {
  if (const Status admitted = admit(given.person, given.address); !admitted.ok()) {
    done(admitted.error());
    return;
  }
  const Account* known = find(given.person);
  const bool usable = known != nullptr && known->is_set_up();
  // The same work for those who have no account.
  const Bytes salt = usable ? known->salt : no_salt_;
  crypto::Argon2Parameters cost = settings_.argon2;
  if (usable) {
    cost = {static_cast<std::uint32_t>(known->memory_kib),
            static_cast<std::uint32_t>(known->passes)};
  }
  hash(std::move(given.password), salt, cost,
       // The code is judged as of when it came, however long the password waits for its turn.
       [this, person = given.person, address = given.address, code = given.code,
        came = ports_.clock.now(), done = std::move(done)](const Result<Bytes>& hashed) {
         const Account* account = find(person);
         const bool set_up = account != nullptr && account->is_set_up();
         const bool right =
             set_up && hashed.ok() && crypto::equal_constant_time(account->verifier, *hashed);
         const auto step = set_up ? step_of(*account, code, came) : std::nullopt;
         if (!right || !step) {
           attempts_.failed(person, address, ports_.clock.now());
           done(wrong());
           return;
         }
         attempts_.succeeded(person, address);
         Account used = *account;
         used.last_step = *step;
         keep(std::move(used), [id = account->person, done](const Status& kept) {
           done(kept.ok() ? Result<PersonId>(id) : Result<PersonId>(kept.error()));
         });
       });
}

}  // namespace entente::api
