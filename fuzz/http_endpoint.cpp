// Host and port: one value has one text, and no text is an address in disguise.
#include <cstdint>

#include "base/invariant.h"
#include "http/endpoint.h"

using namespace entente::http;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto endpoint = Endpoint::parse(text); endpoint.ok()) {
    ENTENTE_INVARIANT(endpoint->text() == text);
  }
  const bool any = may_connect(text, AddressScope::any);
  const bool near = may_connect(text, AddressScope::not_loopback);
  ENTENTE_INVARIANT(any || !near);
  ENTENTE_INVARIANT(near || !may_connect(text, AddressScope::public_only));
  return 0;
}
