#include "format/json.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/errors.h"
#include "base/text.h"
#include "format/errors.h"
#include "format/json_fault.h"
#include "format/json_tape.h"

namespace entente::format {
namespace {

/// Texts beyond this size get a parser of their own, so that no thread keeps large buffers.
constexpr std::size_t kReusedParserBytes = 256u << 10;
/// Up to here a fault's line and column are looked for.
constexpr std::size_t kLocatedBytes = 256u << 10;
/// simdjson's own bound; JsonLimits::depth stays below it.
constexpr std::size_t kMaxDepth = 1000;
/// Up to here keys are compared pairwise, beyond they are sorted.
constexpr std::size_t kPairwiseKeys = 32;

Error bad(std::string message, std::string where = {}) {
  return Error(kBadJson, std::move(message), std::move(where));
}

std::string message_for(simdjson::error_code code) {
  switch (code) {
    case simdjson::DEPTH_ERROR:
      return "The JSON text is nested too deeply.";
    case simdjson::UTF8_ERROR:
      return "The JSON text is not valid UTF-8.";
    case simdjson::NUMBER_ERROR:
      return "The JSON text has a number that is malformed or out of range.";
    case simdjson::STRING_ERROR:
    case simdjson::UNCLOSED_STRING:
    case simdjson::UNESCAPED_CHARS:
      return "The JSON text has a malformed string.";
    default:
      return "The JSON text breaks the grammar of RFC 8259.";
  }
}

/// simdjson says what is wrong, and not where. Only for texts of a size that people write: looking
/// for the place is slow, and must not cost more than a partner may cause.
Error fault(std::string_view text, std::string message) {
  std::optional<std::size_t> offset;
  if (text.size() <= kLocatedBytes) {
    offset = find_json_fault(text, kMaxDepth);
  }
  return bad(std::move(message), offset ? line_and_column(text, *offset) : "");
}

/// Two equal keys have equal prints; two different keys seldom do.
std::uint64_t fingerprint(std::string_view key) {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  const std::size_t count = std::min<std::size_t>(key.size(), 8);
  std::memcpy(&first, key.data(), count);
  std::memcpy(&last, key.data() + key.size() - count, count);
  return (first * 0x9e3779b97f4a7c15) ^ (last + key.size());
}

/// A key and the place of its value. Sorted by key, then place.
struct KeyPlace {
  std::string_view key;
  std::uint32_t value;
  auto operator<=>(const KeyPlace&) const = default;
};

/// What one thread keeps from text to text.
struct Reader {
  simdjson::dom::parser parser;
  std::vector<KeyPlace> keys;
};

/// The value of the second member with a key that stood before, or 0.
std::uint32_t few_keys_duplicate(const JsonTape& tape, std::uint32_t object) {
  std::array<std::uint64_t, kPairwiseKeys> prints;
  std::array<std::string_view, kPairwiseKeys> keys;
  std::size_t count = 0;
  const std::uint32_t end = tape.after(object) - 1;
  for (std::uint32_t at = object + 1; at < end; at = tape.after(at + 1)) {
    const std::string_view key = tape.string(at);
    const std::uint64_t print = fingerprint(key);
    for (std::size_t i = 0; i < count; ++i) {
      if (prints[i] == print && keys[i] == key) {
        return at + 1;
      }
    }
    prints[count] = print;
    keys[count] = key;
    ++count;
  }
  return 0;
}

std::uint32_t many_keys_duplicate(const JsonTape& tape, std::uint32_t object,
                                  std::vector<KeyPlace>& keys) {
  keys.clear();
  const std::uint32_t end = tape.after(object) - 1;
  for (std::uint32_t at = object + 1; at < end; at = tape.after(at + 1)) {
    keys.push_back({tape.string(at), at + 1});
  }
  std::sort(keys.begin(), keys.end());
  const auto same = [](const KeyPlace& a, const KeyPlace& b) { return a.key == b.key; };
  const auto found = std::adjacent_find(keys.begin(), keys.end(), same);
  return found == keys.end() ? 0 : std::next(found)->value;
}

/// What simdjson does not look at: keys that stand twice, and our depth.
struct TapeCheck {
  std::uint32_t words = 0;      ///< of the tape, in all
  std::size_t depth = 0;        ///< the deepest nesting
  std::uint32_t duplicate = 0;  ///< the value of a key that stands twice, or 0
  std::size_t string_bytes = 0;
};

TapeCheck check_tape(const JsonTape& tape, std::vector<KeyPlace>& keys) {
  TapeCheck check;
  check.words = static_cast<std::uint32_t>(tape.words[0]);
  std::size_t depth = 0;
  for (std::uint32_t at = JsonTape::kRoot; at + 1 < check.words; ++at) {
    switch (tape.kind(at)) {
      case '{':
        check.duplicate = tape.count(at) <= kPairwiseKeys ? few_keys_duplicate(tape, at)
                                                          : many_keys_duplicate(tape, at, keys);
        if (check.duplicate != 0) {
          return check;
        }
        [[fallthrough]];
      case '[':
        check.depth = std::max(check.depth, ++depth);
        break;
      case '}':
      case ']':
        --depth;
        break;
      case '"': {
        const std::string_view text = tape.string(at);  // strings stand in document order
        check.string_bytes = static_cast<std::size_t>(text.data() + text.size() - tape.strings);
        break;
      }
      case 'l':
      case 'u':
      case 'd':
        ++at;  // the next word is the number itself
        break;
      default:
        break;
    }
  }
  return check;
}

/// Copies the tape out of the parser, which is used again.
std::unique_ptr<const JsonTape> own(const JsonTape& from, const TapeCheck& check) {
  auto tape = std::make_unique<JsonTape>();
  const std::size_t string_words = (check.string_bytes + 7) / 8;
  tape->block = std::make_unique_for_overwrite<std::uint64_t[]>(check.words + string_words);
  std::memcpy(tape->block.get(), from.words, check.words * sizeof(std::uint64_t));
  tape->words = tape->block.get();
  char* strings = reinterpret_cast<char*>(tape->block.get() + check.words);
  if (check.string_bytes > 0) {
    std::memcpy(strings, from.strings, check.string_bytes);
  }
  tape->strings = strings;
  return tape;
}

Status check_beginning(BytesView text, const JsonLimits& limits) {
  if (text.size() > limits.bytes) {
    return Error(kTooLarge, "The JSON text is larger than it may be.");
  }
  if (text.empty()) {
    return bad("The JSON text is empty.");
  }
  if (as_text(text).starts_with("\xef\xbb\xbf")) {
    return bad("The JSON text begins with a byte order mark.");
  }
  return {};
}

}  // namespace

JsonDocument::JsonDocument(std::unique_ptr<const JsonTape> tape) : tape_(std::move(tape)) {}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

JsonValue JsonDocument::root() const { return {tape_.get(), JsonTape::kRoot}; }

Result<JsonDocument> JsonDocument::parse(BytesView text, JsonLimits limits) {
  ENTENTE_CHECK(check_beginning(text, limits));
  thread_local Reader reused;
  std::optional<Reader> own_reader;
  Reader& reader = text.size() <= kReusedParserBytes ? reused : own_reader.emplace();

  const simdjson::error_code code = reader.parser.parse(text.data(), text.size()).error();
  if (code != simdjson::SUCCESS) {
    return fault(as_text(text), message_for(code));
  }
  const simdjson::dom::document& document = reader.parser.doc;
  const JsonTape tape{document.tape.get(), reinterpret_cast<char*>(document.string_buf.get()), {}};
  const TapeCheck check = check_tape(tape, reader.keys);
  if (check.duplicate != 0) {
    return bad("The JSON text has an object with the same key twice.",
               display_safe(JsonValue(&tape, check.duplicate).pointer()));
  }
  if (check.depth > std::min(limits.depth, kMaxDepth)) {
    return bad("The JSON text is nested too deeply.");
  }
  return JsonDocument(own(tape, check));
}

Status check_strict_json(BytesView text) {
  ENTENTE_CHECK(JsonDocument::parse(text));
  return {};
}

}  // namespace entente::format
