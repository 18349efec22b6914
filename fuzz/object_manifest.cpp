// The manifest's reader: what it accepts, written again, reads back as an equal manifest, and from
// then on no byte changes.

#include "base/invariant.h"
#include "object/manifest.h"
#include "object/policy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace entente;
  const auto manifest = object::parse_manifest(BytesView(data, size));
  if (!manifest.ok()) {
    return 0;
  }
  const std::string text = object::write_manifest(*manifest);
  const auto again = object::parse_manifest(as_bytes(text));
  ENTENTE_INVARIANT(again.ok());
  ENTENTE_INVARIANT(*again == *manifest);
  ENTENTE_INVARIANT(object::write_manifest(*again) == text);
  const auto policy = object::parse_policy_base64(manifest->policy);
  if (policy.ok()) {
    ENTENTE_INVARIANT(object::parse_policy(object::write_policy(*policy)).value() == *policy);
  }
  return 0;
}
