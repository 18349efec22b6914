#include "crypto/key_store.h"

#include <algorithm>

#include "base/errors.h"
#include "crypto/digest.h"
#include "crypto/errors.h"
#include "crypto/key_store_format.h"

namespace entente::crypto {
namespace {

constexpr std::string_view kStoreName = "store";
constexpr std::string_view kIndexName = "index";
constexpr std::size_t kMinPassphrase = 8;
constexpr std::size_t kMinCredential = 32;
constexpr std::size_t kMaxUnlock = 1024;
constexpr std::size_t kSymmetricSize = 32;

constexpr unsigned kRsaBits = 2048;  // what every OpenTDF client can wrap to

using KeyMaterial = std::variant<SigningKey, AgreementKey, SecretBytes, VerifyingKey, RsaKey>;

Error corrupt(std::string_view name, std::string message) {
  return Error(kKeyStoreCorrupt, std::move(message), std::string(name));
}

Error wrong_passphrase() {
  return Error(kWrongPassphrase, "The key store does not open with this passphrase or credential.");
}

std::string path_of(std::string_view folder, std::string_view name) {
  return std::string(folder) + "/" + std::string(name);
}

UnlockKind kind_of(const Unlock& unlock) {
  return std::holds_alternative<Passphrase>(unlock) ? UnlockKind::passphrase
                                                    : UnlockKind::credential;
}

BytesView bytes_of(const Unlock& unlock) {
  return std::visit([](const auto& given) { return given.bytes; }, unlock);
}

/// What may seal a store from now on; opening an existing one asks for nothing but the right bytes.
Status check_unlock(const Unlock& unlock) {
  const std::size_t least =
      kind_of(unlock) == UnlockKind::passphrase ? kMinPassphrase : kMinCredential;
  const std::size_t size = bytes_of(unlock).size();
  if (size < least || size > kMaxUnlock) {
    return Error(kBadParameter,
                 "A passphrase has 8 to 1024 bytes, a credential from the machine 32 to 1024.");
  }
  return {};
}

Result<SecretBytes> unlocking_key(const StoreFile& file, BytesView secret) {
  if (file.unlock == UnlockKind::passphrase) {
    return derive_argon2id(secret, file.salt, file.argon2, Aead::kKeySize);
  }
  return hkdf_sha256(secret, file.salt, as_bytes("entente key store credential"), Aead::kKeySize);
}

Result<StoreFile> seal_master(KeyEnvironment environment, const SecretBytes& master,
                              const Unlock& unlock, const Argon2Parameters& argon2,
                              Entropy& entropy) {
  ENTENTE_CHECK(check_unlock(unlock));
  StoreFile file;
  file.environment = environment;
  file.unlock = kind_of(unlock);
  if (file.unlock == UnlockKind::passphrase) {
    file.argon2 = argon2;
  }
  entropy.fill(file.salt);
  ENTENTE_TRY(const SecretBytes key, unlocking_key(file, bytes_of(unlock)));
  Aead aead(key.view());
  file.sealed_master =
      aead.seal_with_random_nonce(entropy, encode_store_header(file), master.view());
  return file;
}

Result<SecretBytes> open_sealed(Aead& aead, BytesView context, BytesView sealed) {
  if (sealed.size() < Aead::kNonceSize + Aead::kTagSize) {
    return Error(kOpenFailed, "The sealed value does not open.");
  }
  SecretBytes plaintext(sealed.size() - Aead::kNonceSize - Aead::kTagSize);
  ENTENTE_CHECK(aead.open(sealed.first(Aead::kNonceSize), context, sealed.subspan(Aead::kNonceSize),
                          plaintext.mutable_view()));
  return plaintext;
}

Result<SecretBytes> open_master(const StoreFile& file, const Unlock& unlock) {
  if (file.unlock != kind_of(unlock) || bytes_of(unlock).size() > kMaxUnlock) {
    return wrong_passphrase();
  }
  ENTENTE_TRY(const SecretBytes key, unlocking_key(file, bytes_of(unlock)));
  Aead aead(key.view());
  auto master = open_sealed(aead, encode_store_header(file), file.sealed_master);
  if (!master.ok()) {
    return wrong_passphrase();
  }
  return std::move(master).value();
}

SignatureSuite suite_of(KeyRole role, const KeyStoreOptions& options) {
  switch (role) {
    case KeyRole::party:
      return options.party_suite;
    case KeyRole::node:
      return options.node_suite;
    case KeyRole::link:
      return SignatureSuite::ecdsa_p256_sha256;
    default:
      return SignatureSuite::ed25519;
  }
}

KeyMaterial generate(KeyRole role, SignatureSuite suite, Entropy& entropy) {
  if (role == KeyRole::key_access) {
    return AgreementKey::generate(AgreementCurve::p256, entropy);
  }
  if (role == KeyRole::key_access_rsa) {
    return RsaKey::generate(kRsaBits);
  }
  if (role == KeyRole::store) {
    return SecretBytes::random(kSymmetricSize, entropy);
  }
  return SigningKey::generate(suite, entropy);
}

Digest fingerprint_of(const KeyMaterial& material) {
  if (const auto* signing = std::get_if<SigningKey>(&material)) {
    return signing->verifying_key().fingerprint();
  }
  if (const auto* agreement = std::get_if<AgreementKey>(&material)) {
    return agreement->public_key().fingerprint();
  }
  if (const auto* rsa = std::get_if<RsaKey>(&material)) {
    return rsa->public_key().fingerprint();
  }
  if (const auto* verifying = std::get_if<VerifyingKey>(&material)) {
    return verifying->fingerprint();
  }
  const auto& symmetric = std::get<SecretBytes>(material);
  return hmac_sha256(symmetric.view(), as_bytes("entente store key fingerprint"));
}

SecretBytes plaintext_of(const KeyMaterial& material) {
  if (const auto* signing = std::get_if<SigningKey>(&material)) {
    return signing->to_pkcs8();
  }
  if (const auto* agreement = std::get_if<AgreementKey>(&material)) {
    return agreement->to_pkcs8();
  }
  if (const auto* rsa = std::get_if<RsaKey>(&material)) {
    return rsa->to_pkcs8();
  }
  if (const auto* verifying = std::get_if<VerifyingKey>(&material)) {
    return SecretBytes::copy_of(verifying->spki());
  }
  return SecretBytes::copy_of(std::get<SecretBytes>(material).view());
}

Result<KeyMaterial> material_of(KeyRole role, SecretBytes plaintext) {
  if (role == KeyRole::key_access) {
    ENTENTE_TRY(AgreementKey key, AgreementKey::from_pkcs8(plaintext.view()));
    return KeyMaterial(std::move(key));
  }
  if (role == KeyRole::key_access_rsa) {
    ENTENTE_TRY(RsaKey key, RsaKey::from_pkcs8(plaintext.view()));
    return KeyMaterial(std::move(key));
  }
  if (role == KeyRole::store) {
    if (plaintext.size() != kSymmetricSize) {
      return Error(kBadKey, "A store key has 32 bytes.");
    }
    return KeyMaterial(std::move(plaintext));
  }
  ENTENTE_TRY(SigningKey key, SigningKey::from_pkcs8(plaintext.view()));
  return KeyMaterial(std::move(key));
}

/// A destroyed key's public half. A crash may have left the private one in the file: it is not
/// taken over.
Result<KeyMaterial> public_half(const SecretBytes& plaintext) {
  if (auto key = VerifyingKey::from_spki(plaintext.view()); key.ok()) {
    return KeyMaterial(std::move(*key));
  }
  ENTENTE_TRY(const SigningKey key, SigningKey::from_pkcs8(plaintext.view()));
  return KeyMaterial(key.verifying_key());
}

struct Entry {
  KeyInfo info;
  KeyMaterial material;
};

std::vector<KeyInfo> infos_of(const std::vector<Entry>& entries) {
  std::vector<KeyInfo> infos;
  infos.reserve(entries.size());
  for (const Entry& entry : entries) {
    infos.push_back(entry.info);
  }
  return infos;
}

Entry make_entry(KeyRole role, std::uint32_t number, SignatureSuite suite, Instant now,
                 Entropy& entropy) {
  KeyMaterial material = generate(role, suite, entropy);
  const Digest fingerprint = fingerprint_of(material);
  return {KeyInfo{role, number, KeyState::current, now, fingerprint, key_id(role, fingerprint)},
          std::move(material)};
}

/// A file of the store that must be there; an absent one is corruption, not a mistake of the user.
Result<Bytes> read_file(FileSystem& files, std::string_view folder, std::string_view name,
                        std::size_t limit) {
  const std::string path = path_of(folder, name);
  ENTENTE_TRY(const bool exists, files.exists(path));
  if (!exists) {
    return corrupt(name, "A file of the key store is missing.");
  }
  auto bytes = read_whole(files, path, limit);
  if (!bytes.ok() && bytes.error().is(kTooLarge)) {
    return corrupt(name, "A file of the key store is larger than it can be.");
  }
  return bytes;
}

}  // namespace

struct KeyStore::Contents {
  FileSystem* files;
  std::string folder;
  KeyEnvironment environment;
  SecretBytes master;
  std::vector<Entry> entries;  ///< by role and number

