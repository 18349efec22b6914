// Opening a sealed value: whatever the bytes, the answer is `store.corrupt`, unless they are what
// was sealed.

#include "base/invariant.h"
#include "store/sealing.h"

namespace {

class Zeros final : public entente::Entropy {
 public:
  void fill(std::span<std::uint8_t> out) override { std::fill(out.begin(), out.end(), 0); }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using entente::Bytes;
  using entente::BytesView;
  using entente::Space;
  static const entente::store::Sealing sealing(
      entente::store::StoreKey::copy_of(Bytes(32, 1)).value(), Bytes(32, 2));
  const BytesView input(data, size);
  entente::store::Opener opener(sealing);
  const auto opened = opener.open(Space::act, entente::as_bytes("key"), input);
  // Nobody without the key makes a value that opens: 2^-128.
  ENTENTE_INVARIANT(!opened.ok() && opened.error().code() == "store.corrupt");

  Zeros zeros;
  entente::store::Sealer sealer(sealing, zeros);
  Bytes sealed;
  sealer.seal(Space::act, entente::as_bytes("key"), input, sealed);
  ENTENTE_INVARIANT(opener.open(Space::act, entente::as_bytes("key"), sealed).value() ==
                    Bytes(data, data + size));
  return 0;
}
