#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace entente::format {

/// A parsed document as simdjson lays it out (its doc/tape.md), in one block: words in document
/// order, then the strings. A word has its kind in the highest byte and below it: for a bracket,
/// the index behind its partner (32 bits) and the number of children (24 bits, saturated); for a
/// string, where its length (4 bytes) and bytes stand. A number is followed by a word that is its
/// value. Word 0 is the root's; the root value stands at 1.
struct JsonTape {
  static constexpr std::uint32_t kRoot = 1;
  static constexpr std::uint32_t kCountSaturated = 0xffffff;

  const std::uint64_t* words = nullptr;
  const char* strings = nullptr;
  std::unique_ptr<std::uint64_t[]> block;  ///< what both point into, where the document owns it

  [[nodiscard]] char kind(std::uint32_t index) const {
    return static_cast<char>(words[index] >> 56);
  }
  [[nodiscard]] std::uint32_t after(std::uint32_t index) const {
    switch (kind(index)) {
      case '{':
      case '[':
        return static_cast<std::uint32_t>(words[index]);
      case 'l':
      case 'u':
      case 'd':
        return index + 2;
      default:
        return index + 1;
    }
  }
  [[nodiscard]] std::string_view string(std::uint32_t index) const {
    const char* at = strings + (words[index] & 0x00ff'ffff'ffff'ffff);
    std::uint32_t length = 0;
    std::memcpy(&length, at, sizeof(length));
    return {at + sizeof(length), length};
  }
  [[nodiscard]] std::uint32_t count(std::uint32_t index) const {
    return static_cast<std::uint32_t>(words[index] >> 32) & kCountSaturated;
  }
  template <class T>
  [[nodiscard]] T number(std::uint32_t index) const {
    return std::bit_cast<T>(words[index + 1]);
  }
};

}  // namespace entente::format
