#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/entropy.h"

namespace entente::crypto {

/// Overwrites `bytes` with zeros in a way the compiler may not leave out. Thread-safe.
void wipe(std::span<std::uint8_t> bytes);

/// Whether both are equal, in a time that depends on their sizes alone (AB74). Thread-safe.
[[nodiscard]] bool equal_constant_time(BytesView left, BytesView right);

/// Secret bytes outside the ordinary heap, between guard pages, kept from swap and core dumps where
/// the system allows it, wiped when destroyed. Move-only; cannot be printed and has no `==` (use
/// `equal_constant_time`). Up to 256 bytes come from a pool and cost little; each larger secret
/// costs several pages and system calls. A process without memory for it stops. Thread-safety:
/// concurrent `view()` is safe while nobody changes or moves it.
class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(std::size_t size);  ///< `size` zero bytes
  ~SecretBytes();
  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  bool operator==(const SecretBytes&) const = delete;

  [[nodiscard]] static SecretBytes random(std::size_t size, Entropy& entropy);
  /// The caller still has to wipe `bytes` if that is its duty.
  [[nodiscard]] static SecretBytes copy_of(BytesView bytes);

  [[nodiscard]] BytesView view() const { return {data_, size_}; }
  [[nodiscard]] std::span<std::uint8_t> mutable_view() { return {data_, size_}; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
};

/// A short-lived 32-byte secret on the stack (a data key), wiped when destroyed and when moved
/// from. Move-only, no `==`. Not locked: it must not outlive the work it is for. Not thread-safe.
class Secret32 {
 public:
  static constexpr std::size_t kSize = 32;
  Secret32() = default;  ///< zeros
  ~Secret32();
  Secret32(Secret32&& other) noexcept;
  Secret32& operator=(Secret32&& other) noexcept;
  Secret32(const Secret32&) = delete;
  Secret32& operator=(const Secret32&) = delete;
  bool operator==(const Secret32&) const = delete;

  [[nodiscard]] static Secret32 random(Entropy& entropy);
  /// Exactly 32 bytes, else `crypto.bad-parameter`.
  [[nodiscard]] static Result<Secret32> copy_of(BytesView bytes);

  [[nodiscard]] BytesView view() const { return bytes_; }
  [[nodiscard]] std::span<std::uint8_t> mutable_view() { return bytes_; }

 private:
  std::array<std::uint8_t, kSize> bytes_{};
};

}  // namespace entente::crypto
