#include "crypto/locked_pool.h"

#include <sodium.h>

#include <cstring>

#include "base/invariant.h"
#include "crypto/sodium.h"

namespace entente::crypto {
namespace {

std::uint8_t* allocate(std::size_t size) {
  ensure_sodium();
  auto* bytes = static_cast<std::uint8_t*>(sodium_malloc(size));
  ENTENTE_INVARIANT(bytes != nullptr);
  std::memset(bytes, 0, size);
  return bytes;
}

}  // namespace

LockedPool& LockedPool::instance() {
  static auto* pool = new LockedPool;
  return *pool;
}

std::uint8_t* LockedPool::take(std::size_t size) {
  if (size > kSlotBytes) {
    return allocate(size);
  }
  const std::lock_guard lock(mutex_);
  if (free_.empty()) {
    add_slab();
  }
  std::uint8_t* slot = free_.back();
  free_.pop_back();
  return slot;
}

void LockedPool::give(std::uint8_t* bytes, std::size_t size) {
  if (size > kSlotBytes) {
    sodium_free(bytes);  // wipes
    return;
  }
  sodium_memzero(bytes, kSlotBytes);
  const std::lock_guard lock(mutex_);
  free_.push_back(bytes);
}

void LockedPool::add_slab() {
  std::uint8_t* slab = allocate(kSlotBytes * kSlabSlots);
  for (std::size_t i = kSlabSlots; i-- > 0;) {
    free_.push_back(slab + i * kSlotBytes);
  }
}

}  // namespace entente::crypto
