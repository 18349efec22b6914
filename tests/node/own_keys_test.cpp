#include <gtest/gtest.h>

#include "crypto/key_wrap.h"
#include "node/custody.h"
#include "node/stand.h"
#include "object/key_access.h"

/// Which of a node's keys opens what was wrapped to it.
namespace entente::node::testing {
namespace {

const Bytes kShare(32, 7);

class OwnKeys : public ::testing::Test {
 protected:
  static const std::vector<RsaAccessKey>& rsa_keys() {
    static const std::vector<RsaAccessKey> keys{{crypto::RsaKey::generate(2048), "rsa-1"},
                                                {crypto::RsaKey::generate(2048), "rsa-2"}};
    return keys;
  }

  OwnKeys() {
    sim::add_keys(identity, random);
    identity.key_access_rsa = rsa_keys();
  }

  object::KeyAccess elliptic(std::size_t number, std::string_view kid) {
    auto wrapped = *crypto::ec_wrap(identity.key_access[number].key.public_key(), kShare, random);
    object::KeyAccess access;
    access.type = object::kEcWrapped;
    access.kid = kid;
    access.wrapped_key = std::move(wrapped.wrapped_key);
    access.ephemeral_public_key = std::move(wrapped.ephemeral_public_key);
    return access;
  }
  object::KeyAccess rsa(std::size_t number, std::string_view kid) {
    object::KeyAccess access;
    access.type = object::kWrapped;
    access.kid = kid;
    access.wrapped_key = *rsa_keys()[number].key.public_key().wrap(kShare);
    return access;
  }
  bool opens(const object::KeyAccess& access) {
    const auto share = unwrap_with(identity)(access, "");
    return share.ok() && crypto::equal_constant_time(share->view(), kShare);
  }

  sim::Random random{5};
  Identity identity = sim::identity_of(kJp, "jp.exercise.example", random);
};

TEST_F(OwnKeys, open_what_names_them_replaced_ones_too) {
  for (std::size_t number = 0; number < 2; ++number) {
    EXPECT_TRUE(opens(elliptic(number, identity.key_access[number].id))) << number;
    EXPECT_TRUE(opens(rsa(number, rsa_keys()[number].id))) << number;
  }
}

TEST_F(OwnKeys, open_what_names_no_key_as_clients_in_the_field_leave_it) {
  for (std::size_t number = 0; number < 2; ++number) {
    EXPECT_TRUE(opens(elliptic(number, ""))) << number;
    EXPECT_TRUE(opens(rsa(number, ""))) << number;
  }
}

TEST_F(OwnKeys, open_nothing_that_names_another_key) {
  EXPECT_FALSE(opens(elliptic(0, identity.key_access[1].id)));
  EXPECT_FALSE(opens(elliptic(0, "key-access-9")));
  EXPECT_FALSE(opens(rsa(0, "rsa-2")));
  EXPECT_FALSE(opens(rsa(0, "rsa-9")));
}

TEST_F(OwnKeys, give_one_error_whatever_does_not_open_AB75) {
  object::KeyAccess changed = rsa(0, "rsa-1");
  changed.wrapped_key[9] ^= 1;
  object::KeyAccess changed_elliptic = elliptic(0, "");
  changed_elliptic.wrapped_key[40] ^= 1;
  object::KeyAccess unknown = rsa(0, "rsa-1");
  unknown.type = "mlkem-wrapped";
  object::KeyAccess crossed = rsa(0, "rsa-1");
  crossed.type = object::kEcWrapped;
  const std::string expected = unwrap_with(identity)(rsa(0, "rsa-2"), "").error().describe();
  for (const object::KeyAccess& access : {changed, changed_elliptic, unknown, crossed}) {
    EXPECT_EQ(unwrap_with(identity)(access, "").error().describe(), expected) << access.type;
  }
}

TEST_F(OwnKeys, of_a_node_without_RSA_keys_open_nothing_wrapped_to_RSA) {
  const object::KeyAccess access = rsa(0, "");
  identity.key_access_rsa.clear();
  EXPECT_FALSE(opens(access));
  EXPECT_TRUE(opens(elliptic(0, "")));
}

}  // namespace
}  // namespace entente::node::testing
