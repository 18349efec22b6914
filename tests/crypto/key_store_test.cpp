#include "crypto/key_store.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/errors.h"
#include "crypto/key_store_format.h"
#include "crypto/key_wrap.h"
#include "memory_files.h"
#include "seeded_entropy.h"

namespace entente::crypto {
namespace {

const Bytes kRight = to_bytes("correct horse EXERCISE");
const Bytes kWrong = to_bytes("correct horse exercise");

class KeyStoreTest : public testing::Test {
 protected:
  static KeyStoreOptions cheap() {
    KeyStoreOptions options;
    options.argon2 = kArgon2Cheap;
    return options;
  }

  Result<KeyStore> create(std::string_view environment = "EXERCISE",
                          const Unlock& unlock = Passphrase{kRight}) {
    return KeyStore::create(files_, "keys", environment, unlock, cheap(), now_, entropy_);
  }

  Result<KeyStore> open(std::string_view environment = "EXERCISE",
                        const Unlock& unlock = Passphrase{kRight}) {
    return KeyStore::open(files_, "keys", environment, unlock);
  }

  /// Whether the store, as it lies in the files now, is refused with `kind`.
  void expect_refused(const ErrorKind& kind, std::string_view environment = "EXERCISE",
                      const Unlock& unlock = Passphrase{kRight}) {
    const auto opened = open(environment, unlock);
    ASSERT_FALSE(opened.ok());
    EXPECT_TRUE(opened.error().is(kind)) << opened.error().describe();
  }

