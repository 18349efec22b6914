#include <algorithm>
#include <cstdint>

#include "base/bytes.h"
#include "base/invariant.h"
#include "crypto/certificate.h"
#include "crypto/digest.h"

using namespace entente;

/// Certificates in DER and in PEM: what is read is kept byte for byte.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView input(data, size);
  const auto from_text = crypto::Certificate::from_pem(as_text(input));
  const auto certificate = from_text.ok() ? from_text : crypto::Certificate::from_der(input);
  if (!certificate.ok()) {
    return 0;
  }
  ENTENTE_INVARIANT(from_text.ok() || std::ranges::equal(certificate->der(), input));
  ENTENTE_INVARIANT(certificate->fingerprint() == crypto::sha256(certificate->spki()));
  const auto again = crypto::Certificate::from_pem(certificate->pem());
  ENTENTE_INVARIANT(again.ok() && again->fingerprint() == certificate->fingerprint());
  const bool linkable = certificate->check_link(certificate->not_before()).ok();
  ENTENTE_INVARIANT(!linkable || certificate->signed_by_itself());
  return 0;
}
