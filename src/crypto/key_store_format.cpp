#include "crypto/key_store_format.h"

#include <algorithm>

#include "crypto/errors.h"

namespace entente::crypto {
namespace {

constexpr std::string_view kStoreMagic = "entente-key-store-1\n";
constexpr std::string_view kIndexMagic = "entente-key-index-1\n";
constexpr std::string_view kKeyMagic = "entente-key-1\n";
constexpr std::size_t kHeaderSize = kStoreMagic.size() + 1 + 1 + 4 + 4 + kArgon2SaltSize;
constexpr std::size_t kRowSize = 1 + 4 + 1 + 8 + Digest::kSize;

void put(Bytes& to, std::uint64_t value, std::size_t width) {
  for (std::size_t i = width; i-- > 0;) {
    to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }
}

/// Takes a big-endian number off the front of `from`, which is long enough.
std::uint64_t take(BytesView& from, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    value = value << 8 | from[i];
  }
  from = from.subspan(width);
  return value;
}

Error corrupt(std::string message) { return Error(kKeyStoreCorrupt, std::move(message)); }

template <Named E>
bool is_enumerator(std::uint64_t value) {
  return std::ranges::any_of(Names<E>::kRows,
                             [&](const auto& row) { return std::uint64_t(row.first) == value; });
}

bool known_unlock(const StoreFile& file) {
  if (file.unlock == UnlockKind::credential) {
    return file.argon2 == Argon2Parameters{0, 0};
  }
  return file.unlock == UnlockKind::passphrase;
}

/// Rows are ordered by role and number; the last of each role, and no other, is current.
bool well_ordered(const std::vector<KeyInfo>& keys) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const bool last_of_role = i + 1 == keys.size() || keys[i + 1].role != keys[i].role;
    if (last_of_role != (keys[i].state == KeyState::current)) {
      return false;
    }
    if (i + 1 < keys.size() && std::pair(keys[i].role, keys[i].number) >=
                                   std::pair(keys[i + 1].role, keys[i + 1].number)) {
      return false;
    }
  }
  return std::ranges::all_of(Names<KeyRole>::kRows, [&](const auto& row) {
    return std::ranges::any_of(keys, [&](const KeyInfo& key) { return key.role == row.first; });
  });
}

}  // namespace

Bytes encode_store_header(const StoreFile& file) {
  Bytes bytes = to_bytes(kStoreMagic);
  put(bytes, std::uint8_t(file.environment), 1);
  put(bytes, std::uint8_t(file.unlock), 1);
  put(bytes, file.argon2.memory_kib, 4);
  put(bytes, file.argon2.passes, 4);
  append(bytes, BytesView(file.salt));
  return bytes;
}

Bytes encode_store_file(const StoreFile& file) {
  Bytes bytes = encode_store_header(file);
  append(bytes, file.sealed_master);
  return bytes;
}

Result<StoreFile> decode_store_file(BytesView bytes) {
  if (bytes.size() != kHeaderSize + kSealedMasterSize ||
      as_text(bytes.first(kStoreMagic.size())) != kStoreMagic) {
    return corrupt("The file is not a key store of version 1.");
  }
  bytes = bytes.subspan(kStoreMagic.size());
  const std::uint64_t environment = take(bytes, 1);
  StoreFile file;
  file.environment = static_cast<KeyEnvironment>(environment);
  file.unlock = static_cast<UnlockKind>(take(bytes, 1));
  file.argon2.memory_kib = static_cast<std::uint32_t>(take(bytes, 4));
  file.argon2.passes = static_cast<std::uint32_t>(take(bytes, 4));
  if (!is_enumerator<KeyEnvironment>(environment) || !known_unlock(file)) {
    return corrupt("The key store's header is not one that this version writes.");
  }
  std::ranges::copy(bytes.first(kArgon2SaltSize), file.salt.begin());
  const BytesView sealed = bytes.subspan(kArgon2SaltSize);
  file.sealed_master.assign(sealed.begin(), sealed.end());
  return file;
}

Bytes encode_index(const std::vector<KeyInfo>& keys) {
  Bytes bytes;
  bytes.reserve(keys.size() * kRowSize);
  for (const KeyInfo& key : keys) {
    put(bytes, std::uint8_t(key.role), 1);
    put(bytes, key.number, 4);
    put(bytes, std::uint8_t(key.state), 1);
    put(bytes, static_cast<std::uint64_t>(key.created.ms()), 8);
    append(bytes, key.fingerprint.view());
  }
  return bytes;
}

Result<std::vector<KeyInfo>> decode_index(BytesView bytes) {
  if (bytes.size() % kRowSize != 0 || bytes.size() / kRowSize > kMaxKeys) {
    return corrupt("The index of keys has a wrong size.");
  }
  std::vector<KeyInfo> keys;
  while (!bytes.empty()) {
    const std::uint64_t role = take(bytes, 1);
    KeyInfo key;
    key.number = static_cast<std::uint32_t>(take(bytes, 4));
    const std::uint64_t state = take(bytes, 1);
    if (!is_enumerator<KeyRole>(role) || !is_enumerator<KeyState>(state) || key.number == 0) {
      return corrupt("The index of keys names a role or a state that is not known.");
    }
    key.role = static_cast<KeyRole>(role);
    key.state = static_cast<KeyState>(state);
    key.created = Instant::from_ms(static_cast<std::int64_t>(take(bytes, 8)));
    std::ranges::copy(bytes.first(Digest::kSize), key.fingerprint.bytes.begin());
    bytes = bytes.subspan(Digest::kSize);
    key.id = key_id(key.role, key.fingerprint);
    keys.push_back(std::move(key));
  }
  if (!well_ordered(keys)) {
    return corrupt("The index of keys is out of order or lacks a role.");
  }
  return keys;
}

Bytes index_context(KeyEnvironment environment) {
  Bytes context = to_bytes(kIndexMagic);
  append(context, name_of(environment));
  return context;
}

Bytes key_context(KeyEnvironment environment, KeyRole role, std::uint32_t number) {
  Bytes context = to_bytes(kKeyMagic);
  put(context, std::uint8_t(role), 1);
  put(context, number, 4);
  append(context, name_of(environment));
  return context;
}

std::string key_file_name(KeyRole role, std::uint32_t number) {
  return std::string(name_of(role)) + "-" + std::to_string(number) + ".key";
}

std::string key_id(KeyRole role, const Digest& fingerprint) {
  return std::string(name_of(role)) + "-" + fingerprint.hex().substr(0, 16);
}

}  // namespace entente::crypto