  MemoryFiles files_;
  SeededEntropy entropy_{31};
  Instant now_ = *Instant::parse("2026-01-02T03:04:05Z");
};

TEST_F(KeyStoreTest, gives_back_the_same_keys_of_every_role) {
  const auto created = create();
  ASSERT_TRUE(created.ok()) << created.error().describe();
  const auto opened = open();
  ASSERT_TRUE(opened.ok()) << opened.error().describe();
  EXPECT_EQ(opened->environment(), "EXERCISE");
  for (const KeyRole role :
       {KeyRole::party, KeyRole::node, KeyRole::log, KeyRole::witness, KeyRole::link}) {
    EXPECT_EQ(opened->signing_key(role).verifying_key(),
              created->signing_key(role).verifying_key());
    EXPECT_EQ(opened->current(role).fingerprint,
              created->signing_key(role).verifying_key().fingerprint());
  }
  EXPECT_EQ(opened->agreement_key(KeyRole::key_access).public_key().fingerprint(),
            created->agreement_key(KeyRole::key_access).public_key().fingerprint());
  EXPECT_EQ(opened->rsa_key(KeyRole::key_access_rsa).public_key(),
            created->rsa_key(KeyRole::key_access_rsa).public_key());
  EXPECT_EQ(opened->rsa_key(KeyRole::key_access_rsa).public_key().bits(), 2048u);
  EXPECT_TRUE(equal_constant_time(opened->symmetric(KeyRole::store).view(),
                                  created->symmetric(KeyRole::store).view()));
  EXPECT_EQ(opened->signing_key(KeyRole::link).suite(), SignatureSuite::ecdsa_p256_sha256);
  EXPECT_EQ(opened->signing_key(KeyRole::log).suite(), SignatureSuite::ed25519);
}

TEST_F(KeyStoreTest, lists_every_key_with_id_fingerprint_state_and_date) {
  const auto store = create();
  const std::vector<KeyInfo> keys = store->list();
  ASSERT_EQ(keys.size(), 8u);
  for (const KeyInfo& key : keys) {
    EXPECT_EQ(key.number, 1u);
    EXPECT_EQ(key.state, KeyState::current);
    EXPECT_EQ(key.created, now_);
    EXPECT_EQ(key.id, std::string(name_of(key.role)) + "-" + key.fingerprint.hex().substr(0, 16));
  }
  EXPECT_EQ(open()->list().size(), 8u);
}

TEST_F(KeyStoreTest, opens_with_a_credential_of_the_machine) {
  const Bytes credential(32, 0x42);
  ASSERT_TRUE(create("EXERCISE", Credential{credential}).ok());
  EXPECT_TRUE(open("EXERCISE", Credential{credential}).ok());
  expect_refused(kWrongPassphrase, "EXERCISE", Credential{Bytes(32, 0x43)});
  expect_refused(kWrongPassphrase, "EXERCISE", Passphrase{credential});
}

TEST_F(KeyStoreTest, has_one_clear_error_for_a_wrong_passphrase) {
  ASSERT_TRUE(create().ok());
  expect_refused(kWrongPassphrase, "EXERCISE", Passphrase{kWrong});
  expect_refused(kWrongPassphrase, "EXERCISE", Passphrase{{}});
  expect_refused(kWrongPassphrase, "EXERCISE", Passphrase{Bytes(2000, 'x')});
  expect_refused(kWrongPassphrase, "EXERCISE", Credential{kRight});
}

TEST_F(KeyStoreTest, refuses_passphrases_below_8_and_credentials_below_32_bytes) {
  EXPECT_TRUE(create("EXERCISE", Passphrase{Bytes(7, 'x')}).error().is(kBadParameter));
  EXPECT_TRUE(create("EXERCISE", Passphrase{Bytes(1025, 'x')}).error().is(kBadParameter));
  EXPECT_TRUE(create("EXERCISE", Credential{Bytes(31, 'x')}).error().is(kBadParameter));
  EXPECT_TRUE(files_.content.empty());
  EXPECT_TRUE(create("EXERCISE", Passphrase{Bytes(8, 'x')}).ok());
}

TEST_F(KeyStoreTest, belongs_to_one_environment) {
  ASSERT_TRUE(create().ok());
  expect_refused(kWrongEnvironment, "LIVE");
  expect_refused(kWrongEnvironment, "TRAINING");
  expect_refused(kBadParameter, "exercise");
}

TEST_F(KeyStoreTest, cannot_be_relabelled_for_another_environment) {
  ASSERT_TRUE(create().ok());
  Bytes& store = files_.content["keys/store"];
  StoreFile file = *decode_store_file(store);
  file.environment = KeyEnvironment::live;
  store = encode_store_file(file);
  expect_refused(kWrongPassphrase, "LIVE");
}

// The attacker owns both homes and both passphrases are one: still no key crosses.
TEST_F(KeyStoreTest, takes_no_key_from_another_environment_or_store) {
  ASSERT_TRUE(create("LIVE").ok());
  const auto live = files_.content;
  files_.content.clear();
  ASSERT_TRUE(create("EXERCISE").ok());
  const auto exercise = files_.content;
  for (const auto& [path, bytes] : live) {
    if (path == "keys/store") {
      continue;
    }
    files_.content = exercise;
    files_.content[path] = bytes;
    expect_refused(kKeyStoreCorrupt);
  }
}

TEST_F(KeyStoreTest, binds_a_key_to_its_environment_even_under_one_master_key) {
  SeededEntropy entropy(1);
  Aead aead(Secret32::random(entropy));
  const Bytes sealed = aead.seal_with_random_nonce(
      entropy, key_context(KeyEnvironment::exercise, KeyRole::node, 1), as_bytes("key"));
  EXPECT_TRUE(
      aead.open_with_nonce(key_context(KeyEnvironment::exercise, KeyRole::node, 1), sealed).ok());
  for (const Bytes& other : {key_context(KeyEnvironment::live, KeyRole::node, 1),
                             key_context(KeyEnvironment::exercise, KeyRole::party, 1),
                             key_context(KeyEnvironment::exercise, KeyRole::node, 2),
                             index_context(KeyEnvironment::exercise)}) {
    EXPECT_TRUE(aead.open_with_nonce(other, sealed).error().is(kOpenFailed));
  }
}

TEST_F(KeyStoreTest, refuses_keys_whose_roles_were_swapped) {
  ASSERT_TRUE(create().ok());
  const auto original = files_.content;
  for (const auto& [first, ignored] : original) {
    for (const auto& [second, bytes] : original) {
      if (first != second && first.ends_with(".key") && second.ends_with(".key")) {
        files_.content = original;
        std::swap(files_.content[first], files_.content[second]);
        expect_refused(kKeyStoreCorrupt);
      }
    }
  }
}

TEST_F(KeyStoreTest, refuses_every_file_truncated_extended_changed_or_missing) {
  ASSERT_TRUE(create().ok());
  const auto original = files_.content;
  for (const auto& [path, bytes] : original) {
    const bool is_store = path == "keys/store";
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, bytes.size() - 1}) {
      files_.content = original;
      files_.content[path].resize(size);
      expect_refused(kKeyStoreCorrupt);
    }
    for (const std::size_t extra : {std::size_t{1}, std::size_t{1} << 20}) {
      files_.content = original;
      files_.content[path].resize(bytes.size() + extra);
      expect_refused(kKeyStoreCorrupt);
    }
    for (std::size_t i = 0; i < bytes.size(); i += 7) {
      files_.content = original;
      files_.content[path][i] ^= 0x10;
      EXPECT_FALSE(open().ok()) << path << " byte " << i;
    }
    files_.content = original;
    files_.content.erase(path);
    expect_refused(is_store ? kNoKeyStore : kKeyStoreCorrupt);
  }
}

