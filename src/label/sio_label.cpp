#include "label/sio_label.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "base/encoding.h"
#include "base/text.h"
#include "label/errors.h"

namespace entente::label {
namespace {

constexpr std::size_t kFieldBytes = 64u << 10;
constexpr std::size_t kPieces = 256;

Error bad_sio(std::string why) { return Error(kBadValue, std::move(why)); }

/// The pieces of one parameter by their numbers (RFC 2231 3); whether each is percent-encoded.
struct Piece {
  std::string text;
  bool encoded = false;
};
using Pieces = std::map<std::size_t, Piece>;

class SioParameters {
 public:
  explicit SioParameters(std::string_view text) : text_(text) {}

  Result<std::map<std::string, Pieces>> run() {
    std::map<std::string, Pieces> found;
    for (std::size_t count = 0; true; ++count) {
      space();
      if (text_.empty()) {
        return found;
      }
      if (count == kPieces) {
        return bad_sio("The field has too many parameters.");
      }
      ENTENTE_CHECK(one(found));
      space();
      if (!text_.empty() && !take(';')) {
        return bad_sio("Parameters of the field are separated by semicolons.");
      }
    }
  }

 private:
  void space() { text_.remove_prefix(std::min(text_.find_first_not_of(" \t\r\n"), text_.size())); }

  bool take(char c) {
    const bool there = !text_.empty() && text_.front() == c;
    text_.remove_prefix(there ? 1 : 0);
    return there;
  }

  std::string word(std::string_view stops) {
    const std::size_t end = std::min(text_.find_first_of(stops), text_.size());
    std::string found(text_.substr(0, end));
    text_.remove_prefix(end);
    return found;
  }

  Status one(std::map<std::string, Pieces>& found) {
    const std::string name = ascii_lower(word("=*; \t\r\n"));
    std::size_t number = 0;
    Piece piece;
    if (take('*')) {
      const std::string digits = word("=*; \t\r\n");
      const auto* end = digits.data() + digits.size();
      if (!digits.empty() && std::from_chars(digits.data(), end, number).ptr != end) {
        return bad_sio("A continuation of the field has no number.");
      }
      piece.encoded = digits.empty() || take('*');
    }
    space();
    if (name.empty() || !take('=')) {
      return bad_sio("A parameter of the field has no value.");
    }
    space();
    ENTENTE_TRY(piece.text, value());
    if (number >= kPieces || !found[name].emplace(number, std::move(piece)).second) {
      return bad_sio(fmt::format("The parameter '{}' is there twice.", display_safe(name, 40)));
    }
    return {};
  }

  Result<std::string> value() {
    if (!take('"')) {
      return word("; \t\r\n");
    }
    std::string out;
    while (!text_.empty() && text_.front() != '"') {
      if (text_.front() == '\\') {
        text_.remove_prefix(1);
      }
      if (!text_.empty()) {
        out += text_.front();
        text_.remove_prefix(1);
      }
    }
    return take('"') ? Result<std::string>(std::move(out))
                     : Result<std::string>(bad_sio("A value of the field is not closed."));
  }

  std::string_view text_;
};

Result<std::string> decoded(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    unsigned byte = 0;
    const bool percent = text.front() == '%';
    if (percent &&
        (text.size() < 3 ||
         std::from_chars(text.data() + 1, text.data() + 3, byte, 16).ptr != text.data() + 3)) {
      return bad_sio("A value of the field is badly encoded.");
    }
    out += percent ? static_cast<char>(byte) : text.front();
    text.remove_prefix(percent ? 3 : 1);
  }
  return out;
}

/// The pieces put together; the first encoded one begins with charset and language.
Result<std::string> joined(const Pieces& pieces) {
  std::string all;
  std::size_t next = 0;
  for (const auto& [number, piece] : pieces) {
    if (number != next++) {
      return bad_sio("A continuation of the field is missing.");
    }
    std::string_view text = piece.text;
    if (piece.encoded && number == 0) {
      const std::size_t first = text.find('\'');
      const std::size_t second = first == text.npos ? first : text.find('\'', first + 1);
      if (second == text.npos) {
        return bad_sio("An encoded value of the field names no charset.");
      }
      text.remove_prefix(second + 1);
    }
    ENTENTE_TRY(std::string plain, piece.encoded ? decoded(text) : std::string(text));
    all += plain;
  }
  ENTENTE_CHECK(check_utf8(all));
  return all;
}

/// A line after the first begins with white space (RFC 5322 2.2.3); else another field begins
/// there.
bool is_one_field(std::string_view value) {
  for (std::size_t end = value.find('\n'); end != value.npos; end = value.find('\n', end + 1)) {
    const std::string_view next = value.substr(end + 1, 1);
    if (next.find_first_not_of(" \t\r\n") != next.npos) {
      return false;
    }
  }
  return true;
}

}  // namespace

Result<SioLabel> read_sio_label(std::string_view value) {
  if (value.size() > kFieldBytes) {
    return bad_sio(fmt::format("The field has more than {} bytes.", kFieldBytes));
  }
  if (!is_one_field(value)) {
    return bad_sio("There is more than one field: a message has at most one (RFC 7444).");
  }
  ENTENTE_TRY(const auto parameters, SioParameters(value).run());
  std::map<std::string_view, std::string> texts;
  for (const char* name : {"marking", "fgcolor", "bgcolor", "type", "label"}) {
    if (const auto found = parameters.find(name); found != parameters.end()) {
      ENTENTE_TRY(texts[name], joined(found->second));
    }
  }
  // Empty is absent: a label of no type would be one that nobody can read.
  if (texts["type"].empty() != texts["label"].empty()) {
    return bad_sio("The type and the label of the field come together.");
  }
  if (!texts.contains("marking") && (texts.contains("fgcolor") || texts.contains("bgcolor"))) {
    return bad_sio("Colours stand beside a marking only.");
  }
  ENTENTE_TRY(Bytes label, from_base64(texts["label"]));
  return SioLabel{texts["marking"], texts["fgcolor"], texts["bgcolor"], texts["type"],
                  std::move(label)};
}

}  // namespace entente::label
