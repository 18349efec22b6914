#include "label/dominance.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "label/validity.h"

namespace entente::label {
namespace {

constexpr std::string_view kReleasable = "Releasable";

Dominance undecided(std::string text) { return {std::nullopt, std::move(text)}; }

/// All values of one tag set and type in one label; null if it has none.
struct Audience {
  const TagSet* set;
  CategoryType type;
};

class Builder {
 public:
  Builder(std::span<const LabelInformation> labels, const Spif& spif, Instant at)
      : labels_(labels), spif_(spif), at_(at) {}

  Dominance run() {
    for (const LabelInformation& each : labels_) {
      const Faults faults = check_validity(each, spif_, at_, LabelAge::existing);
      if (!faults.empty()) {
        return undecided(faults.front().text);
      }
    }
    made_.policy = spif_.policy;
    made_.classification = highest();
    for (const Audience& each : audiences()) {
      if (each.type == CategoryType::permissive) {
        intersect(each);
      } else {
        unite(each);
      }
    }
    for (const Audience& each : missing_) {
      if (!may_drop(each)) {
        return undecided(fmt::format(
            "Not every label limits its audience by {}: without it the result would be wider, "
            "with it the standard is not followed.",
            in_quotes(each.set->name)));
      }
    }
    return empty_.empty() ? finish() : undecided(empty_);
  }

 private:
  std::string highest() const {
    const SpifClassification* found = nullptr;
    for (const LabelInformation& each : labels_) {
      const SpifClassification* level = spif_.classification(each.classification);
      found = found == nullptr || level->hierarchy > found->hierarchy ? level : found;
    }
    return found->name;
  }

  /// Every tag set and type that a label uses, in the order of their appearance.
  std::vector<Audience> audiences() const {
    std::vector<Audience> found;
    for (const LabelInformation& label : labels_) {
      for (const Category& category : label.categories) {
        const TagSet* set = spif_.resolve(category).found->set;
        if (std::none_of(found.begin(), found.end(), [&](const Audience& each) {
              return each.set == set && each.type == category.type;
            })) {
          found.push_back({set, category.type});
        }
      }
    }
    return found;
  }

  /// The label's categories of that kind, each a demand of its own.
  std::vector<const Category*> of(const LabelInformation& label, const Audience& audience) const {
    std::vector<const Category*> found;
    for (const Category& category : label.categories) {
      // A permissive category without values limits nobody (4774.1 3.11.4 iii).
      const bool limits = category.type != CategoryType::permissive || !category.values.empty();
      if (limits && category.type == audience.type &&
          spif_.resolve(category).found->set == audience.set) {
        found.push_back(&category);
      }
    }
    return found;
  }

  bool lists(const std::vector<std::string>& values, std::string_view value) const {
    return std::any_of(values.begin(), values.end(),
                       [&](const std::string& each) { return same(each, value, spif_.compare()); });
  }

  void unite(const Audience& audience) {
    Category category{audience.type, audience.set->name, audience.set->id, {}};
    for (const LabelInformation& label : labels_) {
      for (const Category* each : of(label, audience)) {
        for (const std::string& value : each->values) {
          if (!lists(category.values, value)) {
            category.values.push_back(value);
          }
        }
      }
    }
    made_.categories.push_back(std::move(category));
  }

  void intersect(const Audience& audience) {
    std::optional<std::vector<std::string>> common;
    bool in_all = true;
    for (const LabelInformation& label : labels_) {
      const auto demands = of(label, audience);
      in_all = in_all && !demands.empty();
      for (const Category* each : demands) {
        if (!common) {
          common = each->values;
        } else {
          std::erase_if(*common,
                        [&](const std::string& value) { return !lists(each->values, value); });
        }
      }
    }
    if (!common) {
      return;
    }
    if (!in_all) {
      missing_.push_back(audience);
    } else if (common->empty()) {
      empty_ =
          fmt::format("The labels have no common audience in {}.", in_quotes(audience.set->name));
    } else {
      made_.categories.push_back(
          {audience.type, audience.set->name, audience.set->id, std::move(*common)});
    }
  }

  bool may_drop(const Audience& audience) const {
    return excluded_at_level(audience) || narrower_context(audience);
  }

  /// The dominant classification excludes every value that a source has: it says more by itself.
  bool excluded_at_level(const Audience& audience) const {
    for (const LabelInformation& label : labels_) {
      for (const Category* each : of(label, audience)) {
        const auto resolved = spif_.resolve(*each);
        for (const std::string& value : each->values) {
          const TagCategory* found = resolved.found->find(value, spif_.compare());
          if (!lists(found->excluded_classes, made_.classification)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /// ADatP-4774 App. 2: Releasable To repeats the context and stands only beside `Releasable`. Once
  /// that has left the context, whoever holds the context holds what Releasable To asked for.
  bool narrower_context(const Audience& audience) const {
    if (audience.set->id != kNatoReleasableToOid) {
      return false;
    }
    const auto context =
        std::find_if(made_.categories.begin(), made_.categories.end(),
                     [](const Category& each) { return each.oid == kNatoContextOid; });
    if (context == made_.categories.end() || lists(context->values, kReleasable)) {
      return false;
    }
    return std::all_of(labels_.begin(), labels_.end(), [&](const LabelInformation& label) {
      const auto demands = of(label, audience);
      return std::all_of(demands.begin(), demands.end(), [&](const Category* each) {
        return std::all_of(context->values.begin(), context->values.end(),
                           [&](const std::string& value) { return lists(each->values, value); });
      });
    });
  }

  Dominance finish() {
    if (const Faults faults = check_validity(made_, spif_, at_, LabelAge::existing);
        !faults.empty()) {
      return undecided(faults.front().text);
    }
    if (const Faults faults = find_contradictions(made_, spif_); !faults.empty()) {
      return undecided(faults.front().text);
    }
    return {std::move(made_), {}};
  }

  std::span<const LabelInformation> labels_;
  const Spif& spif_;
  Instant at_;
  LabelInformation made_;
  std::vector<Audience> missing_;
  std::string empty_;
};

}  // namespace

Dominance dominate(std::span<const LabelInformation> labels, const Spif& spif, Instant at) {
  return labels.empty() ? undecided("There is no label.") : Builder(labels, spif, at).run();
}

}  // namespace entente::label