TEST_F(KeyStoreTest, is_not_created_over_another) {
  ASSERT_TRUE(create().ok());
  const auto before = files_.content;
  EXPECT_TRUE(create().error().is(kKeyStoreExists));
  EXPECT_EQ(files_.content, before);
}

TEST_F(KeyStoreTest, holds_no_key_in_the_clear_AB82) {
  const auto store = create();
  const SecretBytes node = store->signing_key(KeyRole::node).to_pkcs8();
  const BytesView seed = node.view().last(32);
  const BytesView symmetric = store->symmetric(KeyRole::store).view();
  for (const auto& [path, bytes] : files_.content) {
    EXPECT_TRUE(std::ranges::search(bytes, seed).empty()) << path;
    EXPECT_TRUE(std::ranges::search(bytes, symmetric).empty()) << path;
    EXPECT_TRUE(std::ranges::search(bytes, kRight).empty()) << path;
  }
}

// The port gives files made with create_new the permissions 0600; nothing is opened otherwise.
TEST_F(KeyStoreTest, writes_only_files_with_permissions_0600) {
  auto store = create();
  ASSERT_TRUE(store->rotate(KeyRole::node, now_, entropy_).ok());
  ASSERT_TRUE(open().ok());
  EXPECT_TRUE(std::ranges::all_of(files_.modes, [](OpenMode mode) {
    return mode == OpenMode::create_new || mode == OpenMode::read;
  }));
}

TEST_F(KeyStoreTest, rotates_every_role_and_keeps_the_old_key) {
  auto store = create();
  const AgreementKey old_access = store->agreement_key(KeyRole::key_access);
  const EcWrapped wrapped = *ec_wrap(old_access.public_key(), Bytes(32, 9), entropy_);
  const RsaKey old_rsa = store->rsa_key(KeyRole::key_access_rsa);
  const Bytes rsa_wrapped = *old_rsa.public_key().wrap(Bytes(32, 9));
  const std::vector<KeyInfo> before = store->list();
  for (const KeyInfo& key : before) {
    const auto rotated = store->rotate(key.role, now_.plus_ms(1000), entropy_);
    ASSERT_TRUE(rotated.ok());
    EXPECT_EQ(rotated->number, 2u);
    EXPECT_NE(rotated->fingerprint, key.fingerprint);
  }
  const auto opened = open();
  ASSERT_TRUE(opened.ok()) << opened.error().describe();
  EXPECT_EQ(opened->list().size(), 16u);
  for (const KeyInfo& key : before) {
    EXPECT_EQ(opened->current(key.role).number, 2u);
    EXPECT_EQ(opened->current(key.role).created, now_.plus_ms(1000));
  }
  const auto retired = opened->agreement_key(before[5].id);
  ASSERT_TRUE(retired.ok());
  EXPECT_TRUE(ec_unwrap(*retired, wrapped).ok());
  EXPECT_TRUE(opened->signing_key(before[1].id).ok());
  EXPECT_TRUE(opened->symmetric(before[6].id).ok());
  EXPECT_TRUE(opened->rsa_key(before[7].id)->unwrap(rsa_wrapped).ok());
  EXPECT_FALSE(opened->rsa_key(KeyRole::key_access_rsa).unwrap(rsa_wrapped).ok());
}

