#include "format/json_number.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "base/invariant.h"

namespace entente::format {
namespace {

/// value = 0.d1d2...dk x 10^point, with as few digits as read back as the same double.
struct Decimal {
  std::array<char, 20> digits{};
  int count = 0;
  int point = 0;

  [[nodiscard]] std::string_view view(int from, int to) const {
    return {digits.data() + from, static_cast<std::size_t>(to - from)};
  }
};

Decimal shortest(double value) {
  std::array<char, 32> text{};
  const char* end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific)
          .ptr;
  Decimal decimal;
  const char* at = text.data();
  for (; *at != 'e'; ++at) {
    if (*at != '.') {
      decimal.digits[static_cast<std::size_t>(decimal.count++)] = *at;
    }
  }
  ++at;
  if (*at == '+') {  // which from_chars does not take
    ++at;
  }
  std::from_chars(at, end, decimal.point);
  ++decimal.point;
  return decimal;
}

/// Number::toString, steps 6 to 11, with the names n = point and k = count.
void append_decimal(std::string& to, const Decimal& d) {
  constexpr int kFirstExponent = 21;
  constexpr int kLastSmall = -6;
  if (d.count <= d.point && d.point <= kFirstExponent) {
    to += d.view(0, d.count);
    to.append(static_cast<std::size_t>(d.point - d.count), '0');
  } else if (0 < d.point && d.point <= kFirstExponent) {
    to += d.view(0, d.point);
    to += '.';
    to += d.view(d.point, d.count);
  } else if (kLastSmall < d.point && d.point <= 0) {
    to += "0.";
    to.append(static_cast<std::size_t>(-d.point), '0');
    to += d.view(0, d.count);
  } else {
    to += d.view(0, 1);
    if (d.count > 1) {
      to += '.';
      to += d.view(1, d.count);
    }
    to += d.point > 0 ? "e+" : "e-";
    to += std::to_string(std::abs(d.point - 1));
  }
}

}  // namespace

void append_number(std::string& to, double value) {
  ENTENTE_INVARIANT(std::isfinite(value));
  if (value == 0) {
    to += '0';  // also for -0
    return;
  }
  if (value < 0) {
    to += '-';
  }
  append_decimal(to, shortest(std::fabs(value)));
}

}  // namespace entente::format
