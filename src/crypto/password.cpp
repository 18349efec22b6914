#include "crypto/password.h"

#include <sodium.h>

#include "crypto/errors.h"
#include "crypto/sodium.h"

namespace entente::crypto {
namespace {

constexpr std::size_t kMaxPassphrase = 1024;
constexpr std::uint32_t kMinMemoryKib = 8;
constexpr std::uint32_t kMaxMemoryKib = 1024 * 1024;
constexpr std::uint32_t kMaxPasses = 64;

bool within_ranges(const Argon2Parameters& parameters) {
  return parameters.memory_kib >= kMinMemoryKib && parameters.memory_kib <= kMaxMemoryKib &&
         parameters.passes >= 1 && parameters.passes <= kMaxPasses;
}

}  // namespace

Result<SecretBytes> derive_argon2id(BytesView passphrase, BytesView salt,
                                    const Argon2Parameters& parameters, std::size_t length) {
  static_assert(kArgon2SaltSize == crypto_pwhash_SALTBYTES);
  ensure_sodium();
  if (passphrase.size() > kMaxPassphrase || salt.size() != kArgon2SaltSize || length < 16 ||
      length > 64 || !within_ranges(parameters)) {
    return Error(kBadParameter, "The parameters of Argon2id are outside their ranges.");
  }
  // libsodium wants an address for the empty passphrase too.
  const char* bytes = passphrase.empty() ? "" : reinterpret_cast<const char*>(passphrase.data());
  SecretBytes derived(length);
  const int result = crypto_pwhash(
      derived.mutable_view().data(), length, bytes, passphrase.size(), salt.data(),
      parameters.passes, std::size_t{parameters.memory_kib} * 1024, crypto_pwhash_ALG_ARGON2ID13);
  if (result != 0) {
    return Error(kBadParameter, "There is not enough memory for these parameters of Argon2id.");
  }
  return derived;
}

}  // namespace entente::crypto
