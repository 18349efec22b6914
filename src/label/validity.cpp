#include "label/validity.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "label/errors.h"

namespace entente::label {
namespace {

constexpr std::int64_t kClockSkewMs = 10 * 60'000;

/// One value of the label and what the policy says of it.
struct Selected {
  const TagSet* set;
  const Tag* tag;
  const TagCategory* category;
  const std::string* value;
};

class ValidityCheck {
 public:
  ValidityCheck(const LabelInformation& information, const Spif& spif, Instant at, LabelAge age)
      : information_(information), spif_(spif), at_(at), age_(age) {}

  Faults run() {
    if (!same_policy(information_.policy, spif_.policy)) {
      fault(kUnknownPolicy, information_.policy.name,
            fmt::format("The label is of policy {}, not of {}.",
                        in_quotes(information_.policy.name), in_quotes(spif_.policy.name)));
      return std::move(faults_);
    }
    classification_ = spif_.classification(information_.classification);
    if (classification_ == nullptr) {
      fault(kUnknownClassification, information_.classification,
            fmt::format("Policy {} has no classification {}.", in_quotes(spif_.policy.name),
                        in_quotes(information_.classification)));
    }
    for (const Category& category : information_.categories) {
      select(category);
    }
    if (classification_ != nullptr) {
      check_rules();
    }
    return std::move(faults_);
  }

 private:
  void fault(const ErrorKind& kind, const std::string& about, std::string text) {
    faults_.push_back({&kind, {}, std::move(text), about});
  }

  void select(const Category& category) {
    Spif::Resolution resolved = spif_.resolve(category);
    if (resolved.fault) {
      faults_.push_back(std::move(*resolved.fault));
      return;
    }
    for (const std::string& value : category.values) {
      const Tag* tag = nullptr;
      const TagCategory* found = nullptr;
      for (const Tag* each : resolved.found->tags) {
        found = found == nullptr ? ResolvedCategory{nullptr, {each}}.find(value, spif_.compare())
                                 : found;
        tag = found != nullptr && tag == nullptr ? each : tag;
      }
      if (found == nullptr) {
        fault(kUnknownCategory, category.tag_name,
              fmt::format("Tag set {} has no value {}.", in_quotes(category.tag_name),
                          in_quotes(value)));
        continue;
      }
      selected_.push_back({resolved.found->set, tag, found, &value});
    }
  }

  void check_rules() {
    if (age_ == LabelAge::fresh && classification_->obsolete) {
      fault(kObsolete, classification_->name,
            fmt::format("The classification {} is obsolete.", in_quotes(classification_->name)));
    }
    for (const RequiredCategory& each : classification_->required) {
      check_required(each, classification_->name);
    }
    for (const Selected& each : selected_) {
      check_selected(each);
    }
    for (const TagSet& set : spif_.tag_sets) {
      for (const Tag& tag : set.tags) {
        check_count(set, tag);
      }
    }
  }

  void check_selected(const Selected& one) {
    const TagCategory& category = *one.category;
    if (age_ == LabelAge::fresh && category.obsolete) {
      fault(kObsolete, one.set->name,
            fmt::format("The value {} is obsolete.", in_quotes(*one.value)));
    }
    if ((category.not_before && at_ < *category.not_before) ||
        (category.not_after && at_ > *category.not_after)) {
      fault(kPolicyNotInForce, one.set->name,
            fmt::format("The value {} is not in force.", in_quotes(*one.value)));
    }
    const Compare how = spif_.compare();
    const auto is_class = [&](const std::string& name) {
      return same(name, classification_->name, how);
    };
    if (std::any_of(category.excluded_classes.begin(), category.excluded_classes.end(), is_class) ||
        (!category.required_class.empty() && !is_class(category.required_class))) {
      fault(kExcluded, one.set->name,
            fmt::format("{} may not stand with the classification {}.", in_quotes(*one.value),
                        in_quotes(classification_->name)));
    }
    for (const CategoryRef& ref : category.excluded) {
      check_excluded(ref, one);
    }
    for (const RequiredCategory& each : category.required) {
      check_required(each, *one.value);
    }
  }

