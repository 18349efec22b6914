#include "format/json_fault.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "base/text.h"

namespace entente::format {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class FaultFinder {
 public:
  FaultFinder(std::string_view text, std::size_t depth) : text_(text), depth_(depth) {}

  std::optional<std::size_t> find() {
    const bool whole = value_with_all_in_it() && (skip_space(), at_ == text_.size());
    if (whole) {
      return std::nullopt;
    }
    return std::min(at_, text_.size());
  }

 private:
  // Each of these moves `at_` behind what it reads, or stops at the fault and says false.

  bool value_with_all_in_it() {
    if (!value()) {
      return false;
    }
    while (!open_.empty()) {
      if (!step()) {
        return false;
      }
    }
    return true;
  }

  /// One element, member or closing bracket of the innermost container.
  bool step() {
    const char closing = open_.back() == '{' ? '}' : ']';
    skip_space();
    if (take(closing)) {
      open_.pop_back();
      first_ = false;
      return true;
    }
    if (!first_ && !take(',')) {
      return false;
    }
    first_ = false;
    skip_space();
    if (closing == '}' && !(string() && (skip_space(), take(':')))) {
      return false;
    }
    return value();
  }

  /// A scalar, or the opening bracket of a container.
  bool value() {
    skip_space();
    switch (peek()) {
      case '{':
      case '[':
        return open();
      case '"':
        return string();
      case 't':
        return literal("true");
      case 'f':
        return literal("false");
      case 'n':
        return literal("null");
      default:
        return number();
    }
  }

  bool open() {
    if (open_.size() >= depth_) {
      return false;
    }
    open_ += text_[at_++];
    first_ = true;
    return true;
  }

  bool literal(std::string_view word) {
    for (const char c : word) {
      if (!take(c)) {
        return false;
      }
    }
    return true;
  }

  bool number() {
    const std::size_t start = at_;
    take('-');
    if (!take('0') && !digits()) {
      return false;
    }
    bool integer = true;
    if (take('.')) {
      integer = false;
      if (!digits()) {
        return false;
      }
    }
    if (take('e') || take('E')) {
      integer = false;
      (void)(take('+') || take('-'));
      if (!digits()) {
        return false;
      }
    }
    const std::string_view number = text_.substr(start, at_ - start);
    if (integer ? integer_in_range(number) : double_in_range(number)) {
      return true;
    }
    at_ = start;
    return false;
  }

  static bool integer_in_range(std::string_view number) {
    std::int64_t small = 0;
    std::uint64_t large = 0;
    const char* end = number.data() + number.size();
    return std::from_chars(number.data(), end, small).ec == std::errc() ||
           std::from_chars(number.data(), end, large).ec == std::errc();
  }

  /// from_chars calls both ends of the range the same; only the upper one is refused.
  static bool double_in_range(std::string_view number) {
    return std::isfinite(std::strtod(std::string(number).c_str(), nullptr));
  }

  bool digits() {
    const std::size_t start = at_;
    while (is_digit(peek())) {
      ++at_;
    }
    return at_ > start;
  }

  bool string() {
    if (!take('"')) {
      return false;
    }
    while (!take('"')) {
      if (at_ >= text_.size() || static_cast<unsigned char>(peek()) < 0x20 || !character()) {
        return false;
      }
    }
    return true;
  }

  bool character() {
    if (peek() == '\\') {
      return escape();
    }
    const std::size_t length = character_length(static_cast<unsigned char>(peek()));
    if (length == 1) {
      ++at_;
      return true;
    }
    // A byte order mark may stand inside a text, so something stands before it.
    const std::string one = "x" + std::string(text_.substr(at_, length));
    if (length == 0 || one.size() != length + 1 || !check_utf8(one)) {
      return false;
    }
    at_ += length;
    return true;
  }

  static std::size_t character_length(unsigned char lead) {
    return lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  }

  bool escape() {
    const std::size_t start = at_++;
    constexpr std::string_view kShort = "\"\\/bfnrt";
    if (at_ < text_.size() && kShort.find(peek()) != std::string_view::npos) {
      ++at_;
      return true;
    }
    std::uint32_t unit = 0;
    if (!code_unit(unit)) {
      return false;
    }
    const bool high = unit >= 0xd800 && unit <= 0xdbff;
    const bool low = unit >= 0xdc00 && unit <= 0xdfff;
    if (!high && !low) {
      return true;
    }
    std::uint32_t second = 0;
    if (high && take('\\') && code_unit(second) && (second & 0xfffffc00) == 0xdc00) {
      return true;
    }
    at_ = start;
    return false;
  }

  /// `u` and four hexadecimal digits.
  bool code_unit(std::uint32_t& unit) {
    if (!take('u')) {
      return false;
    }
    const std::string_view digits = text_.substr(at_, 4);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
    at_ = static_cast<std::size_t>(read.ptr - text_.data());
    return digits.size() == 4 && read.ptr == digits.data() + digits.size();
  }

  void skip_space() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
      ++at_;
    }
  }

  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool take(char wanted) {
    if (at_ >= text_.size() || text_[at_] != wanted) {
      return false;
    }
    ++at_;
    return true;
  }

  std::string_view text_;
  std::size_t depth_;
  std::size_t at_ = 0;
  std::string open_;    ///< the brackets that are open, outermost first
  bool first_ = false;  ///< nothing stands yet in the innermost container
};

}  // namespace

std::optional<std::size_t> find_json_fault(std::string_view text, std::size_t depth) {
  return FaultFinder(text, depth).find();
}

std::string line_and_column(std::string_view text, std::size_t offset) {
  std::size_t line = 1;
  std::size_t column = 1;
  for (const char c : text.substr(0, offset)) {
    if (c == '\n') {
      ++line;
      column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) {  // not inside a character
      ++column;
    }
  }
  return std::to_string(line) + ":" + std::to_string(column);
}

}  // namespace entente::format
