#include "crypto/totp.h"

#include <openssl/evp.h>

#include <array>

#include "base/big_endian.h"
#include "crypto/evp.h"

namespace entente::crypto {
namespace {

using Tag = std::array<std::uint8_t, 20>;

Tag hmac_sha1(BytesView key, BytesView data) {
  Tag tag{};
  std::size_t size = 0;
  const auto* made = EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA1", nullptr, key.data(), key.size(),
                               data.data(), data.size(), tag.data(), tag.size(), &size);
  ENTENTE_INVARIANT(made != nullptr && size == tag.size());
  return tag;
}

}  // namespace

std::string totp_code(BytesView key, std::uint64_t step) {
  ENTENTE_INVARIANT(key.size() >= 16 && key.size() <= 64);
  std::array<std::uint8_t, 8> counter{};
  put_big_endian(std::span(counter), step);
  const Tag tag = hmac_sha1(key, counter);
  // RFC 4226 section 5.3: the last nibble says where the 31 bits begin.
  const std::size_t at = tag.back() & 0x0fU;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    number = (number << 8) | tag.at(at + i);
  }
  number &= 0x7fff'ffffU;
  std::string code(kTotpDigits, '0');
  for (std::size_t i = kTotpDigits; i > 0; --i, number /= 10) {
    code[i - 1] = static_cast<char>('0' + number % 10);
  }
  return code;
}

std::string to_base32(BytesView bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const std::uint8_t byte : bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) {
      text += kAlphabet[(held >> (bits - 5)) & 31U];
    }
  }
  if (bits > 0) {
    text += kAlphabet[(held << (5 - bits)) & 31U];
  }
  return text;
}

}  // namespace entente::crypto
