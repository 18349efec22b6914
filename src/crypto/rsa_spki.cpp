#include "crypto/rsa_spki.h"

#include <algorithm>
#include <array>

namespace entente::crypto {
namespace {

constexpr std::uint8_t kInteger = 0x02;
constexpr std::uint8_t kBitString = 0x03;
constexpr std::uint8_t kSequence = 0x30;
constexpr std::size_t kMaxSpki = 1024;  // 4096 bits take 550

/// AlgorithmIdentifier: rsaEncryption (1.2.840.113549.1.1.1) with the parameter NULL.
constexpr std::array<std::uint8_t, 15> kRsaEncryption = {
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};

Bytes element(std::uint8_t tag, BytesView content) {
  Bytes der{tag};
  if (content.size() > 0xff) {
    der.insert(der.end(), {0x82, static_cast<std::uint8_t>(content.size() >> 8)});
  } else if (content.size() > 0x7f) {
    der.push_back(0x81);
  }
  der.push_back(static_cast<std::uint8_t>(content.size()));
  append(der, content);
  return der;
}

/// A positive INTEGER: a zero goes before a first bit that would be the sign.
Bytes integer(BytesView number) {
  Bytes content;
  if (number.empty() || (number.front() & 0x80) != 0) {
    content.push_back(0);
  }
  append(content, number);
  return element(kInteger, content);
}

/// Takes the content of one element with this tag off the front of `from`. Which of its lengths was
/// written is not looked at: the whole is compared with what we would write.
std::optional<BytesView> take(BytesView& from, std::uint8_t tag) {
  if (from.size() < 2 || from[0] != tag) {
    return std::nullopt;
  }
  std::size_t header = 2;
  std::size_t size = from[1];
  if (size > 0x7f) {
    header += size - 0x80;
    if (header > 4 || from.size() < header) {
      return std::nullopt;
    }
    size = 0;
    for (const std::uint8_t digit : from.subspan(2, header - 2)) {
      size = size << 8 | digit;
    }
  }
  if (from.size() - header < size) {
    return std::nullopt;
  }
  const BytesView content = from.subspan(header, size);
  from = from.subspan(header + size);
  return content;
}

Bytes without_leading_zeros(BytesView number) {
  const auto first = std::ranges::find_if(number, [](std::uint8_t digit) { return digit != 0; });
  return Bytes(first, number.end());
}

}  // namespace

Bytes spki_of_rsa(const RsaNumbers& numbers) {
  Bytes key = integer(numbers.modulus);
  append(key, integer(numbers.exponent));
  Bytes bits{0};  // no unused bits
  append(bits, element(kSequence, key));
  Bytes spki(kRsaEncryption.begin(), kRsaEncryption.end());
  append(spki, element(kBitString, bits));
  return element(kSequence, spki);
}

std::optional<RsaNumbers> rsa_in_spki(BytesView spki) {
  BytesView rest = spki;
  auto whole = spki.size() <= kMaxSpki ? take(rest, kSequence) : std::nullopt;
  auto algorithm = whole ? take(*whole, kSequence) : std::nullopt;
  auto bits = algorithm ? take(*whole, kBitString) : std::nullopt;
  if (!bits || bits->empty()) {
    return std::nullopt;
  }
  BytesView inside = bits->subspan(1);
  auto key = take(inside, kSequence);
  const auto modulus = key ? take(*key, kInteger) : std::nullopt;
  const auto exponent = modulus ? take(*key, kInteger) : std::nullopt;
  if (!exponent) {
    return std::nullopt;
  }
  RsaNumbers numbers{without_leading_zeros(*modulus), without_leading_zeros(*exponent)};
  // A key has one encoding: what is left over, or written otherwise, shows here.
  if (!std::ranges::equal(spki_of_rsa(numbers), spki)) {
    return std::nullopt;
  }
  return numbers;
}

}  // namespace entente::crypto
