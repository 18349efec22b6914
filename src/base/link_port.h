#pragma once

#include <functional>
#include <string_view>

#include "base/bytes.h"
#include "base/ids.h"

namespace entente {

/// Port: one request to the partner's node, one answer. An implementation authenticates the partner
/// before the first byte of `request` leaves, and bounds the answer by `limits.h`.
class Link {
 public:
  virtual ~Link() = default;
  using Answer = std::function<void(Result<Bytes>)>;
  /// Sends `request` as `operation` (a fixed lower-case word such as `acts`) to the node of `peer`.
  /// `answer` is called exactly once, on the executor's sequence: with the answer, with
  /// `base.unreachable`, or with the error that the partner's node gave. A request may have arrived
  /// although its answer is `base.unreachable`, so every operation is idempotent.
  virtual void call(const PartyCode& peer, std::string_view operation, Bytes request,
                    Answer answer) = 0;
};

}  // namespace entente
