#include "object/load.h"

#include <algorithm>

#include "crypto/digest.h"
#include "object/errors.h"

namespace entente::object {

Result<LoadedObject> load(RandomAccess& object, const std::optional<Digest>& expected) {
  LoadedObject loaded;
  ENTENTE_TRY(loaded.object_bytes, object.size());
  ENTENTE_TRY(loaded.layout, read_zip(object));
  Bytes bytes(loaded.layout.manifest.size);
  ENTENTE_CHECK(read_exactly(object, loaded.layout.manifest.offset, bytes));
  loaded.manifest_digest = crypto::sha256(bytes);
  if (expected && *expected != loaded.manifest_digest) {
    return Error(kManifestDiffers, "The object's manifest is not the one that was named.");
  }
  ENTENTE_TRY(loaded.manifest, parse_manifest(bytes));
  if (loaded.manifest.payload_bytes() != loaded.layout.payload.size) {
    return Error(kDamaged, "The segments' sizes do not add up to the payload's.");
  }
  return loaded;
}

Result<const Assertion*> find_binding(const Manifest& manifest) {
  const Assertion* found = nullptr;
  for (const Assertion& assertion : manifest.assertions) {
    if (assertion.id != kBindingAssertion) {
      continue;
    }
    if (found != nullptr) {
      return Error(kBadManifest, "The object says twice what it was made for.", "/assertions");
    }
    found = &assertion;
  }
  return found;
}

const Assertion* find_label(const Manifest& manifest) {
  const auto is_label = [](const Assertion& each) { return each.type == kHandling; };
  const auto found = std::ranges::find_if(manifest.assertions, is_label);
  const bool one = std::ranges::count_if(manifest.assertions, is_label) == 1;
  return one ? &*found : nullptr;
}

}  // namespace entente::object
