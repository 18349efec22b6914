#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/stream.h"
#include "object/binding.h"
#include "object/manifest.h"
#include "object/policy.h"

namespace entente::object {

/// What anybody can read in an object. Nothing of it is authenticated: it is what the object says
/// of itself. Texts are as they stand there; show them through `display_safe`.
struct Inspection {
  Digest manifest;
  std::string version;  ///< `4.2.2` or `4.3.0`
  std::string mime_type;
  std::uint64_t object_bytes = 0;
  std::uint64_t content_bytes = 0;
  std::uint64_t segments = 0;
  std::uint32_t segment_bytes = 0;  ///< of all segments but the last, as the manifest states
  Policy policy;
  std::vector<KeyAccess> key_access;
  std::vector<Assertion> assertions;
  std::optional<Binding> binding;
  std::optional<Assertion> label;  ///< the one assertion of type `handling`
};

/// Reads container and manifest without a key, and without reading the content. Errors:
/// `object.bad-container`, `object.bad-manifest`, `object.unsupported`, `object.too-large`, those
/// of reading.
[[nodiscard]] Result<Inspection> inspect(RandomAccess& object);

}  // namespace entente::object
