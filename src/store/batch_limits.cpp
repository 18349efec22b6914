#include "store/batch_limits.h"

#include "base/errors.h"
#include "store/errors.h"

namespace entente::store {

std::optional<Error> refusal(const StoreBatch& batch) {
  for (const StoreWrite& write : batch) {
    if (write.key.size() > kMaxKeySize) {
      return Error(kBadKey, "A key of the store has at most 256 bytes.");
    }
    if (write.value && write.value->size() > kMaxValueSize) {
      return Error(kTooLarge, "A value of the store has at most 64 MiB.");
    }
  }
  return std::nullopt;
}

}  // namespace entente::store
