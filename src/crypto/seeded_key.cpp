#include "crypto/seeded_key.h"

#include <fmt/format.h>

namespace entente::crypto {
namespace {

/// The stream that the key is drawn from: the seed decides all of it.
class SeededEntropy final : public Entropy {
 public:
  SeededEntropy(BytesView seed, std::string_view label) : seed_(seed), label_(label) {}
  void fill(std::span<std::uint8_t> out) override {
    const std::string info = fmt::format("{} {}", label_, draws_++);
    ENTENTE_INVARIANT(hkdf_sha256_into(seed_, {}, as_bytes(info), out).ok());
  }

 private:
  BytesView seed_;
  std::string_view label_;
  unsigned draws_ = 0;
};

}  // namespace

AgreementKey key_of_seed(BytesView seed, std::string_view label) {
  ENTENTE_INVARIANT(seed.size() == kSeedBytes);
  SeededEntropy entropy(seed, label);
  return AgreementKey::generate(AgreementCurve::p256, entropy);
}

}  // namespace entente::crypto
