#pragma once

#include <optional>
#include <string>

#include "base/ids.h"
#include "base/time.h"
#include "crypto/password.h"
#include "format/fields.h"

namespace entente::api {

/// How one person signs in with a password and a code. Kept sealed in the store; never shown.
struct Account {
  PersonId person;
  std::string opened_by;    ///< the person who opened it; empty for the node's operator
  std::string approved_by;  ///< the second person, where a first one opened it
  Instant opened_at;
  /// Until the person has chosen a password: the digest of the one-time code that lets them.
  std::optional<Digest> setup_digest;
  std::optional<Digest> second_digest;  ///< of the second person's half of it
  Instant setup_until;
  // Argon2id (RFC 9106) of the password.
  Bytes salt;
  Bytes verifier;
  std::uint64_t memory_kib = 0;
  std::uint64_t passes = 0;
  Bytes totp_key;
  std::uint64_t last_step = 0;  ///< of the newest code that was used: each counts once

  [[nodiscard]] bool is_set_up() const { return !setup_digest.has_value(); }
  /// AB46: nobody can take an account over alone. What one person opened, a second one approves.
  [[nodiscard]] bool waits_for_approval() const {
    return !is_set_up() && !opened_by.empty() && !second_digest;
  }
  static constexpr auto fields() {
    using format::field;
    return members(field("person", &Account::person), field("opened_by", &Account::opened_by),
                   field("approved_by", &Account::approved_by),
                   field("opened_at", &Account::opened_at),
                   field("setup_digest", &Account::setup_digest),
                   field("second_digest", &Account::second_digest),
                   field("setup_until", &Account::setup_until), field("salt", &Account::salt),
                   field("verifier", &Account::verifier), field("memory_kib", &Account::memory_kib),
                   field("passes", &Account::passes), field("totp_key", &Account::totp_key),
                   field("last_step", &Account::last_step));
  }
};

}  // namespace entente::api
