#include "crypto/key_wrap.h"

#include "crypto/aead.h"
#include "crypto/digest.h"
#include "crypto/errors.h"

namespace entente::crypto {
namespace {

constexpr std::size_t kMaxSecret = 1024;
constexpr std::size_t kWrapped32 = Aead::kNonceSize + Secret32::kSize + Aead::kTagSize;

/// The key that both sides derive (OpenTDF: HKDF-SHA-256, salt SHA-256("TDF"), empty info).
Result<Secret32> wrapping_key(const AgreementKey& own, const AgreementPublicKey& other) {
  static const Digest salt = sha256(as_bytes("TDF"));
  ENTENTE_TRY(const SecretBytes shared, own.agree(other));
  Secret32 key;
  ENTENTE_CHECK(hkdf_sha256_into(shared.view(), salt.view(), {}, key.mutable_view()));
  return key;
}

Error unwrap_failed() { return Error(kOpenFailed, "The wrapped key does not open."); }

}  // namespace

Result<EcWrapped> ec_wrap(const AgreementPublicKey& recipient, BytesView secret, Entropy& entropy) {
  if (secret.empty() || secret.size() > kMaxSecret) {
    return Error(kBadParameter, "A wrapped secret has 1 to 1024 bytes.");
  }
  const AgreementKey ephemeral = AgreementKey::generate(recipient.curve(), entropy);
  ENTENTE_TRY(const Secret32 key, wrapping_key(ephemeral, recipient));
  Aead aead(key);
  return EcWrapped{ephemeral.public_key().pem(), aead.seal_with_random_nonce(entropy, {}, secret)};
}

Result<Secret32> ec_unwrap(const AgreementKey& recipient, const EcWrapped& wrapped) {
  const auto ephemeral = AgreementPublicKey::from_pem(wrapped.ephemeral_public_key);
  if (!ephemeral.ok() || wrapped.wrapped_key.size() != kWrapped32) {
    return unwrap_failed();
  }
  const auto key = wrapping_key(recipient, *ephemeral);
  if (!key.ok()) {
    return unwrap_failed();
  }
  Aead aead(*key);
  Secret32 secret;
  const BytesView sealed(wrapped.wrapped_key);
  if (!aead.open(sealed.first(Aead::kNonceSize), {}, sealed.subspan(Aead::kNonceSize),
                 secret.mutable_view())
           .ok()) {
    return unwrap_failed();
  }
  return secret;
}

}  // namespace entente::crypto
