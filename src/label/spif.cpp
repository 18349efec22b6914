#include "label/spif.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "label/errors.h"

namespace entente::label {
namespace {

/// One tag set under two names: editions of the NATO policy renamed it and kept its identifier.
struct Renamed {
  std::string_view oid;
  std::string_view name;
};
constexpr Renamed kRenamed[] = {
    {"1.3.26.1.4.1", "Additional Sensitivity"},
    {"1.3.26.1.4.1", "Special Category Designators"},
};

bool is_known_rename(std::string_view oid, std::string_view name) {
  return std::any_of(std::begin(kRenamed), std::end(kRenamed), [&](const Renamed& each) {
    return each.oid == oid && same(each.name, name, Compare::folded);
  });
}

Fault fault_of(const ErrorKind& kind, const Category& category, std::string text) {
  return {&kind, {}, std::move(text), category.tag_name};
}

template <class T, class Matches>
const T* only(const std::vector<T>& all, const Matches& matches) {
  const T* found = nullptr;
  for (const T& each : all) {
    if (matches(each)) {
      if (found != nullptr) {
        return nullptr;
      }
      found = &each;
    }
  }
  return found;
}

/// The tag set that has a tag of that name; null if several have.
const TagSet* set_by_tag(const Spif& spif, std::string_view name) {
  return only(spif.tag_sets, [&](const TagSet& set) {
    return std::any_of(set.tags.begin(), set.tags.end(),
                       [&](const Tag& tag) { return same(tag.name, name, spif.compare()); });
  });
}

}  // namespace

bool MarkingData::has(MarkingCode code) const {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

Lacv normal_lacv(std::string_view text) {
  const bool number = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  if (number) {
    text.remove_prefix(std::min(text.find_first_not_of('0'), text.size() - 1));
  }
  return Lacv(text);
}

bool Spif::in_force(Instant at) const {
  return (!not_before || *not_before <= at) && (!not_after || at <= *not_after);
}

const SpifClassification* Spif::classification(std::string_view name) const {
  const Compare how = compare();
  return only(classifications,
              [&](const SpifClassification& each) { return same(each.name, name, how); });
}

const SpifClassification* Spif::classification_by_lacv(const Lacv& lacv) const {
  return only(classifications, [&](const SpifClassification& each) { return each.lacv == lacv; });
}

const SpifClassification* Spif::highest() const {
  const auto found = std::max_element(classifications.begin(), classifications.end(),
                                      [](const SpifClassification& a, const SpifClassification& b) {
                                        return a.hierarchy < b.hierarchy;
                                      });
  return found == classifications.end() ? nullptr : &*found;
}

const TagSet* Spif::tag_set(std::string_view name) const {
  const Compare how = compare();
  return only(tag_sets, [&](const TagSet& each) { return same(each.name, name, how); });
}

const TagSet* Spif::tag_set_by_id(std::string_view id) const {
  return only(tag_sets, [&](const TagSet& each) { return each.id == id; });
}

const EquivalentPolicy* Spif::equivalent_policy(std::string_view name_or_oid) const {
  return only(equivalent_policies, [&](const EquivalentPolicy& each) {
    return each.policy.oid == name_or_oid ||
           same(each.policy.name, name_or_oid, compare_of(each.policy));
  });
}

Spif::Resolution Spif::resolve(const Category& category) const {
  const TagSet* by_name = tag_set(category.tag_name);
  const TagSet* set = category.oid.empty() ? by_name : tag_set_by_id(category.oid);
  if (!category.oid.empty() && set != by_name) {
    const bool renamed =
        by_name == nullptr && set != nullptr && is_known_rename(category.oid, category.tag_name);
    if (!renamed) {
      return {{},
              fault_of(kPolicyMismatch, category,
                       fmt::format("The tag set '{}' and urn:oid:{} are not one in policy {}.",
                                   display_safe(category.tag_name, 80), category.oid,
                                   display_safe(policy.name, 80)))};
    }
  }
  if (set == nullptr) {
    set = set_by_tag(*this, category.tag_name);
  }
  ResolvedCategory found{set, {}};
  if (set != nullptr) {
    for (const Tag& tag : set->tags) {
      if (tag.type == category.type) {
        found.tags.push_back(&tag);
      }
    }
  }
  if (found.tags.empty()) {
    return {{},
            fault_of(kUnknownCategory, category,
                     fmt::format("Policy {} has no {} tag set '{}'.", display_safe(policy.name, 80),
                                 name_of(category.type), display_safe(category.tag_name, 80)))};
  }
  return {std::move(found), {}};
}

const TagCategory* ResolvedCategory::find(std::string_view value, Compare compare) const {
  const TagCategory* user_input = nullptr;
  for (const Tag* tag : tags) {
    for (const TagCategory& each : tag->categories) {
      if (same(each.name, value, compare)) {
        return &each;
      }
      user_input = each.user_input.empty() ? user_input : &each;
    }
  }
  const bool number = !value.empty() && value.find_first_not_of("0123456789") == value.npos;
  const bool fits =
      user_input != nullptr && !value.empty() && (user_input->user_input != "integer" || number);
  return fits ? user_input : nullptr;
}

Result<Spif> load_spif(std::string_view xml) {
  ENTENTE_TRY(SpifReading reading, read_spif(xml));
  if (!reading.spif) {
    return reading.faults.front().error();
  }
  return std::move(*reading.spif);
}

}  // namespace entente::label
