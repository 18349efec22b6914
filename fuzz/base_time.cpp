// What is read, written and read again is the same instant, date or zone.
#include <cstdlib>

#include "base/bytes.h"
#include "base/time.h"

using namespace entente;

namespace {

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = as_text({data, size});
  if (const auto instant = Instant::parse(text)) {
    require(*Instant::parse(instant->text()) == *instant);
    require(*instant >= earliest_instant() && *instant <= latest_instant());
    const CivilDate date = instant->date_in(kUtc);
    require(Instant::start_of(date, kUtc) <= *instant);
  }
  if (const auto date = CivilDate::parse(text)) {
    require(date->text() == text);
    require(date->plus(Days{1}).minus(Days{1}) == *date || date->year() == 9999);
  }
  if (const auto zone = Zone::parse(text)) {
    require(*Zone::parse(zone->text()) == *zone);
    require(text == "+00:00" || zone->text() == text);
  }
  return 0;
}
