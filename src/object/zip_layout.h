#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/invariant.h"

/// The numbers of APPNOTE 6.3.10 that writer and reader share.
namespace entente::object::zip {

inline constexpr std::uint32_t kLocalSignature = 0x04034b50;
inline constexpr std::uint32_t kDescriptorSignature = 0x08074b50;
inline constexpr std::uint32_t kCentralSignature = 0x02014b50;
inline constexpr std::uint32_t kEnd64Signature = 0x06064b50;
inline constexpr std::uint32_t kLocator64Signature = 0x07064b50;
inline constexpr std::uint32_t kEndSignature = 0x06054b50;

inline constexpr std::size_t kLocalBytes = 30;
inline constexpr std::size_t kCentralBytes = 46;
inline constexpr std::size_t kEnd64Bytes = 56;
inline constexpr std::size_t kLocator64Bytes = 20;
inline constexpr std::size_t kEndBytes = 22;

inline constexpr std::uint16_t kVersion = 45;  // ZIP64
inline constexpr std::uint16_t kFlagDescriptor = 1u << 3;
inline constexpr std::uint16_t kFlagUtf8 = 1u << 11;
inline constexpr std::uint16_t kExtra64 = 0x0001;
inline constexpr std::uint16_t kExtraUnicodePath = 0x7075;
inline constexpr std::uint16_t kDate1980 = (1u << 5) | 1u;
inline constexpr std::uint16_t kIn64Short = 0xFFFF;
inline constexpr std::uint32_t kIn64 = 0xFFFFFFFF;

/// Little-endian fields one after another.
class FieldWriter {
 public:
  template <std::unsigned_integral T>
  FieldWriter& put(T value) {
    ENTENTE_INVARIANT(used_ + sizeof(T) <= bytes_.size());
    for (std::size_t i = 0; i < sizeof(T); ++i) {
      bytes_[used_++] = static_cast<std::uint8_t>(value >> (8 * i));
    }
    return *this;
  }
  FieldWriter& put(std::string_view text) {
    for (const char c : text) {
      put(static_cast<std::uint8_t>(c));
    }
    return *this;
  }
  [[nodiscard]] BytesView view() const { return BytesView(bytes_).first(used_); }

 private:
  std::array<std::uint8_t, 512> bytes_{};
  std::size_t used_ = 0;
};

/// Reads them back; past the end it gives zeros and `ok()` turns false for good.
class FieldReader {
 public:
  explicit FieldReader(BytesView bytes) : rest_(bytes) {}

  template <std::unsigned_integral T>
  [[nodiscard]] T take() {
    const BytesView field = take_bytes(sizeof(T));
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < field.size(); ++i) {
      value |= static_cast<std::uint64_t>(field[i]) << (8 * i);
    }
    return static_cast<T>(value);
  }
  [[nodiscard]] BytesView take_bytes(std::size_t count) {
    if (count > rest_.size()) {
      ok_ = false;
      return {};
    }
    const BytesView taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }
  void skip(std::size_t count) { static_cast<void>(take_bytes(count)); }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  BytesView rest_;
  bool ok_ = true;
};

}  // namespace entente::object::zip
