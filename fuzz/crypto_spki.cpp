#include <algorithm>
#include <cstdint>

#include "base/bytes.h"
#include "base/invariant.h"
#include "crypto/key_agreement.h"
#include "crypto/pem.h"
#include "crypto/rsa.h"
#include "crypto/signature.h"

using namespace entente;

namespace {

void check_der(BytesView input) {
  const auto key = crypto::VerifyingKey::from_spki(input);
  if (key.ok()) {
    // A key has one encoding, so what was read is what would be written.
    ENTENTE_INVARIANT(std::ranges::equal(key->spki(), input));
    ENTENTE_INVARIANT(*crypto::VerifyingKey::from_pem(key->pem()) == *key);
    ENTENTE_INVARIANT(!key->verify(input, Bytes(crypto::signature_size(key->suite()))));
  }
  const auto agreement = crypto::AgreementPublicKey::from_spki(input);
  if (agreement.ok()) {
    ENTENTE_INVARIANT(std::ranges::equal(agreement->spki(), input));
  }
  const auto rsa = crypto::RsaPublicKey::from_spki(input);
  if (rsa.ok()) {
    ENTENTE_INVARIANT(std::ranges::equal(rsa->spki(), input));
    ENTENTE_INVARIANT(*crypto::RsaPublicKey::from_pem(rsa->pem()) == *rsa);
    ENTENTE_INVARIANT(rsa->wrap(Bytes(32)).ok());
    ENTENTE_INVARIANT(!rsa->verify_rs256(input, Bytes(rsa->bits() / 8)));
  }
  const auto secret = crypto::SigningKey::from_pkcs8(input);
  if (secret.ok()) {
    ENTENTE_INVARIANT(std::ranges::equal(secret->to_pkcs8().view(), input));
  }
}

}  // namespace

/// Public and private keys, in DER and in PEM.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView input(data, size);
  check_der(input);
  const auto der = crypto::from_pem("PUBLIC KEY", as_text(input));
  if (der.ok()) {
    ENTENTE_INVARIANT(*crypto::from_pem("PUBLIC KEY", crypto::to_pem("PUBLIC KEY", *der)) == *der);
    check_der(*der);
  }
  return 0;
}
