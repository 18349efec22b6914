#include "format/canonical.h"

#include <algorithm>
#include <vector>

#include "base/invariant.h"
#include "base/text.h"
#include "format/errors.h"
#include "format/json_number.h"
#include "format/json_writer.h"

namespace entente::format {
namespace {

/// UTF-16 code units order characters beyond U+FFFF (surrogates, D800-DFFF) before U+E000 to
/// U+FFFF; UTF-8 orders them behind. Elsewhere the two orders agree.
bool utf16_less(std::string_view a, std::string_view b) {
  constexpr unsigned char kFirstBeyond = 0xf0;   // leads U+10000 and above
  constexpr unsigned char kFirstPrivate = 0xee;  // leads U+E000 and above
  const auto [at_a, at_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (at_a == a.end() || at_b == b.end()) {
    return at_a == a.end() && at_b != b.end();
  }
  const auto byte_a = static_cast<unsigned char>(*at_a);
  const auto byte_b = static_cast<unsigned char>(*at_b);
  if (byte_a >= kFirstPrivate && byte_b >= kFirstPrivate &&
      (byte_a >= kFirstBeyond) != (byte_b >= kFirstBeyond)) {
    return byte_a >= kFirstBeyond;
  }
  return byte_a < byte_b;
}

Status append_canonical(JsonWriter& out, JsonValue value);

Status append_object(JsonWriter& out, JsonValue value) {
  std::vector<JsonMember> members;
  members.reserve(value.size());
  for (const JsonMember member : value.members()) {
    members.push_back(member);
  }
  std::sort(members.begin(), members.end(),
            [](const JsonMember& a, const JsonMember& b) { return utf16_less(a.key, b.key); });
  out.begin_object();
  for (const auto& [name, member] : members) {
    out.key(name);
    ENTENTE_CHECK(append_canonical(out, member));
  }
  out.end_object();
  return {};
}

/// Integers travel as doubles: one that a double does not give back is another number.
Status append_integer(JsonWriter& out, JsonValue value) {
  std::string exact;
  JsonWriter(exact).value(value);
  std::string text;
  append_number(text, *value.number());
  if (text != exact) {
    return Error(kNotCanonical, "This integer is larger than canonical JSON can carry.",
                 display_safe(value.pointer()));
  }
  out.raw(text);
  return {};
}

Status append_double(JsonWriter& out, JsonValue value) {
  std::string text;
  append_number(text, *value.number());
  constexpr std::string_view kFractionOrExponent = ".e";
  constexpr double kTwoTo63 = 9223372036854775808.0;
  constexpr double kTwoTo64 = 18446744073709551616.0;
  const double number = *value.number();
  const bool whole = text.find_first_of(kFractionOrExponent) == std::string::npos;
  if (whole && (number >= kTwoTo64 || number < -kTwoTo63)) {
    return Error(kNotCanonical, "This number's canonical form is an integer out of range.",
                 display_safe(value.pointer()));
  }
  out.raw(text);
  return {};
}

Status append_canonical(JsonWriter& out, JsonValue value) {
  switch (value.type()) {
    case JsonType::object:
      return append_object(out, value);
    case JsonType::array:
      out.begin_array();
      for (const JsonValue element : value.elements()) {
        ENTENTE_CHECK(append_canonical(out, element));
      }
      out.end_array();
      return {};
    case JsonType::integer:
      return append_integer(out, value);
    case JsonType::number:
      return append_double(out, value);
    case JsonType::string:
    case JsonType::boolean:
    case JsonType::null:
      out.value(value);
      return {};
  }
  invariant_broken("a JsonType", __FILE__, __LINE__);
}

}  // namespace

Result<std::string> canonical(JsonValue value) {
  std::string text;
  JsonWriter out(text);
  ENTENTE_CHECK(append_canonical(out, value));
  return text;
}

}  // namespace entente::format
