// Heads of requests and responses: what is accepted is found the same however it arrives, and is
// read the same when it is written again.
#include <algorithm>
#include <cstdint>

#include "base/invariant.h"
#include "http/head.h"

using namespace entente;
using namespace entente::http;

namespace {

void check_request(std::string_view text) {
  const HeadLimits limits{1024, 256, 16};
  const auto parsed = parse_request_head(text, limits);
  if (!parsed.ok()) {
    return;
  }
  ENTENTE_INVARIANT(text.size() <= limits.head_bytes);
  ENTENTE_INVARIANT(parsed->head.target.size() <= limits.target_bytes);
  ENTENTE_INVARIANT(parsed->head.headers.all().size() <= limits.fields);
  Request again;
  again.method = parsed->head.method;
  again.target = parsed->head.target;
  for (const auto& [name, value] : parsed->head.headers.all()) {
    again.headers.add(name, value);
  }
  const std::string written =
      write_request_head(again, *parsed->head.headers.find("host"), parsed->framing);
  const auto reread = parse_request_head(written, HeadLimits{4096, 256, 20});
  ENTENTE_INVARIANT(reread.ok());
  ENTENTE_INVARIANT(reread->head.method == parsed->head.method);
  ENTENTE_INVARIANT(reread->head.target == parsed->head.target);
  ENTENTE_INVARIANT(reread->framing == parsed->framing);
}

void check_by_parts(std::string_view text) {
  const HeadLimits limits{1024, 256, 16};
  const auto whole = find_head_end(text, 0, limits);
  for (std::size_t have = 0; have < text.size(); ++have) {
    const auto part = find_head_end(text.substr(0, have + 1), have, limits);
    if (!part.ok()) {
      ENTENTE_INVARIANT(!whole.ok());
      return;
    }
    if (*part > 0) {
      ENTENTE_INVARIANT(whole.ok() && *whole == *part);
      return;
    }
  }
  ENTENTE_INVARIANT(whole.ok() && *whole == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data),
                              std::min<std::size_t>(size, 4096));
  check_request(text);
  check_by_parts(text);
  static_cast<void>(parse_response_head(text, "GET", HeadLimits{1024, 256, 16}));
  return 0;
}