  void check_excluded(const CategoryRef& ref, const Selected& one) {
    for (const Selected& other : selected_) {
      if (other.category != one.category && matches(ref, other)) {
        fault(kExcluded, one.set->name,
              fmt::format("{} may not stand with {}.", in_quotes(*one.value),
                          in_quotes(*other.value)));
      }
    }
  }

  bool matches(const CategoryRef& ref, const Selected& one) const {
    return same(ref.tag_set, one.set->name, spif_.compare()) && ref.type == one.tag->type &&
           (!ref.lacv || *ref.lacv == one.category->lacv);
  }

  void check_required(const RequiredCategory& required, std::string_view by) {
    std::size_t values = 0;
    std::size_t refs = 0;
    for (const CategoryRef& ref : required.group) {
      const auto count = static_cast<std::size_t>(
          std::count_if(selected_.begin(), selected_.end(),
                        [&](const Selected& each) { return matches(ref, each); }));
      values += count;
      refs += count > 0 ? 1 : 0;
    }
    const bool met = required.operation == Operation::only_one      ? values == 1
                     : required.operation == Operation::one_or_more ? values >= 1
                                                                    : refs == required.group.size();
    if (!met) {
      fault(kRequired, required.group.front().tag_set,
            fmt::format("{} requires {} of its group in {}.", in_quotes(by),
                        name_of(required.operation), in_quotes(required.group.front().tag_set)));
    }
  }

  void check_count(const TagSet& set, const Tag& tag) {
    const auto count = static_cast<std::size_t>(
        std::count_if(selected_.begin(), selected_.end(),
                      [&](const Selected& each) { return each.tag == &tag; }));
    const std::size_t most = tag.single_selection ? 1 : tag.max_selection.value_or(count);
    if (count > most || count < tag.min_selection.value_or(0)) {
      fault(kSelection, set.name,
            fmt::format("{} values of {} are selected; the policy allows {} to {}.", count,
                        in_quotes(set.name), tag.min_selection.value_or(0), most));
    }
  }

  const LabelInformation& information_;
  const Spif& spif_;
  Instant at_;
  LabelAge age_;
  const SpifClassification* classification_ = nullptr;
  std::vector<Selected> selected_;
  Faults faults_;
};

bool lists(const Category& category, std::string_view value, Compare how) {
  return std::any_of(category.values.begin(), category.values.end(),
                     [&](const std::string& each) { return same(each, value, how); });
}

}  // namespace

Faults check_validity(const LabelInformation& information, const Spif& spif, Instant at,
                      LabelAge age) {
  return ValidityCheck(information, spif, at, age).run();
}

Faults check_created(const LabelTime& created, Instant at) {
  const std::int64_t slack = created.zoned ? kClockSkewMs : kFarthestZoneMs + kClockSkewMs;
  if (created.at <= at.plus_ms(slack)) {
    return {};
  }
  return {{&kFutureTime,
           {},
           fmt::format("The label was created at {}, which is to come.", text_of(created)),
           {}}};
}

Faults find_contradictions(const LabelInformation& information, const Spif& spif) {
  Faults faults;
  const Compare how = spif.compare();
  const auto context = std::find_if(
      information.categories.begin(), information.categories.end(), [&](const Category& each) {
        const auto resolved = spif.resolve(each);
        return resolved.found && resolved.found->set->id == kNatoContextOid;
      });
  for (const Category& one : information.categories) {
    for (const Category& other : information.categories) {
      const bool audiences =
          one.type == CategoryType::permissive && other.type == CategoryType::permissive &&
          &one != &other &&
          (context == information.categories.end() || (&one != &*context && &other != &*context));
      const auto resolved = audiences ? spif.resolve(other) : Spif::Resolution{};
      if (!resolved.found || other.values.empty()) {
        continue;
      }
      for (const std::string& value : one.values) {
        // What repeats the context stands for its members, who are in the other list by name.
        const bool repeats = context != information.categories.end() && lists(*context, value, how);
        if (!repeats && resolved.found->find(value, how) != nullptr && !lists(other, value, how)) {
          faults.push_back(
              {&kContradiction,
               {},
               fmt::format("{} is in {} and not in {}: marked as cleared, and denied.",
                           in_quotes(value), in_quotes(one.tag_name), in_quotes(other.tag_name)),
               one.tag_name});
        }
      }
    }
  }
  return faults;
}

}  // namespace entente::label
