#include "base/text.h"

#include <fmt/format.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>

#include "base/errors.h"

namespace entente {
namespace {

constexpr UChar32 kByteOrderMark = 0xFEFF;

/// Calls `visit(code_point, start, end)` for each character; a negative code point is malformed.
template <class Visit>
void for_each_character(std::string_view text, const Visit& visit) {
  const auto length = static_cast<std::int32_t>(text.size());
  std::int32_t i = 0;
  while (i < length) {
    const std::int32_t start = i;
    UChar32 c = 0;
    U8_NEXT(text.data(), i, length, c);
    visit(c, static_cast<std::size_t>(start), static_cast<std::size_t>(i));
  }
}

bool is_unsafe(UChar32 c) {
  if (u_isalpha(c) && u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) {
    return true;  // letters that show nothing: the Hangul fillers
  }
  switch (u_charType(c)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:  // bidirectional controls, zero-width characters
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
    case U_PRIVATE_USE_CHAR:
    case U_UNASSIGNED:
    case U_SURROGATE:
      return true;
    default:
      return false;
  }
}

icu::UnicodeString to_unicode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string to_utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

struct SpoofChecker {
  SpoofChecker() {
    UErrorCode error = U_ZERO_ERROR;
    checker = uspoof_open(&error);
    ENTENTE_INVARIANT(U_SUCCESS(error));
  }
  ~SpoofChecker() { uspoof_close(checker); }
  SpoofChecker(const SpoofChecker&) = delete;
  SpoofChecker& operator=(const SpoofChecker&) = delete;
  USpoofChecker* checker = nullptr;
};

/// Immutable after construction, and so shared by all threads (ICU's own promise).
const USpoofChecker* spoof_checker() {
  static const SpoofChecker checker;
  return checker.checker;
}

const icu::Normalizer2* normalizer(const char* name) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* found =
      icu::Normalizer2::getInstance(nullptr, name, UNORM2_COMPOSE, error);
  ENTENTE_INVARIANT(U_SUCCESS(error));
  return found;
}

icu::UnicodeString normalized(const icu::Normalizer2& how, const icu::UnicodeString& text) {
  UErrorCode error = U_ZERO_ERROR;
  icu::UnicodeString out = how.normalize(text, error);
  ENTENTE_INVARIANT(U_SUCCESS(error));
  return out;
}

/// Capital I, small l, the digit one and the bar look alike; folding case parts I from l
/// (`CONFlDENTIAL`).
bool looks_like_i(UChar32 c) { return c == 'l' || c == '1' || c == '|'; }

icu::UnicodeString without_gaps(const icu::UnicodeString& text) {
  icu::UnicodeString kept;
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    if (!u_isUWhiteSpace(c) && u_charType(c) != U_DASH_PUNCTUATION) {
      kept.append(looks_like_i(c) ? UChar32{'i'} : c);
    }
  }
  return kept;
}

/// One round. The skeleton comes before case folding: capital Greek epsilon looks like E, the small
/// one that it folds to does not look like e.
icu::UnicodeString more_alike(const icu::UnicodeString& text) {
  UErrorCode error = U_ZERO_ERROR;
  icu::UnicodeString skeleton;
  uspoof_getSkeletonUnicodeString(spoof_checker(), 0, text, skeleton, &error);
  ENTENTE_INVARIANT(U_SUCCESS(error));
  return without_gaps(normalized(*normalizer("nfkc_cf"), skeleton));
}

}  // namespace

Status check_utf8(std::string_view text) {
  bool malformed = text.size() > INT32_MAX;
  bool first = true;
  if (!malformed) {
    for_each_character(text, [&](UChar32 c, std::size_t, std::size_t) {
      malformed = malformed || c < 0 || (first && c == kByteOrderMark);
      first = false;
    });
  }
  if (malformed) {
    return Error(kBadUtf8, "The text is not valid UTF-8, or begins with a byte order mark.");
  }
  return {};
}

std::string replace_malformed(std::string_view text) {
  std::string out;
  for_each_character(text.substr(0, INT32_MAX), [&](UChar32 c, std::size_t from, std::size_t to) {
    out += c < 0 ? std::string_view("\uFFFD") : text.substr(from, to - from);
  });
  return out;
}

Result<std::string> to_nfc(std::string_view text) {
  ENTENTE_CHECK(check_utf8(text));
  return to_utf8(normalized(*normalizer("nfc"), to_unicode(text)));
}

Result<std::string> confusable_skeleton(std::string_view text) {
  constexpr int kMostRounds = 8;  // two or three are usual
  ENTENTE_CHECK(check_utf8(text));
  icu::UnicodeString skeleton = normalized(*normalizer("nfkc"), to_unicode(text));
  for (int round = 0; round < kMostRounds; ++round) {
    icu::UnicodeString next = more_alike(skeleton);
    if (next == skeleton) {
      break;
    }
    skeleton = std::move(next);
  }
  return to_utf8(skeleton);
}

std::string display_safe(std::string_view text, std::size_t max_bytes) {
  constexpr std::string_view kEllipsis = "…";
  constexpr std::size_t kLongestCharacter = 4;
  const std::size_t room = max_bytes - std::min(max_bytes, kEllipsis.size());
  std::string out;
  std::size_t cut = 0;  // the last end of a character that leaves room for the ellipsis
  bool full = false;
  // No character becomes shorter, so that what lies further behind is not shown anyway.
  const std::size_t enough = std::min<std::size_t>(max_bytes, INT32_MAX / 2) + kLongestCharacter;
  for_each_character(text.substr(0, enough), [&](UChar32 c, std::size_t from, std::size_t to) {
    if (full) {
      return;
    }
    std::string piece = c < 0          ? std::string("\uFFFD")
                        : is_unsafe(c) ? fmt::format("\\u{{{:x}}}", static_cast<unsigned>(c))
                                       : std::string(text.substr(from, to - from));
    if (out.size() + piece.size() > max_bytes) {
      full = true;
      out.resize(cut);
      out += max_bytes >= kEllipsis.size() ? kEllipsis : std::string_view();
      return;
    }
    out += piece;
    cut = out.size() <= room ? out.size() : cut;
  });
  return out;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpace);
  return first == text.npos ? std::string_view()
                            : text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::string in_quotes(std::string_view text) { return "'" + display_safe(text, 80) + "'"; }

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = ascii_lower(c);
  }
  return out;
}

std::string ascii_upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = ascii_upper(c);
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for_each_character(text, [&](UChar32 c, std::size_t, std::size_t) {
    if (c < 0) {
      width += 1;
      return;
    }
    const int category = u_charType(c);
    const int hangul = u_getIntPropertyValue(c, UCHAR_HANGUL_SYLLABLE_TYPE);
    if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK ||
        hangul == U_HST_VOWEL_JAMO || hangul == U_HST_TRAILING_JAMO) {
      return;  // drawn with the character before it
    }
    const int east_asian = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    width += east_asian == U_EA_WIDE || east_asian == U_EA_FULLWIDTH ? 2 : 1;
  });
  return width;
}

}  // namespace entente
