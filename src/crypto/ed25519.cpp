#include "crypto/ed25519.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "crypto/sodium.h"

namespace entente::crypto::ed25519 {
namespace {

constexpr std::array<std::uint8_t, 12> kSpki = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                                0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
constexpr std::array<std::uint8_t, 16> kPkcs8 = {0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06,
                                                 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};

std::optional<BytesView> after_prefix(BytesView bytes, BytesView prefix) {
  if (bytes.size() != prefix.size() + 32 ||
      !std::ranges::equal(bytes.first(prefix.size()), prefix)) {
    return std::nullopt;
  }
  return bytes.subspan(prefix.size());
}

}  // namespace

bool acceptable(BytesView public_key) {
  ensure_sodium();
  return public_key.size() == kPublicSize &&
         crypto_core_ed25519_is_valid_point(public_key.data()) == 1;
}

std::optional<BytesView> public_in_spki(BytesView spki) { return after_prefix(spki, kSpki); }

Bytes spki_of_public(BytesView public_key) {
  Bytes spki(kSpki.begin(), kSpki.end());
  append(spki, public_key);
  return spki;
}

std::optional<BytesView> seed_in_pkcs8(BytesView pkcs8) { return after_prefix(pkcs8, kPkcs8); }

SecretBytes pkcs8_of_seed(BytesView seed) {
  SecretBytes pkcs8(kPkcs8.size() + kSeedSize);
  const auto rest = std::ranges::copy(kPkcs8, pkcs8.mutable_view().begin()).out;
  std::ranges::copy(seed, rest);
  return pkcs8;
}

SecretBytes secret_of_seed(BytesView seed) {
  ensure_sodium();
  ENTENTE_INVARIANT(seed.size() == kSeedSize);
  SecretBytes secret(crypto_sign_SECRETKEYBYTES);
  std::array<std::uint8_t, kPublicSize> public_key{};
  crypto_sign_seed_keypair(public_key.data(), secret.mutable_view().data(), seed.data());
  return secret;
}

Bytes sign(const SecretBytes& secret, BytesView message) {
  Bytes signature(kSignatureSize);
  crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(),
                       secret.view().data());
  return signature;
}

bool verify(BytesView public_key, BytesView message, BytesView signature) {
  return signature.size() == kSignatureSize &&
         crypto_sign_verify_detached(signature.data(), message.data(), message.size(),
                                     public_key.data()) == 0;
}

}  // namespace entente::crypto::ed25519
