// Text from outside never leaves display_safe malformed, too long or with controls; normal forms
// are stable.
#include <cstdlib>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/text.h"

using namespace entente;

namespace {

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

void check_display(std::string_view text, std::size_t max_bytes) {
  const std::string safe = display_safe(text, max_bytes);
  require(safe.size() <= max_bytes);
  for (const char c : safe) {
    require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  }
  require(check_utf8(safe).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string_view text = as_text({data + 1, size - 1});
  check_display(text, data[0]);
  (void)display_width(text);
  require(check_utf8(text).ok() == to_nfc(text).ok());
  if (const auto nfc = to_nfc(text)) {
    require(replace_malformed(text) == text);
    require(*to_nfc(*nfc) == *nfc);
    require(*confusable_skeleton(*nfc) == *confusable_skeleton(text));
  }
  if (const auto name = Name::parse(text)) {
    require(name->text() == text && text.find("..") == std::string_view::npos);
  }
  return 0;
}
