#include "label/translation.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "label/errors.h"
#include "label/validity.h"

namespace entente::label {
namespace {

using TargetValue = TranslationTarget::Value;

bool applies(Applied applied, Side side) {
  return applied == Applied::both || (applied == Applied::encrypt) == (side == Side::originate);
}

/// Collects what the equivalences of the source policy say.
class Mapper {
 public:
  Mapper(const LabelInformation& from, const Spif& source, const Spif* target,
         const EquivalentPolicy& policy, Side side)
      : from_(from), source_(source), policy_(policy), side_(side), target_spif_(target) {}

  Translation run() {
    target_.policy = policy_.policy;
    if (!map_classification() || !map_categories()) {
      return std::move(result_);
    }
    for (const RequiredCategory& each : policy_.required) {
      require(each);
    }
    result_.outcome = TranslationOutcome::mapped;
    if (!undetermined_.empty()) {
      result_.outcome = TranslationOutcome::decision;
      result_.text = undetermined_;
    }
    result_.target = std::move(target_);
    return std::move(result_);
  }

 private:
  void none(std::string text) {
    result_.outcome = TranslationOutcome::no_mapping;
    result_.text = std::move(text);
  }

  bool map_classification() {
    const SpifClassification& level = *source_.classification(from_.classification);
    const EquivalentClassification* found = nullptr;
    for (const EquivalentClassification& each : level.equivalents) {
      if (each.policy_ref != policy_.policy.name || !applies(each.applied, side_)) {
        continue;
      }
      if (found != nullptr) {
        undetermined_ = fmt::format("{} has several equivalents: which one is not determined.",
                                    in_quotes(level.name));
        continue;
      }
      found = &each;
    }
    if (found == nullptr) {
      none(fmt::format("{} has no equivalent in {} for this side.", in_quotes(level.name),
                       in_quotes(policy_.policy.name)));
      return false;
    }
    target_.classification = found->lacv;
    class_required_ = &found->required;
    return true;
  }

  bool map_categories() {
    for (const Category& category : from_.categories) {
      const auto resolved = source_.resolve(category);
      for (const std::string& value : category.values) {
        if (!map_value(*resolved.found->find(value, source_.compare()), category, value)) {
          return false;
        }
      }
    }
    for (const RequiredCategory& each : *class_required_) {
      require(each);
    }
    return true;
  }

  bool map_value(const TagCategory& found, const Category& category, const std::string& value) {
    bool mapped = false;
    for (const EquivalentTag& each : found.equivalents) {
      if (each.policy_ref != policy_.policy.name || !applies(each.applied, side_)) {
        continue;
      }
      mapped = true;
      if (!each.discard) {
        add({each.tag_set_id, each.type, each.lacv});
      }
    }
    if (!mapped) {
      none(fmt::format("{} of {} has no equivalent in {} for this side.", in_quotes(value),
                       in_quotes(category.tag_name), in_quotes(policy_.policy.name)));
    }
    return mapped;
  }

  void add(TargetValue value) {
    const auto twin = std::find_if(target_.values.begin(), target_.values.end(),
                                   [&](const TargetValue& each) { return is_same(each, value); });
    if (twin == target_.values.end()) {
      target_.values.push_back(std::move(value));
    }
  }

  static bool is_same(const TargetValue& a, const TargetValue& b) {
    return a.tag_set_id == b.tag_set_id && a.type == b.type && a.lacv == b.lacv;
  }

  /// In a translation, required means: add these. What leaves a choice is not determined.
  void require(const RequiredCategory& required) {
    const bool choice = required.operation != Operation::all && required.group.size() > 1;
    for (const CategoryRef& ref : required.group) {
      const TagSet* set = target_spif_ == nullptr ? nullptr : target_spif_->tag_set(ref.tag_set);
      const TargetValue value{set == nullptr ? ref.tag_set : set->id, ref.type,
                              ref.lacv.value_or(Lacv())};
      const bool present =
          std::any_of(target_.values.begin(), target_.values.end(),
                      [&](const TargetValue& each) { return is_same(each, value); });
      if (choice && present) {
        return;
      }
      if (!choice && ref.lacv) {
        add(value);
      } else if (!ref.lacv) {
        undetermined_ = fmt::format("A value of {} is required, and which is not determined.",
                                    in_quotes(ref.tag_set));
      }
    }
    if (choice) {
      undetermined_ =
          fmt::format("{} of several values of {} is required.", name_of(required.operation),
                      in_quotes(required.group[0].tag_set));
    }
  }