  [[nodiscard]] const Entry& current(KeyRole role) const {
    const auto found = std::ranges::find_if(entries, [&](const Entry& entry) {
      return entry.info.role == role && entry.info.state == KeyState::current;
    });
    ENTENTE_INVARIANT(found != entries.end());
    return *found;
  }

  [[nodiscard]] const Entry* by_id(std::string_view id) const {
    const auto found =
        std::ranges::find_if(entries, [&](const Entry& entry) { return entry.info.id == id; });
    return found == entries.end() ? nullptr : &*found;
  }

  template <class Material>
  [[nodiscard]] const Material& current_as(KeyRole role) const {
    const auto* material = std::get_if<Material>(&current(role).material);
    ENTENTE_INVARIANT(material != nullptr);
    return *material;
  }

  template <class Material>
  [[nodiscard]] Result<const Material*> by_id_as(std::string_view id) const {
    const Entry* entry = by_id(id);
    const auto* material = entry == nullptr ? nullptr : std::get_if<Material>(&entry->material);
    if (material == nullptr) {
      return Error(kNoSuchKey, "There is no such key of this kind in the key store.");
    }
    return material;
  }

  [[nodiscard]] Status write_key(const Entry& entry, Entropy& entropy) const {
    Aead aead(master.view());
    const Bytes context = key_context(environment, entry.info.role, entry.info.number);
    const SecretBytes plaintext = plaintext_of(entry.material);
    const Bytes sealed = aead.seal_with_random_nonce(entropy, context, plaintext.view());
    const std::string name = key_file_name(entry.info.role, entry.info.number);
    return write_atomically(*files, path_of(folder, name), sealed);
  }

