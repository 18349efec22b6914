#include "crypto/password.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "crypto/errors.h"

namespace entente::crypto {
namespace {

Bytes derived(std::string_view passphrase, const Bytes& salt, const Argon2Parameters& parameters) {
  const auto key = derive_argon2id(as_bytes(passphrase), salt, parameters, 32);
  return Bytes(key->view().begin(), key->view().end());
}

TEST(Argon2id, depends_on_passphrase_salt_memory_and_passes) {
  const Bytes salt(16, 's');
  const Bytes base = derived("passphrase", salt, kArgon2Cheap);
  EXPECT_EQ(base, derived("passphrase", salt, kArgon2Cheap));
  EXPECT_NE(base, derived("passphrasf", salt, kArgon2Cheap));
  EXPECT_NE(base, derived("passphrase", Bytes(16, 't'), kArgon2Cheap));
  EXPECT_NE(base, derived("passphrase", salt, {16, 1}));
  EXPECT_NE(base, derived("passphrase", salt, {8, 2}));
}

TEST(Argon2id, takes_the_empty_passphrase) {
  EXPECT_EQ(derived({}, Bytes(16, 's'), kArgon2Cheap), derived("", Bytes(16, 's'), kArgon2Cheap));
  EXPECT_NE(derived({}, Bytes(16, 's'), kArgon2Cheap), derived("x", Bytes(16, 's'), kArgon2Cheap));
}

TEST(Argon2id, refuses_parameters_outside_their_ranges) {
  const auto refused = [](std::size_t passphrase, std::size_t salt, Argon2Parameters parameters,
                          std::size_t length) {
    const auto key = derive_argon2id(Bytes(passphrase, 'p'), Bytes(salt), parameters, length);
    return !key.ok() && key.error().is(kBadParameter);
  };
  EXPECT_FALSE(refused(1024, 16, {8, 1}, 64));
  EXPECT_FALSE(refused(0, 16, {8, 1}, 16));
  EXPECT_TRUE(refused(1025, 16, {8, 1}, 32));
  EXPECT_TRUE(refused(8, 15, {8, 1}, 32));
  EXPECT_TRUE(refused(8, 17, {8, 1}, 32));
  EXPECT_TRUE(refused(8, 16, {7, 1}, 32));
  EXPECT_TRUE(refused(8, 16, {1024 * 1024 + 1, 1}, 32));
  EXPECT_TRUE(refused(8, 16, {8, 0}, 32));
  EXPECT_TRUE(refused(8, 16, {8, 65}, 32));
  EXPECT_TRUE(refused(8, 16, {8, 1}, 15));
  EXPECT_TRUE(refused(8, 16, {8, 1}, 65));
}

}  // namespace
}  // namespace entente::crypto
