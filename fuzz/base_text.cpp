// Text from outside never leaves display_safe malformed, too long or with controls; normal forms
// are stable.

#include "base/bytes.h"
#include "base/ids.h"
#include "base/invariant.h"
#include "base/text.h"

using namespace entente;

namespace {

void check_display(std::string_view text, std::size_t max_bytes) {
  const std::string safe = display_safe(text, max_bytes);
  ENTENTE_INVARIANT(safe.size() <= max_bytes);
  for (const char c : safe) {
    ENTENTE_INVARIANT(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  }
  ENTENTE_INVARIANT(check_utf8(safe).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string_view text = as_text({data + 1, size - 1});
  check_display(text, data[0]);
  (void)display_width(text);
  ENTENTE_INVARIANT(check_utf8(text).ok() == to_nfc(text).ok());
  if (const auto nfc = to_nfc(text)) {
    ENTENTE_INVARIANT(replace_malformed(text) == text);
    ENTENTE_INVARIANT(*to_nfc(*nfc) == *nfc);
    ENTENTE_INVARIANT(*confusable_skeleton(*nfc) == *confusable_skeleton(text));
  }
  if (const auto name = Name::parse(text)) {
    ENTENTE_INVARIANT(name->text() == text && text.find("..") == std::string_view::npos);
  }
  return 0;
}
