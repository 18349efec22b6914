// Whatever a decoder accepts, its encoder writes again: one value has one text.
#include <cstdlib>

#include "base/encoding.h"

using namespace entente;

namespace {

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const BytesView bytes(data, size);
  const std::string_view text = as_text(bytes);
  if (const auto decoded = from_hex(text)) {
    require(to_hex(*decoded) == text);
  }
  if (const auto decoded = from_base64(text)) {
    require(to_base64(*decoded) == text);
  }
  if (const auto decoded = from_base64url(text)) {
    require(to_base64url(*decoded) == text);
  }
  if (const auto digest = Digest::from_hex(text)) {
    require(digest->hex() == text);
  }
  const Bytes copy(bytes.begin(), bytes.end());
  require(*from_hex(to_hex(bytes)) == copy);
  require(*from_base64(to_base64(bytes)) == copy);
  require(*from_base64url(to_base64url(bytes)) == copy);
  return 0;
}