  const LabelInformation& from_;
  const Spif& source_;
  const EquivalentPolicy& policy_;
  Side side_;
  const Spif* target_spif_;
  TranslationTarget target_;
  const std::vector<RequiredCategory>* class_required_ = nullptr;
  std::string undetermined_;
  Translation result_;
};

const TagCategory* find_value(const TagSet& set, const TargetValue& value) {
  for (const Tag& tag : set.tags) {
    for (const TagCategory& each : tag.categories) {
      if (tag.type == value.type && each.lacv == value.lacv) {
        return &each;
      }
    }
  }
  return nullptr;
}

/// The target in the other policy's own names; nothing if it names something that is not there.
std::optional<LabelInformation> in_names(const TranslationTarget& target, const Spif& spif) {
  LabelInformation made;
  made.policy = spif.policy;
  const SpifClassification* level = spif.classification_by_lacv(target.classification);
  if (level == nullptr) {
    return std::nullopt;
  }
  made.classification = level->name;
  for (const TargetValue& value : target.values) {
    const TagSet* set = spif.tag_set_by_id(value.tag_set_id);
    const TagCategory* found = set == nullptr ? nullptr : find_value(*set, value);
    if (found == nullptr) {
      return std::nullopt;
    }
    const auto category = std::find_if(
        made.categories.begin(), made.categories.end(),
        [&](const Category& each) { return each.oid == set->id && each.type == value.type; });
    if (category != made.categories.end()) {
      category->values.push_back(found->name);
    } else {
      made.categories.push_back({*value.type, set->name, set->id, {found->name}});
    }
  }
  return made;
}

void complete(Translation& result, const ConfidentialityLabel& label, const Spif* target,
              const Translator& by) {
  const auto decide = [&](std::string text) {
    result.outcome = TranslationOutcome::decision;
    result.text = std::move(text);
  };
  if (result.outcome != TranslationOutcome::mapped) {
    return;
  }
  if (target == nullptr) {
    result.text = fmt::format("The policy {} is not at hand: a person names and checks the label.",
                              in_quotes(result.target->policy.name));
    return;
  }
  auto information = in_names(*result.target, *target);
  if (!information) {
    decide("The equivalence names what the other policy has not.");
    return;
  }
  if (const Faults faults = check_validity(*information, *target, by.at, LabelAge::fresh);
      !faults.empty()) {
    decide(faults.front().text);
    return;
  }
  ConfidentialityLabel made;
  made.kind = LabelKind::alternative;
  made.body = {std::move(*information), by.who, {by.at, true}};
  made.review = label.review;
  for (const Succession& each : label.successors) {
    // An alternative does not outlive the label that it stands for.
    made.review = by.at < each.at.at && (!made.review || each.at.at < made.review->at)
                      ? std::optional(each.at)
                      : made.review;
  }
  result.label = std::move(made);
}

}  // namespace

Result<Translation> translate_label(const ConfidentialityLabel& label, const Spif& source,
                                    const Spif* target, std::string_view to, Side side,
                                    const Translator& by) {
  const LabelInformation& from = label.in_force(by.at).information;
  const Faults faults = check_validity(from, source, by.at, LabelAge::existing);
  if (!faults.empty()) {
    return faults.front().error();
  }
  const EquivalentPolicy* policy = source.equivalent_policy(to);
  if (policy == nullptr) {
    Translation none;
    none.text = fmt::format("Policy {} has no equivalences with {}.", in_quotes(source.policy.name),
                            in_quotes(to));
    return none;
  }
  if (target != nullptr && !same_policy(target->policy, policy->policy)) {
    return Error(kUnknownPolicy,
                 fmt::format("The other policy given is {}, not {}.",
                             in_quotes(target->policy.name), in_quotes(policy->policy.name)));
  }
  Translation result = Mapper(from, source, target, *policy, side).run();
  complete(result, label, target, by);
  return result;
}

}  // namespace entente::label