TEST_F(KeyStoreTest, knows_no_key_by_the_wrong_id_or_kind) {
  const auto store = create();
  EXPECT_TRUE(store->signing_key("node-0000000000000000").error().is(kNoSuchKey));
  const std::string access_id = store->current(KeyRole::key_access).id;
  EXPECT_TRUE(store->signing_key(access_id).error().is(kNoSuchKey));
  EXPECT_TRUE(store->agreement_key(store->current(KeyRole::node).id).error().is(kNoSuchKey));
  EXPECT_TRUE(store->symmetric(access_id).error().is(kNoSuchKey));
  EXPECT_TRUE(store->rsa_key(access_id).error().is(kNoSuchKey));
  const std::string rsa_id = store->current(KeyRole::key_access_rsa).id;
  EXPECT_TRUE(rsa_id.starts_with("key-access-rsa-")) << rsa_id;
  EXPECT_TRUE(store->agreement_key(rsa_id).error().is(kNoSuchKey));
}

TEST_F(KeyStoreTest, changes_its_passphrase_and_forgets_the_old_one) {
  auto store = create();
  ASSERT_TRUE(store->change_unlock(Passphrase{kWrong}, kArgon2Cheap, entropy_).ok());
  expect_refused(kWrongPassphrase);
  const auto opened = open("EXERCISE", Passphrase{kWrong});
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->list().size(), 8u);
  EXPECT_TRUE(store->change_unlock(Passphrase{Bytes(7, 'x')}, kArgon2Cheap, entropy_)
                  .error()
                  .is(kBadParameter));
}

// AB77: fail the n-th write, sync, rename or creation, for every n.
TEST_F(KeyStoreTest, leaves_no_store_or_a_whole_one_wherever_the_disk_fails_AB77) {
  int failures = 0;
  for (int n = 0;; ++n) {
    files_.content.clear();
    files_.changes_before_failure = n;
    const bool created = create().ok();
    files_.changes_before_failure = -1;
    if (created) {
      break;
    }
    ++failures;
    EXPECT_FALSE(*KeyStore::exists(files_, "keys")) << n;
    ASSERT_TRUE(create().ok()) << "after failure " << n;
    EXPECT_TRUE(open().ok());
  }
  EXPECT_GE(failures, 30);
}

TEST_F(KeyStoreTest, rotates_wholly_or_not_at_all_wherever_the_disk_fails_AB77) {
  ASSERT_TRUE(create().ok());
  const auto original = files_.content;
  int failures = 0;
  for (int n = 0;; ++n) {
    files_.content = original;
    auto store = open();
    files_.changes_before_failure = n;
    const bool rotated = store->rotate(KeyRole::node, now_, entropy_).ok();
    files_.changes_before_failure = -1;
    EXPECT_EQ(store->current(KeyRole::node).number, rotated ? 2u : 1u);
    const auto reopened = open();
    ASSERT_TRUE(reopened.ok()) << n << reopened.error().describe();
    EXPECT_EQ(reopened->signing_key(KeyRole::node).verifying_key(),
              store->signing_key(KeyRole::node).verifying_key());
    ASSERT_TRUE(store->rotate(KeyRole::node, now_, entropy_).ok()) << "after failure " << n;
    ASSERT_TRUE(open().ok());
    if (rotated) {
      break;
    }
    ++failures;
  }
  EXPECT_GE(failures, 6);
}

TEST_F(KeyStoreTest, replays_from_a_seed) {
  SeededEntropy first(77);
  SeededEntropy second(77);
  MemoryFiles other;
  const auto one =
      KeyStore::create(files_, "keys", "EXERCISE", Passphrase{kRight}, cheap(), now_, first);
  const auto two =
      KeyStore::create(other, "keys", "EXERCISE", Passphrase{kRight}, cheap(), now_, second);
  // The RSA key is OpenSSL's own, and the index names it; all else follows from the seed.
  for (const std::string drawn : {"keys/key-access-rsa-1.key", "keys/index"}) {
    EXPECT_EQ(files_.content.erase(drawn) + other.content.erase(drawn), 2u);
  }
  EXPECT_EQ(files_.content, other.content);
}

