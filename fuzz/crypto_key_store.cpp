#include <algorithm>
#include <cstdint>

#include "base/bytes.h"
#include "base/invariant.h"
#include "crypto/key_store_format.h"

using namespace entente;

/// The files of a key store: each has one encoding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView input(data, size);
  const auto store = crypto::decode_store_file(input);
  if (store.ok()) {
    ENTENTE_INVARIANT(std::ranges::equal(crypto::encode_store_file(*store), input));
  }
  const auto index = crypto::decode_index(input);
  if (index.ok()) {
    ENTENTE_INVARIANT(std::ranges::equal(crypto::encode_index(*index), input));
  }
  return 0;
}
