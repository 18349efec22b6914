#include "crypto/secret.h"

#include <sodium.h>

#include <cstring>
#include <utility>

#include "crypto/errors.h"
#include "crypto/locked_pool.h"
#include "crypto/sodium.h"

namespace entente::crypto {

void ensure_sodium() {
  static const bool ready = sodium_init() >= 0;
  ENTENTE_INVARIANT(ready);
}

void wipe(std::span<std::uint8_t> bytes) { sodium_memzero(bytes.data(), bytes.size()); }

bool equal_constant_time(BytesView left, BytesView right) {
  if (left.size() != right.size()) {
    return false;
  }
  return sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

SecretBytes::SecretBytes(std::size_t size) : size_(size) {
  if (size > 0) {
    data_ = LockedPool::instance().take(size);
  }
}

SecretBytes::~SecretBytes() {
  if (data_ != nullptr) {
    LockedPool::instance().give(data_, size_);
  }
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

SecretBytes SecretBytes::random(std::size_t size, Entropy& entropy) {
  SecretBytes secret(size);
  entropy.fill(secret.mutable_view());
  return secret;
}

SecretBytes SecretBytes::copy_of(BytesView bytes) {
  SecretBytes secret(bytes.size());
  if (!bytes.empty()) {
    std::memcpy(secret.data_, bytes.data(), bytes.size());
  }
  return secret;
}

Secret32::~Secret32() { wipe(bytes_); }

Secret32::Secret32(Secret32&& other) noexcept : bytes_(other.bytes_) { wipe(other.bytes_); }

Secret32& Secret32::operator=(Secret32&& other) noexcept {
  if (this != &other) {
    bytes_ = other.bytes_;
    wipe(other.bytes_);
  }
  return *this;
}

Secret32 Secret32::random(Entropy& entropy) {
  Secret32 secret;
  entropy.fill(secret.bytes_);
  return secret;
}

Result<Secret32> Secret32::copy_of(BytesView bytes) {
  if (bytes.size() != kSize) {
    return Error(kBadParameter, "A key has exactly 32 bytes.");
  }
  Secret32 secret;
  std::memcpy(secret.bytes_.data(), bytes.data(), kSize);
  return secret;
}

}  // namespace entente::crypto
