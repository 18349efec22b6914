#include "base/ids.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/errors.h"

namespace entente {
namespace {

constexpr std::string_view kCrockford = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kRandomDigits = 26;  // 26 x 5 bits hold 128

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Shape {
  std::string_view what;
  std::size_t min;
  std::size_t max;
  bool (*allowed)(char);
  std::string_view prefix;
};

bool crockford(char c) { return kCrockford.find(c) != std::string_view::npos; }

template <class Tag>
constexpr Shape kShape{};
template <>
constexpr Shape kShape<PartyTag>{"party code", 2, 12,
                                 [](char c) { return is_upper(c) || is_digit(c) || c == '-'; }, ""};
template <>
constexpr Shape kShape<AgreementTag>{
    "agreement id", 3, 96,
    [](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '/' || c == '.'; }, ""};
template <>
constexpr Shape kShape<ItemTag>{"item id", 30, 30, crockford, "itm-"};
template <>
constexpr Shape kShape<ActIdTag>{"act id", 30, 30, crockford, "act-"};
template <>
constexpr Shape kShape<PersonTag>{
    "person id", 1, 64, [](char c) { return is_lower(c) || is_digit(c) || c == '.' || c == '-'; },
    ""};
template <>
constexpr Shape kShape<NameTag>{"name", 1, 96,
                                [](char c) {
                                  return is_lower(c) || is_upper(c) || is_digit(c) || c == '-' ||
                                         c == '.' || c == '_';
                                },
                                ""};

/// `-`, `.`, `_` and `/` stand one by one between letters and digits, so that no id is `..`, an
/// option, or a path out of its folder.
bool well_separated(std::string_view text) {
  bool after_separator = true;
  for (const char c : text) {
    const bool separator = !is_lower(c) && !is_upper(c) && !is_digit(c);
    if (separator && after_separator) {
      return false;
    }
    after_separator = separator;
  }
  return !after_separator;
}

template <class Tag>
bool has_form(std::string_view text) {
  if constexpr (std::is_same_v<Tag, AgreementTag>) {
    return std::count(text.begin(), text.end(), '/') == 1;
  }
  return true;
}

std::string random_text(std::string_view prefix, Entropy& entropy) {
  std::array<std::uint8_t, kRandomDigits> raw{};
  entropy.fill(raw);
  std::string text(prefix);
  for (const std::uint8_t byte : raw) {
    text += kCrockford[byte & 31];
  }
  return text;
}

}  // namespace

template <class Tag>
Result<Id<Tag>> Id<Tag>::parse(std::string_view text) {
  const Shape& shape = kShape<Tag>;
  const bool sized = text.size() >= shape.min && text.size() <= shape.max;
  const bool shaped = sized && text.starts_with(shape.prefix) &&
                      std::all_of(text.begin() + static_cast<std::ptrdiff_t>(shape.prefix.size()),
                                  text.end(), shape.allowed) &&
                      well_separated(text) && has_form<Tag>(text);
  if (!shaped) {
    return Error(kBadId, fmt::format("This is not a {}.", shape.what));
  }
  return Id(text);
}

template class Id<PartyTag>;
template class Id<AgreementTag>;
template class Id<ItemTag>;
template class Id<PersonTag>;
template class Id<ActIdTag>;
template class Id<NameTag>;

ItemId new_item_id(Entropy& entropy) {
  return ItemId::parse(random_text(kShape<ItemTag>.prefix, entropy)).value();
}

ActId new_act_id(Entropy& entropy) {
  return ActId::parse(random_text(kShape<ActIdTag>.prefix, entropy)).value();
}

}  // namespace entente