  [[nodiscard]] Status write_index(const std::vector<KeyInfo>& keys, Entropy& entropy) const {
    Aead aead(master.view());
    const Bytes sealed =
        aead.seal_with_random_nonce(entropy, index_context(environment), encode_index(keys));
    return write_atomically(*files, path_of(folder, kIndexName), sealed);
  }

  [[nodiscard]] Result<std::vector<KeyInfo>> read_index() const {
    ENTENTE_TRY(const Bytes sealed, read_file(*files, folder, kIndexName, kMaxIndexBytes));
    Aead aead(master.view());
    const auto plaintext = open_sealed(aead, index_context(environment), sealed);
    if (!plaintext.ok()) {
      return corrupt(kIndexName, "The index of keys was changed or is another store's.");
    }
    return decode_index(plaintext->view());
  }

  [[nodiscard]] Result<Entry> read_key(const KeyInfo& info) const {
    const std::string name = key_file_name(info.role, info.number);
    ENTENTE_TRY(const Bytes sealed, read_file(*files, folder, name, kMaxKeyFileBytes));
    Aead aead(master.view());
    auto plaintext = open_sealed(aead, key_context(environment, info.role, info.number), sealed);
    if (!plaintext.ok()) {
      return corrupt(name, "A key was changed, moved from elsewhere, or is another store's.");
    }
    auto material = info.state == KeyState::destroyed
                        ? public_half(*plaintext)
                        : material_of(info.role, std::move(plaintext).value());
    if (!material.ok() || fingerprint_of(*material) != info.fingerprint) {
      return corrupt(name, "A key is not the one that the index names.");
    }
    return Entry{info, std::move(material).value()};
  }
};

KeyStore::KeyStore(std::unique_ptr<Contents> contents) : contents_(std::move(contents)) {}
KeyStore::~KeyStore() = default;
KeyStore::KeyStore(KeyStore&&) noexcept = default;
KeyStore& KeyStore::operator=(KeyStore&&) noexcept = default;

Result<KeyStore> KeyStore::create(FileSystem& files, std::string_view folder,
                                  std::string_view environment, const Unlock& unlock,
                                  const KeyStoreOptions& options, Instant now, Entropy& entropy) {
  const auto named = from_name<KeyEnvironment>(environment);
  if (!named) {
    return Error(kBadParameter, "An environment is LIVE, EXERCISE or TRAINING.");
  }
  ENTENTE_TRY(const bool present, exists(files, folder));
  if (present) {
    return Error(kKeyStoreExists, "The folder holds a key store already.");
  }
  auto contents = std::make_unique<Contents>(Contents{
      &files, std::string(folder), *named, SecretBytes::random(kMasterKeySize, entropy), {}});
  ENTENTE_TRY(const StoreFile store,
              seal_master(*named, contents->master, unlock, options.argon2, entropy));
  ENTENTE_CHECK(files.make_folder(folder));
  for (const auto& [role, name] : Names<KeyRole>::kRows) {
    contents->entries.push_back(make_entry(role, 1, suite_of(role, options), now, entropy));
    ENTENTE_CHECK(contents->write_key(contents->entries.back(), entropy));
  }
  ENTENTE_CHECK(contents->write_index(infos_of(contents->entries), entropy));
  // Last: the store exists from the moment this file does.
  ENTENTE_CHECK(write_atomically(files, path_of(folder, kStoreName), encode_store_file(store)));
  return KeyStore(std::move(contents));
}

Result<KeyStore> KeyStore::open(FileSystem& files, std::string_view folder,
                                std::string_view environment, const Unlock& unlock) {
  const auto named = from_name<KeyEnvironment>(environment);
  if (!named) {
    return Error(kBadParameter, "An environment is LIVE, EXERCISE or TRAINING.");
  }
  ENTENTE_TRY(const bool present, exists(files, folder));
  if (!present) {
    return Error(kNoKeyStore, "There is no key store in this home.", std::string(folder));
  }
  ENTENTE_TRY(const Bytes bytes, read_file(files, folder, kStoreName, kMaxKeyFileBytes));
  const auto store = decode_store_file(bytes);
  if (!store.ok()) {
    return store.error().within(kStoreName);
  }
  if (store->environment != *named) {
    return Error(kWrongEnvironment, "The key store belongs to another environment: " +
                                        std::string(name_of(store->environment)) + ".");
  }
  ENTENTE_TRY(SecretBytes master, open_master(*store, unlock));
  auto contents = std::make_unique<Contents>(
      Contents{&files, std::string(folder), *named, std::move(master), {}});
  ENTENTE_TRY(const std::vector<KeyInfo> keys, contents->read_index());
  for (const KeyInfo& key : keys) {
    ENTENTE_TRY(Entry entry, contents->read_key(key));
    contents->entries.push_back(std::move(entry));
  }
  return KeyStore(std::move(contents));
}

Result<bool> KeyStore::exists(FileSystem& files, std::string_view folder) {
  return files.exists(path_of(folder, kStoreName));
}

std::string_view KeyStore::environment() const { return name_of(contents_->environment); }

SigningKey KeyStore::signing_key(KeyRole role) const {
  return contents_->current_as<SigningKey>(role);
}

AgreementKey KeyStore::agreement_key(KeyRole role) const {
  return contents_->current_as<AgreementKey>(role);
}

RsaKey KeyStore::rsa_key(KeyRole role) const { return contents_->current_as<RsaKey>(role); }

const SecretBytes& KeyStore::symmetric(KeyRole role) const {
  return contents_->current_as<SecretBytes>(role);
}

Result<SigningKey> KeyStore::signing_key(std::string_view id) const {
  ENTENTE_TRY(const SigningKey* key, contents_->by_id_as<SigningKey>(id));
  return *key;
}

Result<AgreementKey> KeyStore::agreement_key(std::string_view id) const {
  ENTENTE_TRY(const AgreementKey* key, contents_->by_id_as<AgreementKey>(id));
  return *key;
}

Result<RsaKey> KeyStore::rsa_key(std::string_view id) const {
  ENTENTE_TRY(const RsaKey* key, contents_->by_id_as<RsaKey>(id));
  return *key;
}

Result<const SecretBytes*> KeyStore::symmetric(std::string_view id) const {
  return contents_->by_id_as<SecretBytes>(id);
}

std::vector<KeyInfo> KeyStore::list() const { return infos_of(contents_->entries); }

KeyInfo KeyStore::current(KeyRole role) const { return contents_->current(role).info; }

Result<KeyInfo> KeyStore::rotate(KeyRole role, Instant now, Entropy& entropy) {
  std::vector<Entry>& entries = contents_->entries;
  if (entries.size() >= kMaxKeys) {
    return Error(kBadParameter, "The key store is full.");
  }
  const Entry& old = contents_->current(role);
  const std::uint32_t number = old.info.number + 1;
  const auto* signing = std::get_if<SigningKey>(&old.material);
  const SignatureSuite suite = signing != nullptr ? signing->suite() : SignatureSuite::ed25519;
  Entry next = make_entry(role, number, suite, now, entropy);
  const KeyInfo info = next.info;

  const auto position = static_cast<std::ptrdiff_t>(&old - entries.data());
  std::vector<KeyInfo> keys = infos_of(entries);
  keys[static_cast<std::size_t>(position)].state = KeyState::retired;
  keys.insert(keys.begin() + position + 1, info);
  ENTENTE_CHECK(contents_->write_key(next, entropy));
  ENTENTE_CHECK(contents_->write_index(keys, entropy));

  entries[static_cast<std::size_t>(position)].info.state = KeyState::retired;
  entries.insert(entries.begin() + position + 1, std::move(next));
  return info;
}

Result<std::vector<std::string>> KeyStore::destroy_retired(KeyRole role, Entropy& entropy) {
  const bool only_signs = role == KeyRole::node || role == KeyRole::log ||
                          role == KeyRole::witness || role == KeyRole::link;
  if (!only_signs) {
    return Error(kBadParameter, "Old keys of this role open what was sealed for them: they stay.");
  }
  std::vector<Entry>& entries = contents_->entries;
  std::vector<KeyInfo> infos = infos_of(entries);
  std::vector<std::string> ids;
  for (KeyInfo& info : infos) {
    if (info.role == role && info.state != KeyState::current) {
      info.state = KeyState::destroyed;
      ids.push_back(info.id);
    }
  }
  // The index first: what it calls destroyed is never used again, whatever the file still holds.
  ENTENTE_CHECK(contents_->write_index(infos, entropy));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    Entry& entry = entries[i];
    entry.info = infos[i];
    if (infos[i].role != role || infos[i].state != KeyState::destroyed) {
      continue;
    }
    if (const auto* signing = std::get_if<SigningKey>(&entry.material)) {
      entry.material = KeyMaterial(signing->verifying_key());
    }
    ENTENTE_CHECK(contents_->write_key(entry, entropy));
  }
  return ids;
}

Result<VerifyingKey> KeyStore::verifying_key(std::string_view id) const {
  if (const auto destroyed = contents_->by_id_as<VerifyingKey>(id); destroyed.ok()) {
    return **destroyed;
  }
  ENTENTE_TRY(const SigningKey* key, contents_->by_id_as<SigningKey>(id));
  return key->verifying_key();
}

Status KeyStore::change_unlock(const Unlock& unlock, const Argon2Parameters& argon2,
                               Entropy& entropy) {
  ENTENTE_TRY(const StoreFile store,
              seal_master(contents_->environment, contents_->master, unlock, argon2, entropy));
  return write_atomically(*contents_->files, path_of(contents_->folder, kStoreName),
                          encode_store_file(store));
}

}  // namespace entente::crypto
