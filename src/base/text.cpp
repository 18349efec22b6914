#include "base/text.h"

#include <fmt/format.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>
#include <unicode/utf8.h>

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
  ENTENTE_CHECK(check_utf8(text));
  // Compatibility forms and case first, so that full-width letters and U+2161 meet their ASCII
  // look.
  const icu::Normalizer2& fold = *normalizer("nfkc_cf");
  const icu::UnicodeString folded = normalized(fold, to_unicode(text));
  UErrorCode error = U_ZERO_ERROR;
  icu::UnicodeString skeleton;
  uspoof_getSkeletonUnicodeString(spoof_checker(), 0, folded, skeleton, &error);
  ENTENTE_INVARIANT(U_SUCCESS(error));
  skeleton = normalized(fold, skeleton);
  icu::UnicodeString kept;
  for (std::int32_t i = 0; i < skeleton.length(); i = skeleton.moveIndex32(i, 1)) {
    const UChar32 c = skeleton.char32At(i);
    if (!u_isUWhiteSpace(c) && u_charType(c) != U_DASH_PUNCTUATION) {
      kept.append(c);
    }
  }
  return to_utf8(kept);
}

std::string display_safe(std::string_view text, std::size_t max_bytes) {
  constexpr std::string_view kEllipsis = "…";
  std::string out;
  bool full = false;
  for_each_character(text.substr(0, INT32_MAX), [&](UChar32 c, std::size_t from, std::size_t to) {
    if (full) {
      return;
    }
    std::string piece = c < 0          ? std::string("\uFFFD")
                        : is_unsafe(c) ? fmt::format("\\u{{{:x}}}", static_cast<unsigned>(c))
                                       : std::string(text.substr(from, to - from));
    if (out.size() + piece.size() > max_bytes) {
      full = true;
      out += kEllipsis;
      return;
    }
    out += piece;
  });
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
    if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK) {
      return;
    }
    const int east_asian = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    width += east_asian == U_EA_WIDE || east_asian == U_EA_FULLWIDTH ? 2 : 1;
  });
  return width;
}

}  // namespace entente
