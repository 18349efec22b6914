#include <cstddef>
#include <cstdint>

#include "ledger/witness.h"

using namespace entente::ledger;

/// What is accepted as a request to cosign is written back to the same bytes, and a witness that
/// trusts no key of the log never cosigns it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body = entente::as_text(entente::BytesView(data, size));
  const auto request = AddCheckpoint::parse(body);
  ENTENTE_INVARIANT(!request.ok() || request.value().format() == body);
  const WitnessDecision decision =
      decide_add_checkpoint(body, [](std::string_view) { return KnownLog{}; });
  ENTENTE_INVARIANT(decision.http_status() == 400 || decision.http_status() == 403);
  ENTENTE_INVARIANT(!decision.next.has_value() && !decision.body().empty());
  return 0;
}
