#pragma once

#include <string>
#include <string_view>

#include "base/entropy.h"
#include "crypto/key_agreement.h"

/// A key for the backups of one period of time, so that all of them can be made unreadable at once:
/// its private half stands, sealed to the recovery key, in a small file of its own. Who destroys
/// every copy of that file destroys what is in the backups, wherever they lie.
namespace entente::crypto {

struct BackupPeriod {
  AgreementPublicKey key;  ///< to which the period's backups are sealed
  /// The private half, as one line of text ended by a newline:
  ///
  ///     entente-period-1 <fingerprint> <recovery key's fingerprint> <ephemeral key> <wrapped>
  ///
  /// fingerprints as in a recovery share; the ephemeral key's SubjectPublicKeyInfo and the wrapped
  /// seed (`ec_wrap`) in base64.
  std::string sealed;
};
/// Errors: those of `ec_wrap`. Thread-safe.
[[nodiscard]] Result<BackupPeriod> make_backup_period(const AgreementPublicKey& recovery,
                                                      Entropy& entropy);

/// The private half. `crypto.bad-period` for a line that is none, is sealed to another recovery
/// key, or does not give the key that it names. Thread-safe.
[[nodiscard]] Result<AgreementKey> open_backup_period(std::string_view sealed,
                                                      const AgreementKey& recovery);

}  // namespace entente::crypto