TEST(KeyStoreFormat, index_refuses_wrong_order_duplicates_and_missing_roles) {
  std::vector<KeyInfo> keys;
  for (const auto& [role, name] : Names<KeyRole>::kRows) {
    KeyInfo key;
    key.role = role;
    key.number = 1;
    key.state = KeyState::current;
    key.id = key_id(role, key.fingerprint);
    keys.push_back(key);
  }
  const auto refused = [](const std::vector<KeyInfo>& bad) {
    const auto decoded = decode_index(encode_index(bad));
    return !decoded.ok() && decoded.error().is(kKeyStoreCorrupt);
  };
  EXPECT_FALSE(refused(keys));
  auto bad = keys;
  std::swap(bad[0], bad[1]);
  EXPECT_TRUE(refused(bad));
  bad = keys;
  bad.push_back(bad.back());
  EXPECT_TRUE(refused(bad));
  bad = keys;
  bad.erase(bad.begin());
  EXPECT_TRUE(refused(bad));
  bad = keys;
  bad[0].state = KeyState::retired;
  EXPECT_TRUE(refused(bad));
  bad = keys;
  bad[0].number = 0;
  EXPECT_TRUE(refused(bad));
  EXPECT_TRUE(refused({}));
}

TEST_F(KeyStoreTest, a_destroyed_key_verifies_and_signs_no_more_also_after_a_restart) {
  auto store = create();
  ASSERT_TRUE(store.ok());
  const KeyInfo old = store->current(KeyRole::node);
  const VerifyingKey old_public = store->signing_key(KeyRole::node).verifying_key();
  ASSERT_TRUE(store->rotate(KeyRole::node, now_, entropy_).ok());
  const auto destroyed = store->destroy_retired(KeyRole::node, entropy_);
  ASSERT_TRUE(destroyed.ok()) << destroyed.error().describe();
  EXPECT_EQ(*destroyed, std::vector<std::string>{old.id});
  const auto reopened = open();
  ASSERT_TRUE(reopened.ok()) << reopened.error().describe();
  for (const KeyStore* each : std::initializer_list<const KeyStore*>{&*store, &*reopened}) {
    EXPECT_TRUE(each->signing_key(old.id).error().is(kNoSuchKey));
    EXPECT_EQ(each->verifying_key(old.id).value(), old_public);
    EXPECT_EQ(each->list()[1].state, KeyState::destroyed);
    EXPECT_TRUE(each->signing_key(each->current(KeyRole::node).id).ok());
  }
}

TEST_F(KeyStoreTest, a_crash_while_a_key_is_destroyed_never_brings_it_back) {
  auto store = create();
  ASSERT_TRUE(store.ok());
  const std::string old = store->current(KeyRole::log).id;
  ASSERT_TRUE(store->rotate(KeyRole::log, now_, entropy_).ok());
  const auto file = read_whole(files_, "keys/log-1.key", 1024);
  ASSERT_TRUE(file.ok());
  ASSERT_TRUE(store->destroy_retired(KeyRole::log, entropy_).ok());
  ASSERT_TRUE(write_atomically(files_, "keys/log-1.key", *file).ok());  // the index alone is new
  const auto reopened = open();
  ASSERT_TRUE(reopened.ok()) << reopened.error().describe();
  EXPECT_TRUE(reopened->signing_key(old).error().is(kNoSuchKey));
  EXPECT_TRUE(reopened->verifying_key(old).ok());
}

TEST_F(KeyStoreTest, keys_that_open_what_was_sealed_for_them_are_not_destroyed) {
  auto store = create();
  ASSERT_TRUE(store.ok());
  for (const KeyRole role :
       {KeyRole::key_access, KeyRole::key_access_rsa, KeyRole::store, KeyRole::party}) {
    ASSERT_TRUE(store->rotate(role, now_, entropy_).ok());
    EXPECT_TRUE(store->destroy_retired(role, entropy_).error().is(kBadParameter));
  }
}

}  // namespace
}  // namespace entente::crypto
