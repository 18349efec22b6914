#include "base/encoding.h"

#include <array>

#include "base/errors.h"

namespace entente {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t kForeign = 0xff;

using Inverse = std::array<std::uint8_t, 256>;

constexpr Inverse invert(std::string_view alphabet) {
  Inverse table{};
  for (auto& entry : table) {
    entry = kForeign;
  }
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}

constexpr Inverse kFromHex = invert(kHex);
constexpr Inverse kFromBase64 = invert(kBase64);
constexpr Inverse kFromBase64Url = invert(kBase64Url);

enum class Padding { required, forbidden };

Error bad(std::string message) { return Error(kBadEncoding, std::move(message)); }

void encode(std::string& out, BytesView bytes, std::string_view alphabet, Padding padding) {
  const std::size_t start = out.size();
  out.resize(start + (bytes.size() + 2) / 3 * 4);
  char* to = out.data() + start;
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) {
    const std::uint32_t group =
        (std::uint32_t{bytes[i]} << 16) | (std::uint32_t{bytes[i + 1]} << 8) | bytes[i + 2];
    *to++ = alphabet[group >> 18];
    *to++ = alphabet[(group >> 12) & 63];
    *to++ = alphabet[(group >> 6) & 63];
    *to++ = alphabet[group & 63];
  }
  const std::size_t rest = bytes.size() - i;
  if (rest > 0) {
    const std::uint32_t group =
        (std::uint32_t{bytes[i]} << 16) | (rest == 2 ? std::uint32_t{bytes[i + 1]} << 8 : 0);
    *to++ = alphabet[group >> 18];
    *to++ = alphabet[(group >> 12) & 63];
    if (rest == 2) {
      *to++ = alphabet[(group >> 6) & 63];
    }
    if (padding == Padding::required) {
      *to++ = '=';
      if (rest == 1) {
        *to++ = '=';
      }
    }
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
}

/// Decodes `text` (padding already stripped).
Result<Bytes> decode(std::string_view text, const Inverse& inverse) {
  const std::size_t rest = text.size() % 4;
  if (rest == 1) {
    return bad("The base64 text has an impossible length.");
  }
  Bytes out(text.size() / 4 * 3 + (rest == 0 ? 0 : rest - 1));
  std::uint8_t* to = out.data();
  std::uint32_t group = 0;
  std::uint8_t foreign = 0;
  std::size_t i = 0;
  const auto at = [&](std::size_t index) {
    const std::uint8_t value = inverse[static_cast<std::uint8_t>(text[index])];
    foreign |= value;
    return std::uint32_t{value};
  };
  for (; i + 4 <= text.size(); i += 4) {
    group = (at(i) << 18) | (at(i + 1) << 12) | (at(i + 2) << 6) | at(i + 3);
    *to++ = static_cast<std::uint8_t>(group >> 16);
    *to++ = static_cast<std::uint8_t>(group >> 8);
    *to++ = static_cast<std::uint8_t>(group);
  }
  if (rest == 2) {
    group = (at(i) << 18) | (at(i + 1) << 12);
    *to++ = static_cast<std::uint8_t>(group >> 16);
  } else if (rest == 3) {
    group = (at(i) << 18) | (at(i + 1) << 12) | (at(i + 2) << 6);
    *to++ = static_cast<std::uint8_t>(group >> 16);
    *to++ = static_cast<std::uint8_t>(group >> 8);
  }
  if ((foreign & 0x80) != 0) {
    return bad("The base64 text has a character outside its alphabet.");
  }
  const std::uint32_t left_over = rest == 2 ? group & 0xffff : rest == 3 ? group & 0xff : 0;
  if (left_over != 0) {
    return bad("The base64 text has bits left over at its end.");
  }
  return out;
}

}  // namespace

std::string to_hex(BytesView bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

Result<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) {
    return bad("The hexadecimal text has an odd number of digits.");
  }
  Bytes out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const std::uint8_t high = kFromHex[static_cast<std::uint8_t>(text[i])];
    const std::uint8_t low = kFromHex[static_cast<std::uint8_t>(text[i + 1])];
    if (high == kForeign || low == kForeign) {
      return bad("The hexadecimal text has a character that is not one of 0-9a-f.");
    }
    out.push_back(static_cast<std::uint8_t>((high << 4) | low));
  }
  return out;
}

std::string to_base64(BytesView bytes) {
  std::string out;
  encode(out, bytes, kBase64, Padding::required);
  return out;
}

Result<Bytes> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) {
    return bad("The base64 text is not padded to a multiple of four.");
  }
  for (int i = 0; i < 2 && text.ends_with('='); ++i) {
    text.remove_suffix(1);
  }
  return decode(text, kFromBase64);
}

std::string to_base64url(BytesView bytes) {
  std::string out;
  encode(out, bytes, kBase64Url, Padding::forbidden);
  return out;
}

Result<Bytes> from_base64url(std::string_view text) { return decode(text, kFromBase64Url); }

void append_base64url(std::string& to, BytesView bytes) {
  encode(to, bytes, kBase64Url, Padding::forbidden);
}

std::string Digest::hex() const { return to_hex(bytes); }

Result<Digest> Digest::from_hex(std::string_view text) {
  ENTENTE_TRY(const Bytes raw, entente::from_hex(text));
  return from_bytes(raw);
}

Result<Digest> Digest::from_bytes(BytesView bytes) {
  if (bytes.size() != kSize) {
    return bad("A digest has exactly 32 bytes.");
  }
  Digest digest;
  std::memcpy(digest.bytes.data(), bytes.data(), kSize);
  return digest;
}

}  // namespace entente
