#include <cstddef>
#include <cstdint>

#include "crypto/random.h"
#include "node/sealed_stream.h"

using namespace entente;
using namespace entente::node;

/// What nobody sealed to a key opens with none, whatever it looks like.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static crypto::SystemEntropy entropy;
  static const std::vector<AccessKey> keys{
      {crypto::AgreementKey::generate(crypto::AgreementCurve::p256, entropy), "fuzz"}};
  // Only a file of a size that a package has gets as far as its header.
  Bytes file(data, data + size);
  file.resize(kSealedHeaderBytes + kSealedPartsMin * (kSealedPartBytes + crypto::Aead::kTagSize));
  MemoryRandomAccess access(file);
  ENTENTE_INVARIANT(!OpeningSource::open(access, keys).ok());
  return 0;
}
