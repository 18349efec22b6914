#include "object/inspect.h"

#include "object/load.h"

namespace entente::object {

Result<Inspection> inspect(RandomAccess& object) {
  ENTENTE_TRY(LoadedObject loaded, load(object, std::nullopt));
  Manifest& manifest = loaded.manifest;
  Inspection seen;
  ENTENTE_TRY(seen.policy, parse_policy_base64(manifest.policy));
  ENTENTE_TRY(const Assertion* const binding, find_binding(manifest));
  if (binding != nullptr) {
    ENTENTE_TRY(seen.binding, parse_binding(binding->value));
  }
  if (const Assertion* const label = find_label(manifest); label != nullptr) {
    seen.label = *label;
  }
  seen.manifest = loaded.manifest_digest;
  seen.version = manifest.encoding == HashEncoding::hex_4_2_2 ? "4.2.2" : "4.3.0";
  seen.object_bytes = loaded.object_bytes;
  seen.content_bytes = manifest.content_bytes();
  seen.segments = manifest.tags.size();
  seen.segment_bytes = manifest.segment_bytes_default;
  seen.mime_type = std::move(manifest.mime_type);
  seen.key_access = std::move(manifest.key_access);
  seen.assertions = std::move(manifest.assertions);
  return seen;
}

}  // namespace entente::object
