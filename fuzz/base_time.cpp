// What is read, written and read again is the same instant, date or zone.

#include "base/bytes.h"
#include "base/invariant.h"
#include "base/time.h"

using namespace entente;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = as_text({data, size});
  if (const auto instant = Instant::parse(text)) {
    ENTENTE_INVARIANT(*Instant::parse(instant->text()) == *instant);
    ENTENTE_INVARIANT(*instant >= earliest_instant() && *instant <= latest_instant());
    const CivilDate date = instant->date_in(kUtc);
    ENTENTE_INVARIANT(Instant::start_of(date, kUtc) <= *instant);
  }
  if (const auto date = CivilDate::parse(text)) {
    ENTENTE_INVARIANT(date->text() == text);
    ENTENTE_INVARIANT(date->plus(Days{1}).minus(Days{1}) == *date || date->year() == 9999);
  }
  if (const auto zone = Zone::parse(text)) {
    ENTENTE_INVARIANT(*Zone::parse(zone->text()) == *zone);
    ENTENTE_INVARIANT(text == "+00:00" || zone->text() == text);
  }
  return 0;
}
