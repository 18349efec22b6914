#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "format/fields.h"

namespace entente::act {

/// The sealed object that carries the item's content, and what binds the two (architecture:
/// *binding without circles*): the object names item and agreement, this names the object.
struct ObjectRef {
  Digest manifest;
  std::uint64_t bytes = 0;  ///< of the container
  std::uint64_t content_bytes = 0;
  static constexpr auto fields() {
    return members(format::field("manifest", &ObjectRef::manifest),
                   format::field("bytes", &ObjectRef::bytes),
                   format::field("content_bytes", &ObjectRef::content_bytes));
  }
};

}  // namespace entente::act
