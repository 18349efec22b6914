#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "act/batch.h"
#include "act/envelope.h"
#include "base/encoding.h"

using namespace entente;
using namespace entente::act;

namespace {

/// A key that verifies nothing that a fuzzer can make, and is anybody's.
const crypto::VerifyingKey& a_key() {
  static const crypto::VerifyingKey key =
      crypto::VerifyingKey::from_raw_ed25519(
          Digest::from_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
              .value()
              .view())
          .value();
  return key;
}

/// The act written again from its parts, in the one form that Entente writes.
std::string written_again(const Envelope& envelope) {
  std::string text = R"({"payload":")" + envelope.payload_text + R"(","signatures":[)";
  for (const auto& signature : envelope.signatures) {
    text += (text.back() == '[' ? "" : ",");
    text += R"({"protected":")" + signature.protected_text + R"(","signature":")" +
            to_base64url(signature.signature) + R"("})";
  }
  return text + "]}";
}

}  // namespace

/// What is read as an act keeps its bytes, is the same act when its parts are written again, and
/// verifies with no key that did not sign it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView bytes(data, size);
  [[maybe_unused]] const auto batch = parse_batch_signature(bytes);
  const auto envelope = parse_envelope(bytes);
  if (!envelope.ok()) {
    return 0;
  }
  ENTENTE_INVARIANT(
      std::equal(envelope->bytes.begin(), envelope->bytes.end(), bytes.begin(), bytes.end()));
  const std::string text = written_again(*envelope);
  const auto again = parse_envelope(as_bytes(text));
  ENTENTE_INVARIANT(again.ok() && again->digest == envelope->digest);
  ENTENTE_INVARIANT(written_again(*again) == text);
  ENTENTE_INVARIANT(act_digest(envelope->header(), envelope->payload) == envelope->digest);
  Verifier verifier([](const PartyCode&, std::string_view) { return &a_key(); });
  ENTENTE_INVARIANT(!verifier.verify(*envelope).ok());
  return 0;
}
