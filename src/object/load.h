#pragma once

#include <optional>

#include "base/stream.h"
#include "object/binding.h"
#include "object/manifest.h"
#include "object/zip.h"

/// The first steps of every reading, which need no key.
namespace entente::object {

struct LoadedObject {
  ZipLayout layout;
  Digest manifest_digest;
  Manifest manifest;
  std::uint64_t object_bytes = 0;
};

/// Container, then the manifest's digest (where one is expected) before the manifest is read at
/// all, then the manifest, then the length of the payload. Errors: as `ObjectReader::open`.
[[nodiscard]] Result<LoadedObject> load(RandomAccess& object,
                                        const std::optional<Digest>& expected);

/// The one assertion that binds the object to an item, or null. Two of them are
/// `object.bad-manifest`.
[[nodiscard]] Result<const Assertion*> find_binding(const Manifest& manifest);

/// The one assertion of type `handling`, or null. Of several none is the label: readers would
/// choose differently.
[[nodiscard]] const Assertion* find_label(const Manifest& manifest);

}  // namespace entente::object
