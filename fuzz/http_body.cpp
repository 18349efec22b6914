// Chunked bodies: the same body, or a refusal, however the octets arrive; never past the limit.
#include <algorithm>
#include <cstdint>

#include "base/invariant.h"
#include "http/body.h"

using namespace entente;
using namespace entente::http;

namespace {

struct Outcome {
  bool ok = true;
  bool complete = false;
  std::size_t used = 0;
  Bytes body;
};

Outcome read(BytesView wire, std::size_t step) {
  BodyReader reader(Framing{Framing::Kind::chunked, 0}, 1000);
  Outcome outcome;
  while (outcome.ok && !reader.complete() && outcome.used < wire.size()) {
    const auto piece = wire.subspan(outcome.used, std::min(step, wire.size() - outcome.used));
    const auto used = reader.take(piece, outcome.body);
    outcome.ok = used.ok();
    outcome.used += used.ok() ? *used : 0;
  }
  outcome.complete = reader.complete();
  ENTENTE_INVARIANT(outcome.body.size() <= 1000);
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView wire(data, std::min<std::size_t>(size, 4096));
  const Outcome whole = read(wire, wire.size() + 1);
  for (const std::size_t step : {1u, 7u}) {
    const Outcome parts = read(wire, step);
    ENTENTE_INVARIANT(parts.ok == whole.ok && parts.complete == whole.complete);
    ENTENTE_INVARIANT(!whole.ok || (parts.used == whole.used && parts.body == whole.body));
  }
  return 0;
}
