#include "format/toml_depth.h"

namespace entente::format {
namespace {

/// Reads only as much of TOML's grammar as says where strings and comments end. Where it could
/// differ from a parser, the text is faulty at that place and the parser stops there.
class DepthScan {
 public:
  DepthScan(std::string_view text, std::size_t depth) : text_(text), depth_(depth) {}

  std::optional<TomlPosition> run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        skip_string(c);
        continue;
      }
      if (c == '#') {
        skip_to_line_end();
        continue;
      }
      count(c);
      if (open_ > depth_ || dots_ >= depth_) {
        return position();
      }
      ++at_;
    }
    return std::nullopt;
  }

 private:
  void count(char c) {
    switch (c) {
      case '.':
        ++dots_;
        break;
      case '[':
      case '{':
        ++open_;
        dots_ = 0;
        break;
      case ']':
      case '}':
        open_ -= open_ > 0 ? 1 : 0;
        break;
      case '=':
      case ',':
      case '\n':
        dots_ = 0;
        break;
      default:
        break;
    }
  }

  void skip_to_line_end() {
    const std::size_t end = text_.find('\n', at_);
    at_ = end == std::string_view::npos ? text_.size() : end;
  }

  void skip_string(char quote) {
    const std::string triple(3, quote);
    if (text_.substr(at_).starts_with(triple)) {
      at_ += 3;
      skip_until(quote, triple);
      for (int extra = 0; extra < 2 && at_ < text_.size() && text_[at_] == quote; ++extra) {
        ++at_;  // up to two quotes may stand before the closing three
      }
      return;
    }
    ++at_;
    skip_until(quote, std::string_view(triple).substr(0, 1));
  }

  /// Moves behind `closing`; a string on one line ends with its line at the latest.
  void skip_until(char quote, std::string_view closing) {
    const bool one_line = closing.size() == 1;
    while (at_ < text_.size() && !text_.substr(at_).starts_with(closing)) {
      if (one_line && text_[at_] == '\n') {
        return;
      }
      at_ += quote == '"' && text_[at_] == '\\' ? 2 : 1;
    }
    at_ = std::min(at_ + closing.size(), text_.size());
  }

  [[nodiscard]] TomlPosition position() const {
    TomlPosition position{1, 1};
    for (const char c : text_.substr(0, at_)) {
      if (c == '\n') {
        ++position.line;
        position.column = 1;
      } else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) {  // not inside a character
        ++position.column;
      }
    }
    return position;
  }

  std::string_view text_;
  std::size_t depth_;
  std::size_t at_ = 0;
  std::size_t open_ = 0;
  std::size_t dots_ = 0;
};

}  // namespace

std::optional<TomlPosition> too_deep(std::string_view text, std::size_t depth) {
  return DepthScan(text, depth).run();
}

}  // namespace entente::format
