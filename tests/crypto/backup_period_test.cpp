#include "crypto/backup_period.h"

#include <gtest/gtest.h>

#include "crypto/errors.h"
#include "crypto/recovery_key.h"
#include "crypto/seeded_entropy.h"

namespace entente::crypto {
namespace {

class BackupPeriods : public ::testing::Test {
 protected:
  SeededEntropy entropy{7};
  RecoveryKey made = make_recovery_key(3, 2, entropy).value();
  AgreementKey recovery = join_recovery_key(std::span(made.shares).first(2)).value();
  BackupPeriod period = make_backup_period(made.key, entropy).value();
};

// AB82: what is in a backup needs the shares and the period's key.
TEST_F(BackupPeriods, AreOpenedByTheRecoveryKeyAlone) {
  const auto key = open_backup_period(period.sealed, recovery);
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(key->public_key().fingerprint(), period.key.fingerprint());
  EXPECT_NE(period.key.fingerprint(), made.key.fingerprint());
  const RecoveryKey other = make_recovery_key(3, 2, entropy).value();
  const AgreementKey wrong = join_recovery_key(std::span(other.shares).first(2)).value();
  EXPECT_TRUE(open_backup_period(period.sealed, wrong).error().is(kBadPeriod));
}

TEST_F(BackupPeriods, DifferFromEachOther) {
  const BackupPeriod next = make_backup_period(made.key, entropy).value();
  EXPECT_NE(next.key.fingerprint(), period.key.fingerprint());
}

TEST_F(BackupPeriods, AreRefusedIfAnyOctetIsAnother) {
  const std::string& line = period.sealed;
  for (std::size_t place = 0; place + 1 < line.size(); ++place) {
    std::string changed = line;
    changed[place] ^= 1;
    EXPECT_TRUE(open_backup_period(changed, recovery).error().is(kBadPeriod)) << place;
    EXPECT_TRUE(open_backup_period(line.substr(0, place), recovery).error().is(kBadPeriod));
  }
  EXPECT_TRUE(open_backup_period(line + " more", recovery).error().is(kBadPeriod));
  EXPECT_TRUE(open_backup_period(line.substr(0, line.size() - 1), recovery).ok());
}

}  // namespace
}  // namespace entente::crypto
