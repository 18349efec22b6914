#include "label/ber_value.h"

#include <fmt/format.h>

#include <algorithm>

#include "label/errors.h"

namespace entente::label {
namespace {

constexpr std::uint8_t kConstructed = 0x20;
constexpr std::uint8_t kLongTag = 0x1f;
constexpr std::uint8_t kLongLength = 0x80;
constexpr std::size_t kLengthOctets = 4;

Error bad_ber(std::string why) { return Error(kBadValue, std::move(why)); }

Error cut_off() { return bad_ber("The label ends within a value."); }

Result<BerValue> next_at(BytesView& from, std::size_t depth);

/// Contents up to the end-of-contents octets that are of this value, not of one within it.
Result<BytesView> indefinite_contents(BytesView& from, std::size_t depth) {
  if (depth == kBerDepth) {
    return bad_ber("The label holds values of indefinite length too deep within one another.");
  }
  BytesView rest = from;
  while (rest.size() >= 2 && (rest[0] != 0 || rest[1] != 0)) {
    ENTENTE_TRY(const BerValue within, next_at(rest, depth + 1));
    if (within.tag == 0) {
      return bad_ber("The label ends a value that did not begin.");
    }
  }
  if (rest.size() < 2) {
    return cut_off();
  }
  const BytesView contents = from.first(from.size() - rest.size());
  from = rest.subspan(2);
  return contents;
}

Result<std::size_t> long_length(BytesView& from, std::size_t octets) {
  if (octets > kLengthOctets || octets > from.size()) {
    return bad_ber("The label has a length that is too long.");
  }
  std::size_t length = 0;
  for (const std::uint8_t octet : from.first(octets)) {
    length = length << 8 | octet;
  }
  from = from.subspan(octets);
  return length;
}

Result<BerValue> next_at(BytesView& from, std::size_t depth) {
  if (from.size() < 2 || (from[0] & kLongTag) == kLongTag) {
    return cut_off();
  }
  BerValue value{from[0], {}};
  const std::uint8_t first = from[1];
  from = from.subspan(2);
  if (first == kLongLength) {
    if ((value.tag & kConstructed) == 0) {
      return bad_ber("The label gives a value that is not constructed no length.");
    }
    ENTENTE_TRY(value.bytes, indefinite_contents(from, depth));
    return value;
  }
  std::size_t length = first;
  if (first > kLongLength) {
    ENTENTE_TRY(length, long_length(from, first & ~kLongLength));
  }
  if (length > from.size()) {
    return cut_off();
  }
  value.bytes = from.first(length);
  from = from.subspan(length);
  return value;
}

}  // namespace

Result<BerValue> next_ber_value(BytesView& from) { return next_at(from, 0); }

Result<std::string> read_ber_oid(BytesView contents) {
  std::string text;
  std::uint64_t arc = 0;
  bool begins = true;
  for (const std::uint8_t octet : contents) {
    if ((begins && octet == 0x80) || arc > (UINT64_MAX >> 7)) {
      return bad_ber("An arc of an object identifier is too large, or not in its shortest form.");
    }
    arc = arc << 7 | (octet & 0x7f);
    begins = (octet & 0x80) == 0;
    if (!begins) {
      continue;
    }
    if (text.empty()) {
      const std::uint64_t root = std::min<std::uint64_t>(arc / 40, 2);
      text = fmt::format("{}.{}", root, arc - root * 40);
    } else {
      text += fmt::format(".{}", arc);
    }
    arc = 0;
  }
  return contents.empty() || !begins
             ? Result<std::string>(bad_ber("An object identifier is not whole."))
             : Result<std::string>(std::move(text));
}

Result<std::uint64_t> read_ber_natural(BytesView contents) {
  constexpr std::size_t kOctets = 8;
  const bool padded = contents.size() > 1 && contents[0] == 0 && contents[1] < 0x80;
  if (contents.empty() || contents.size() > kOctets || contents[0] >= 0x80 || padded) {
    return bad_ber("A number is negative, too large, or not in its shortest form.");
  }
  std::uint64_t number = 0;
  for (const std::uint8_t octet : contents) {
    number = number << 8 | octet;
  }
  return number;
}

}  // namespace entente::label
