// Invitations: whatever is accepted verifies, and has one canonical content.
#include <cstdint>

#include "base/invariant.h"
#include "link/invite.h"

using namespace entente;
using namespace entente::link;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto invite = parse_invite(BytesView(data, size));
  if (!invite.ok()) {
    return 0;
  }
  const std::string content = canonical_content(*invite);
  ENTENTE_INVARIANT(!content.empty() && content.size() <= kInviteBytes);
  ENTENTE_INVARIANT(check_fingerprint(*invite, fingerprint_text(fingerprint(*invite))).ok());
  return 0;
}
