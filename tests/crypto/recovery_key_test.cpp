#include "crypto/recovery_key.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "crypto/errors.h"
#include "crypto/random.h"
#include "crypto/seeded_entropy.h"

namespace entente::crypto {
namespace {

RecoveryShare copy_of(const RecoveryShare& share) {
  return parse_share(format_share(share).view()).value();
}

std::vector<RecoveryShare> some(const RecoveryKey& made, std::vector<std::size_t> which) {
  std::vector<RecoveryShare> shares;
  for (const std::size_t index : which) {
    shares.push_back(copy_of(made.shares[index]));
  }
  return shares;
}

std::string line_of(const RecoveryShare& share) {
  return std::string(as_text(format_share(share).view()));
}

class RecoveryKeys : public ::testing::Test {
 protected:
  SeededEntropy entropy{7};
  RecoveryKey made = make_recovery_key(5, 3, entropy).value();
};

// AB82: restoring elsewhere needs recovery shares, as many as were agreed.
TEST_F(RecoveryKeys, AnyThreeOfFiveGiveTheKeyBack) {
  for (std::size_t a = 0; a < 5; ++a) {
    for (std::size_t b = a + 1; b < 5; ++b) {
      for (std::size_t c = b + 1; c < 5; ++c) {
        const auto key = join_recovery_key(some(made, {c, a, b}));
        ASSERT_TRUE(key.ok());
        EXPECT_EQ(key->public_key().fingerprint(), made.key.fingerprint());
      }
    }
  }
  EXPECT_TRUE(join_recovery_key(some(made, {0, 1, 2, 3, 4})).ok());
}

TEST_F(RecoveryKeys, FewerGiveNothing) {
  EXPECT_TRUE(join_recovery_key(some(made, {0, 1})).error().is(kBadShare));
  EXPECT_TRUE(join_recovery_key({}).error().is(kBadShare));
  // Nor does one of them twice.
  EXPECT_TRUE(join_recovery_key(some(made, {0, 1, 1})).error().is(kBadShare));
  // Nor two that claim to be enough: what they give is another key.
  auto two = some(made, {0, 1});
  for (RecoveryShare& share : two) {
    share.threshold = 2;
  }
  EXPECT_TRUE(join_recovery_key(two).error().is(kBadShare));
}

TEST_F(RecoveryKeys, SharesOfAnotherKeyDoNotHelp) {
  const RecoveryKey other = make_recovery_key(5, 3, entropy).value();
  EXPECT_NE(other.key.fingerprint(), made.key.fingerprint());
  auto mixed = some(made, {0, 1});
  mixed.push_back(copy_of(other.shares[2]));
  EXPECT_TRUE(join_recovery_key(mixed).error().is(kBadShare));
  mixed[2].key = made.key.fingerprint();
  EXPECT_TRUE(join_recovery_key(mixed).error().is(kBadShare));
}

TEST_F(RecoveryKeys, NumbersThatMakeNoSenseAreRefused) {
  for (const auto& [count, threshold] :
       std::vector<std::pair<unsigned, unsigned>>{{1, 1}, {5, 1}, {5, 6}, {0, 0}, {33, 2}}) {
    EXPECT_TRUE(make_recovery_key(count, threshold, entropy).error().is(kBadParameter));
  }
  EXPECT_EQ(make_recovery_key(kSharesMax, kSharesMax, entropy)->shares.size(), kSharesMax);
}

TEST_F(RecoveryKeys, ASlipOfThePenIsFound) {
  const std::string line = line_of(made.shares[1]);
  EXPECT_TRUE(line.starts_with("entente-recovery-1 3/5 2 "));
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    std::string changed = line;
    changed[i] = changed[i] == '7' ? '8' : '7';
    EXPECT_FALSE(parse_share(as_bytes(changed)).ok()) << i;
    EXPECT_FALSE(parse_share(as_bytes(line.substr(0, i))).ok()) << i;
  }
  EXPECT_TRUE(parse_share(as_bytes(line.substr(0, line.size() - 1))).ok());
  EXPECT_FALSE(parse_share(as_bytes(line + "\n")).ok());
}

// The library draws by a function of the process: keys made at once do not take each other's.
TEST(RecoveryKeysAtOnce, AreWhole) {
  std::vector<std::thread> threads;
  std::atomic<int> good = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      SystemEntropy system;
      for (int round = 0; round < 20; ++round) {
        const RecoveryKey one = make_recovery_key(3, 2, system).value();
        good += join_recovery_key(some(one, {2, 0})).ok() ? 1 : 0;
      }
    });
  }
  for (std::thread& each : threads) {
    each.join();
  }
  EXPECT_EQ(good, 80);
}

}  // namespace
}  // namespace entente::crypto
