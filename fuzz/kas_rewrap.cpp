// What key access clients send: read, or refused with the one error.
#include <cstdint>

#include "base/encoding.h"
#include "base/invariant.h"
#include "kas/errors.h"
#include "kas/rewrap.h"

using namespace entente;
using namespace entente::kas;

namespace {

void read(BytesView body) {
  for (const Spelling spelling : {Spelling::rest, Spelling::connect}) {
    const auto request = parse_rewrap(body, spelling, Instant{});
    ENTENTE_INVARIANT(request.ok()
                          ? !request->shares.empty() && request->shares.size() <= kSharesAsked
                          : request.error().is(kBadRewrap));
  }
}

}  // namespace

// The first octet chooses: the body itself, or what its token carries.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 65'536) {
    return 0;
  }
  const BytesView rest(data + 1, size - 1);
  if (data[0] % 2 == 0) {
    read(rest);
    return 0;
  }
  std::string body = R"({"signedRequestToken":"eyJhbGciOiJFUzI1NiJ9.)";
  append_base64url(body, rest);
  read(as_bytes(body + R"(.AAAA"})"));
  return 0;
}
