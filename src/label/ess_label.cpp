#include "label/ess_label.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "label/ber_value.h"
#include "label/errors.h"

namespace entente::label {
namespace {

constexpr std::uint8_t kIntegerTag = 0x02;
constexpr std::uint8_t kBitStringTag = 0x03;
constexpr std::uint8_t kOidTag = 0x06;
constexpr std::uint8_t kUtf8Tag = 0x0c;
constexpr std::uint8_t kPrintableTag = 0x13;
constexpr std::uint8_t kSequenceTag = 0x30;
constexpr std::uint8_t kSetTag = 0x31;
constexpr std::uint8_t kTypeTag = 0x80;   // [0] IMPLICIT OBJECT IDENTIFIER
constexpr std::uint8_t kValueTag = 0xa1;  // [1] of ANY, which is always explicit

/// ub-privacy-mark-length of RFC 2634, for a PrintableString.
constexpr std::size_t kPrintableMark = 128;

Error bad_ess(std::string why) { return Error(kBadValue, std::move(why)); }

/// The syntaxes of ACP 145 under 2.16.840.1.101.2.1.8.3, and how each encodes its values; an
/// informative one has a choice.
struct EssSyntax {
  std::string_view oid;
  CategoryType type;
  std::optional<TagEncoding> encoding;
};
constexpr EssSyntax kEssSyntaxes[] = {
    {"2.16.840.1.101.2.1.8.3.0", CategoryType::restrictive, TagEncoding::bits},
    {"2.16.840.1.101.2.1.8.3.1", CategoryType::permissive, TagEncoding::integers},
    {"2.16.840.1.101.2.1.8.3.2", CategoryType::permissive, TagEncoding::bits},
    {"2.16.840.1.101.2.1.8.3.3", CategoryType::informative, std::nullopt},
    {"2.16.840.1.101.2.1.8.3.4", CategoryType::restrictive, TagEncoding::integers},
};

const EssSyntax* syntax_of(std::string_view oid) {
  const auto found = std::find_if(std::begin(kEssSyntaxes), std::end(kEssSyntaxes),
                                  [&](const EssSyntax& each) { return each.oid == oid; });
  return found == std::end(kEssSyntaxes) ? nullptr : found;
}

/// The two members of a SEQUENCE, each of the tag wanted; a tag of 0 is any.
Result<std::array<BerValue, 2>> pair_of(BytesView contents, std::uint8_t first,
                                        std::uint8_t second) {
  std::array<BerValue, 2> members;
  ENTENTE_TRY(members[0], next_ber_value(contents));
  ENTENTE_TRY(members[1], next_ber_value(contents));
  const bool fits = members[0].tag == first && (second == 0 || members[1].tag == second);
  if (!fits || !contents.empty()) {
    return bad_ess("A category of the ESS label is not of the two members that it must be of.");
  }
  return members;
}

/// Positions of the bits set; bit 0 is the first (X.680). Unused bits at the end say nothing.
Result<std::vector<std::uint64_t>> bits_of(BytesView contents) {
  if (contents.empty() || contents[0] > 7 || (contents.size() == 1 && contents[0] != 0)) {
    return bad_ess("A category of the ESS label has a BIT STRING that is not whole.");
  }
  std::vector<std::uint64_t> set;
  const std::size_t count = (contents.size() - 1) * 8 - contents[0];
  for (std::size_t bit = 0; bit < count; ++bit) {
    if ((contents[1 + bit / 8] >> (7 - bit % 8) & 1) != 0) {
      set.push_back(bit);
    }
  }
  return set;
}

Result<std::vector<std::uint64_t>> integers_of(BytesView contents) {
  std::vector<std::uint64_t> found;
  while (!contents.empty()) {
    ENTENTE_TRY(const BerValue each, next_ber_value(contents));
    if (each.tag != kIntegerTag) {
      return bad_ess("A category of the ESS label lists what is no INTEGER.");
    }
    ENTENTE_TRY(const std::uint64_t number, read_ber_natural(each.bytes));
    found.push_back(number);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

Result<std::vector<std::uint64_t>> lacvs_of(const BerValue& value, TagEncoding encoding) {
  ENTENTE_TRY(auto lacvs,
              encoding == TagEncoding::bits ? bits_of(value.bytes) : integers_of(value.bytes));
  if (lacvs.size() > kCategoryValues) {
    return bad_ess(
        fmt::format("A category of the ESS label has more than {} values.", kCategoryValues));
  }
  return lacvs;
}

/// The tag of ACP 145 in a category: a tag set, and its values as bits or integers.
Status read_tag_value(const BerValue& value, const EssSyntax& syntax, EssCategory& category) {
  if (value.tag != kSequenceTag) {
    return bad_ess("A category of the ESS label is no SEQUENCE.");
  }
  ENTENTE_TRY(const auto members, pair_of(value.bytes, kOidTag, 0));
  ENTENTE_TRY(category.tag_set, read_ber_oid(members[0].bytes));
  category.type = syntax.type;
  category.encoding = syntax.encoding.value_or(members[1].tag == kSetTag ? TagEncoding::integers
                                                                         : TagEncoding::bits);
  const bool bits = category.encoding == TagEncoding::bits;
  if (members[1].tag != (bits ? kBitStringTag : kSetTag)) {
    return bad_ess("A category of the ESS label does not encode its values as its type does.");
  }
  ENTENTE_TRY(category.lacvs, lacvs_of(members[1], category.encoding));
  return {};
}

Result<EssCategory> read_ess_category(const BerValue& element) {
  if (element.tag != kSequenceTag) {
    return bad_ess("A category of the ESS label is no SEQUENCE.");
  }
  ENTENTE_TRY(const auto members, pair_of(element.bytes, kTypeTag, kValueTag));
  EssCategory category;
  ENTENTE_TRY(category.syntax, read_ber_oid(members[0].bytes));
  BytesView rest = members[1].bytes;
  ENTENTE_TRY(const BerValue value, next_ber_value(rest));
  if (!rest.empty()) {
    return bad_ess("A category of the ESS label has several values.");
  }
  if (const EssSyntax* syntax = syntax_of(category.syntax)) {
    ENTENTE_CHECK(read_tag_value(value, *syntax, category));
  }
  return category;
}

Status read_ess_categories(BytesView contents, std::vector<EssCategory>& categories) {
  while (!contents.empty()) {
    if (categories.size() == kCategories) {
      return bad_ess(fmt::format("The ESS label has more than {} categories.", kCategories));
    }
    ENTENTE_TRY(const BerValue element, next_ber_value(contents));
    ENTENTE_TRY(EssCategory category, read_ess_category(element));
    categories.push_back(std::move(category));
  }
  return {};
}

Status take_member(const BerValue& value, EssLabel& label) {
  const bool empty = value.bytes.empty();
  if (value.tag == kOidTag && label.policy_oid.empty()) {
    ENTENTE_TRY(label.policy_oid, read_ber_oid(value.bytes));
    return {};
  }
  if (value.tag == kIntegerTag && !label.classification) {
    ENTENTE_TRY(label.classification, read_ber_natural(value.bytes));
    return {};
  }
  const bool printable = value.tag == kPrintableTag && value.bytes.size() <= kPrintableMark;
  if ((printable || value.tag == kUtf8Tag) && label.privacy_mark.empty() && !empty) {
    label.privacy_mark = std::string(as_text(value.bytes));
    return check_utf8(label.privacy_mark);
  }
  if (value.tag == kSetTag && label.categories.empty() && !empty) {
    return read_ess_categories(value.bytes, label.categories);
  }
  return bad_ess("The ESS label holds what it may not, or something twice.");
}

// --- by a policy

class EssResolver {
 public:
  EssResolver(const EssLabel& label, const Spif& spif) : label_(label), spif_(spif) {}

  EssResolution run() {
    if (label_.policy_oid != spif_.policy.oid) {
      fault(kUnknownPolicy, label_.policy_oid,
            fmt::format("The label is of policy {}, not of {} ({}).", label_.policy_oid,
                        in_quotes(spif_.policy.name), spif_.policy.oid));
      return {std::nullopt, std::move(faults_)};
    }
    LabelInformation information{spif_.policy, classification(), label_.privacy_mark, {}};
    for (const EssCategory& each : label_.categories) {
      resolve(each, information.categories);
    }
    if (!faults_.empty()) {
      return {std::nullopt, std::move(faults_)};
    }
    return {std::move(information), {}};
  }

 private:
  void fault(const ErrorKind& kind, const std::string& about, std::string text) {
    faults_.push_back({&kind, {}, std::move(text), about});
  }

  std::string classification() {
    if (!label_.classification) {
      fault(kMissingElement, {}, "The ESS label has no classification.");
      return {};
    }
    const Lacv lacv = std::to_string(*label_.classification);
    const SpifClassification* found = spif_.classification_by_lacv(lacv);
    if (found == nullptr) {
      fault(kUnknownClassification, lacv,
            fmt::format("Policy {} has no one classification of the number {}.",
                        in_quotes(spif_.policy.name), lacv));
      return {};
    }
    return found->name;
  }

  void resolve(const EssCategory& category, std::vector<Category>& into) {
    if (!category.type) {
      fault(kUnknownCategory, category.syntax,
            fmt::format("Categories of the syntax {} are not known.", category.syntax));
      return;
    }
    const TagSet* set = spif_.tag_set_by_id(category.tag_set);
    if (set == nullptr) {
      fault(kUnknownCategory, category.tag_set,
            fmt::format("Policy {} has no tag set {}.", in_quotes(spif_.policy.name),
                        category.tag_set));
      return;
    }
    if (category.lacvs.empty() && category.type == CategoryType::permissive) {
      fault(kSelection, set->name,
            fmt::format("The category {} selects nothing, and so says nothing of its audience.",
                        in_quotes(set->name)));
      return;
    }
    Category made{*category.type, set->name, set->id, {}};
    for (const std::uint64_t lacv : category.lacvs) {
      if (const TagCategory* value = find(*set, category, std::to_string(lacv))) {
        made.values.push_back(value->name);
      }
    }
    into.push_back(std::move(made));
  }

  /// The one value of that number in the tags of the category's type and encoding. One that a
  /// person types in has no number of its own.
  const TagCategory* find(const TagSet& set, const EssCategory& category, const Lacv& lacv) {
    const TagCategory* found = nullptr;
    std::size_t count = 0;
    for (const Tag& tag : set.tags) {
      for (const TagCategory& each : tag.categories) {
        const bool fits = tag.type == category.type &&
                          tag.encoding.value_or(category.encoding) == category.encoding &&
                          each.lacv == lacv && each.user_input.empty();
        found = fits ? &each : found;
        count += fits ? 1 : 0;
      }
    }
    if (count != 1) {
      fault(kUnknownCategory, set.name,
            fmt::format("Tag set {} has no one {} value of the {} {}.", in_quotes(set.name),
                        name_of(*category.type),
                        category.encoding == TagEncoding::bits ? "bit" : "number", lacv));
      return nullptr;
    }
    return found;
  }

  const EssLabel& label_;
  const Spif& spif_;
  Faults faults_;
};

}  // namespace

Result<EssLabel> read_ess_label(BytesView ber) {
  if (ber.size() > kEssBytes) {
    return bad_ess(fmt::format("The ESS label has more than {} bytes.", kEssBytes));
  }
  ENTENTE_TRY(const BerValue whole, next_ber_value(ber));
  if (whole.tag != kSetTag || !ber.empty()) {
    return bad_ess("The ESS label is no SET, or something stands behind it.");
  }
  EssLabel label;
  for (BytesView rest = whole.bytes; !rest.empty();) {
    ENTENTE_TRY(const BerValue member, next_ber_value(rest));
    ENTENTE_CHECK(take_member(member, label));
  }
  return label.policy_oid.empty() ? Result<EssLabel>(bad_ess("The ESS label names no policy."))
                                  : Result<EssLabel>(std::move(label));
}

EssResolution resolve_ess_label(const EssLabel& label, const Spif& spif) {
  return EssResolver(label, spif).run();
}

}  // namespace entente::label
