#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/entropy.h"
#include "base/file_system.h"
#include "base/names.h"
#include "base/time.h"
#include "crypto/key_agreement.h"
#include "crypto/password.h"
#include "crypto/rsa.h"
#include "crypto/secret.h"
#include "crypto/signature.h"

namespace entente::crypto {

/// What a key is for. The numbers are on disk and never change.
enum class KeyRole : std::uint8_t {
  party = 1,           ///< signs instruments and the lifecycle of the other keys
  node = 2,            ///< signs acts
  log = 3,             ///< signs checkpoints (Ed25519: C2SP signed notes)
  witness = 4,         ///< cosigns the partner's checkpoints (Ed25519)
  link = 5,            ///< TLS between nodes (ECDSA P-256)
  key_access = 6,      ///< unwraps object keys (ECDH P-256)
  store = 7,           ///< seals the store at rest (32 bytes)
  key_access_rsa = 8,  ///< unwraps object keys of OpenTDF clients (RSA-2048), see `rsa.h`
};

enum class KeyState : std::uint8_t {
  current = 1,
  retired = 2,    ///< rotated out; kept to unwrap, open and verify what was made under it
  destroyed = 3,  ///< only the public half is left
};

struct KeyInfo {
  KeyRole role{};
  std::uint32_t number = 0;  ///< 1 for the first key of a role, then 2, ...
  KeyState state{};
  Instant created;
  /// SHA-256 of the SubjectPublicKeyInfo; of the store key, a keyed digest that tells nothing.
  Digest fingerprint;
  std::string id;  ///< role name, dash, the first 16 hexadecimal digits of the fingerprint
};

/// The passphrase of a person, UTF-8, 8 to 1024 bytes.
struct Passphrase {
  BytesView bytes;
};
/// A secret of 32 to 1024 bytes from the machine, such as a systemd credential.
struct Credential {
  BytesView bytes;
};
using Unlock = std::variant<Passphrase, Credential>;

struct KeyStoreOptions {
  Argon2Parameters argon2;  ///< tests use `kArgon2Cheap`
  SignatureSuite party_suite = SignatureSuite::ed25519;
  SignatureSuite node_suite = SignatureSuite::ed25519;
};

/// The node's keys by role, in a folder of its home, sealed.
///
/// Every file is written through the `FileSystem` port (0600, atomically). `store` holds a random
/// master key sealed under a key from the passphrase (Argon2id) or the credential (HKDF); `index`
/// lists the keys; each key is a file of its own. All are sealed with AES-256-GCM under associated
/// data that names the environment, the role and the number, so that no file can take the place of
/// another and no key can be moved between LIVE, EXERCISE and TRAINING. The format is in
/// docs/reference/key-store-format.md.
///
/// Holds no reference to the passphrase. `files` must outlive the store. Thread-safety: const calls
/// are safe together; `rotate` and `change_unlock` need the store alone.
class KeyStore {
 public:
  ~KeyStore();
  KeyStore(KeyStore&&) noexcept;
  KeyStore& operator=(KeyStore&&) noexcept;

  /// Makes one key of every role; the RSA key takes most of the time, and is the one thing that
  /// `entropy` does not decide. `environment` is `LIVE`, `EXERCISE` or `TRAINING`. Errors:
  /// `crypto.key-store-exists`, `crypto.bad-parameter`, those of the port. A crash leaves no store
  /// or a whole one.
  [[nodiscard]] static Result<KeyStore> create(FileSystem& files, std::string_view folder,
                                               std::string_view environment, const Unlock& unlock,
                                               const KeyStoreOptions& options, Instant now,
                                               Entropy& entropy);

  /// Opens and checks every key. Errors: `crypto.no-key-store`, `crypto.wrong-environment`,
  /// `crypto.wrong-passphrase` (also a credential given for a passphrase), and
  /// `crypto.key-store-corrupt` for a file that is truncated, changed, swapped or missing.
  [[nodiscard]] static Result<KeyStore> open(FileSystem& files, std::string_view folder,
                                             std::string_view environment, const Unlock& unlock);
  /// Whether the folder holds a key store (locked or not).
  [[nodiscard]] static Result<bool> exists(FileSystem& files, std::string_view folder);

  [[nodiscard]] std::string_view environment() const;

  /// The current key of a signing role: party, node, log, witness, link. Another role is a broken
  /// invariant.
  [[nodiscard]] SigningKey signing_key(KeyRole role) const;
  /// The current key of role key_access; another role is a broken invariant.
  [[nodiscard]] AgreementKey agreement_key(KeyRole role) const;
  /// The current key of role key_access_rsa; another role is a broken invariant.
  [[nodiscard]] RsaKey rsa_key(KeyRole role) const;
  /// The current key of role store; another role is a broken invariant. Valid until the store is
  /// rotated, moved or destroyed.
  [[nodiscard]] const SecretBytes& symmetric(KeyRole role) const;

  /// The same by id, retired keys too; `crypto.no-such-key` for an unknown id or another kind of
  /// key.
  [[nodiscard]] Result<SigningKey> signing_key(std::string_view id) const;
  [[nodiscard]] Result<AgreementKey> agreement_key(std::string_view id) const;
  [[nodiscard]] Result<RsaKey> rsa_key(std::string_view id) const;
  [[nodiscard]] Result<const SecretBytes*> symmetric(std::string_view id) const;

  /// All keys, by role and number.
  [[nodiscard]] std::vector<KeyInfo> list() const;
  [[nodiscard]] KeyInfo current(KeyRole role) const;

  /// A new current key for `role`, of the suite of the old one; the old one is retired and kept.
  /// After an error of the port the store in memory is unchanged, and on disk it is the old one or
  /// the new one.
  [[nodiscard]] Result<KeyInfo> rotate(KeyRole role, Instant now, Entropy& entropy);

  /// Destroys the private halves of the retired keys of a role that only signs (node, log, witness,
  /// link); their public halves stay, to verify what they signed. Returns the ids. Another role is
  /// `crypto.bad-parameter`: its old keys open what was sealed for them.
  [[nodiscard]] Result<std::vector<std::string>> destroy_retired(KeyRole role, Entropy& entropy);

  /// The public half of a signing key, also of one destroyed; `crypto.no-such-key`.
  [[nodiscard]] Result<VerifyingKey> verifying_key(std::string_view id) const;

  /// Seals the master key under another passphrase or credential; the keys stay.
  [[nodiscard]] Status change_unlock(const Unlock& unlock, const Argon2Parameters& argon2,
                                     Entropy& entropy);

 private:
  struct Contents;
  explicit KeyStore(std::unique_ptr<Contents> contents);
  std::unique_ptr<Contents> contents_;
};

}  // namespace entente::crypto

template <>
struct entente::Names<entente::crypto::KeyRole> {
  using enum entente::crypto::KeyRole;
  static constexpr std::pair<entente::crypto::KeyRole, std::string_view> kRows[] = {
      {party, "party"}, {node, "node"},
      {log, "log"},     {witness, "witness"},
      {link, "link"},   {key_access, "key-access"},
      {store, "store"}, {key_access_rsa, "key-access-rsa"}};
};

template <>
struct entente::Names<entente::crypto::KeyState> {
  using enum entente::crypto::KeyState;
  static constexpr std::pair<entente::crypto::KeyState, std::string_view> kRows[] = {
      {current, "current"}, {retired, "retired"}, {destroyed, "destroyed"}};
};
