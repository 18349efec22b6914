#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

/// Internal to crypto: locked memory for secrets. One allocation by libsodium costs several pages
/// and over 100 us of system calls; a wrapped key needs four secrets, so small ones are slots of
/// slabs that are allocated once. A slab lies between guard pages, is kept from swap and core dumps
/// where the system allows it, and is never given back.
namespace entente::crypto {

class LockedPool {
 public:
  static constexpr std::size_t kSlotBytes = 256;
  static constexpr std::size_t kSlabSlots = 128;

  /// The pool of the process; it is never destroyed, since secrets may outlive `main`.
  [[nodiscard]] static LockedPool& instance();

  /// `size` zero bytes, 1 or more. The process stops without memory for them. Thread-safe.
  [[nodiscard]] std::uint8_t* take(std::size_t size);
  /// Wipes and takes back what `take(size)` gave. Thread-safe.
  void give(std::uint8_t* bytes, std::size_t size);

 private:
  void add_slab();

  /// Secrets are made and destroyed by any thread; the lock is held for a few instructions.
  std::mutex mutex_;
  std::vector<std::uint8_t*> free_;
};

}  // namespace entente::crypto
