// Whatever a decoder accepts, its encoder writes again: one value has one text.

#include "base/encoding.h"
#include "base/invariant.h"

using namespace entente;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const BytesView bytes(data, size);
  const std::string_view text = as_text(bytes);
  if (const auto decoded = from_hex(text)) {
    ENTENTE_INVARIANT(to_hex(*decoded) == text);
  }
  if (const auto decoded = from_base64(text)) {
    ENTENTE_INVARIANT(to_base64(*decoded) == text);
  }
  if (const auto decoded = from_base64url(text)) {
    ENTENTE_INVARIANT(to_base64url(*decoded) == text);
  }
  if (const auto digest = Digest::from_hex(text)) {
    ENTENTE_INVARIANT(digest->hex() == text);
  }
  const Bytes copy(bytes.begin(), bytes.end());
  ENTENTE_INVARIANT(*from_hex(to_hex(bytes)) == copy);
  ENTENTE_INVARIANT(*from_base64(to_base64(bytes)) == copy);
  ENTENTE_INVARIANT(*from_base64url(to_base64url(bytes)) == copy);
  return 0;
}
