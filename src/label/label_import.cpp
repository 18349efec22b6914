#include "label/label_import.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "label/errors.h"
#include "label/label_fields.h"

namespace entente::label {
namespace {

using format::XmlElement;

class Importer {
 public:
  explicit Importer(Instant received) : received_(received) {}

  std::optional<QuarantinedLabel> run(XmlElement root) {
    ConfidentialityLabel label;
    if (!read_root(root, label)) {
      return std::nullopt;
    }
    read_body(root, label.body, label, 0);
    const LabelInformation& read = label.body.information;
    if (read.policy.name.empty() || read.classification.empty()) {
      return std::nullopt;
    }
    return QuarantinedLabel(std::move(label), std::move(deviations_));
  }

 private:
  void deviates(XmlElement at, std::string about, std::string text) {
    deviations_.push_back({&kDeviation, at.where(), std::move(text), std::move(about)});
  }

  /// Whether the element is `name` but for namespace and case; what differs is a deviation.
  bool is(XmlElement element, std::string_view name) {
    if (ascii_lower(element.name()) != ascii_lower(name) ||
        (element.ns() != kLabelNamespace && !element.ns().empty())) {
      return false;
    }
    if (element.ns().empty()) {
      deviates(element, "namespace", fmt::format("{} is in no namespace.", name));
    }
    if (element.name() != name) {
      deviates(element, std::string(name),
               fmt::format("{} is spelt {}.", name, display_safe(element.name(), 80)));
    }
    return true;
  }

  std::optional<XmlElement> child(XmlElement parent, std::string_view name) {
    for (auto each = parent.first_child(); each; each = each->next_sibling()) {
      if (is(*each, name)) {
        return each;
      }
    }
    return std::nullopt;
  }

  bool read_root(XmlElement root, ConfidentialityLabel& label) {
    constexpr std::pair<std::string_view, LabelKind> kRoots[] = {
        {"originatorConfidentialityLabel", LabelKind::originator},
        {"alternativeConfidentialityLabel", LabelKind::alternative},
        {"metadataConfidentialityLabel", LabelKind::metadata},
        {"ConfidentialityLabel", LabelKind::legacy}};
    const auto* found = std::find_if(std::begin(kRoots), std::end(kRoots),
                                     [&](const auto& each) { return is(root, each.first); });
    if (found == std::end(kRoots)) {
      return false;
    }
    label.kind = found->second;
    if (const auto review = parse_label_time(root.attribute("ReviewDateTime").value_or(""))) {
      label.review = review;
    }
    return true;
  }

  void read_body(XmlElement element, LabelBody& body, ConfidentialityLabel& label,
                 std::size_t depth) {
    if (const auto found = child(element, "ConfidentialityInformation")) {
      read_information(*found, body.information);
    }
    body.created = read_created(element);
    const auto succession = child(element, "SuccessionHandling");
    const auto at = succession ? child(*succession, "SuccessionDateTime") : std::nullopt;
    const auto next =
        succession ? child(*succession, "SuccessorConfidentialityLabel") : std::nullopt;
    const auto time = at ? parse_label_time(format::collapse_space(at->text())) : std::nullopt;
    // A successor that is not wholly there is left out: the label then stays as it is.
    if (!time || !next || depth == kSuccessors) {
      return;
    }
    Succession successor{*time, {}};
    label.successors.push_back(successor);
    read_body(*next, successor.body, label, depth + 1);
    if (successor.body.information.classification.empty()) {
      label.successors.resize(depth);
      deviates(*next, "SuccessorConfidentialityLabel", "A successor without classification.");
      return;
    }
    label.successors[depth].body = std::move(successor.body);
  }

  LabelTime read_created(XmlElement element) {
    auto found = child(element, "CreationDateTime");
    found = found ? found : child(element, "CreationDataTime");
    const auto time =
        found ? parse_label_time(format::collapse_space(found->text())) : std::nullopt;
    if (found && ascii_lower(found->name()) == "creationdatatime") {
      deviates(*found, "CreationDateTime", "CreationDateTime is spelt CreationDataTime.");
    }
    if (!time) {
      deviates(element, "CreationDateTime",
               "There is no CreationDateTime: the time of receipt is proposed.");
      return {received_, true};
    }
    if (!time->zoned) {
      deviates(*found, "zone", "The CreationDateTime has no time zone: UTC is proposed.");
    }
    return {time->at, true};
  }

  void read_information(XmlElement element, LabelInformation& information) {
    if (const auto policy = child(element, "PolicyIdentifier")) {
      read_policy(*policy, information.policy);
    }
    if (const auto found = child(element, "Classification")) {
      information.classification = format::collapse_space(found->text());
      const std::string repeated = information.policy.name + " ";
      if (!information.policy.name.empty() && information.classification.starts_with(repeated)) {
        deviates(*found, "Classification", "The Classification repeats the policy's name.");
        information.classification.erase(0, repeated.size());
      }
    }
    for (auto each = element.first_child(); each; each = each->next_sibling()) {
      if (ascii_lower(each->name()) == "category" && is(*each, "Category") &&
          information.categories.size() < kCategories) {
        information.categories.push_back(read_category(*each));
      }
    }
  }

  void read_policy(XmlElement element, PolicyName& policy) {
    policy.name = format::collapse_space(element.text());
    const auto url = element.attribute("URL");
    if (url) {
      deviates(element, "URI", "The URI of the policy is spelt URL.");
    }
    policy.oid = oid_of_urn(element.attribute("URI").value_or(url.value_or(""))).value_or("");
    constexpr std::string_view kNato = "1.3.26.1.3.1";
    if (policy.name == kNato || policy.name == "urn:oid:1.3.26.1.3.1") {
      deviates(element, "PolicyIdentifier", "The policy's identifier stands for its name.");
      policy = {"NATO", std::string(kNato)};
    }
  }

  Category read_category(XmlElement element) {
    const auto attribute = [&](std::string_view name) {
      for (const format::XmlAttribute& each : element.attributes()) {
        if (ascii_lower(each.name) == ascii_lower(name)) {
          if (each.name != name) {
            deviates(element, std::string(name),
                     fmt::format("{} is spelt {}.", name, display_safe(each.name, 40)));
          }
          return each.value;
        }
      }
      return std::string();
    };
    Category category;
    category.tag_name = attribute("TagName");
    const std::string type = attribute("Type");
    for (const auto& [known, name] : Names<CategoryType>::kRows) {
      category.type = same(type, name, Compare::folded) ? known : category.type;
    }
    if (!from_name<CategoryType>(type)) {
      deviates(element, "Type",
               fmt::format("The Type is '{}': {} is proposed.", display_safe(type, 40),
                           name_of(category.type)));
    }
    category.oid = oid_of_urn(element.attribute("URI").value_or("")).value_or("");
    for (auto value = element.first_child(); value; value = value->next_sibling()) {
      if (ascii_lower(value->name()) == "categoryvalue") {
        deviates(*value, "GenericValue", "The abstract CategoryValue is used for GenericValue.");
        category.values.push_back(value->text());
      } else if (is(*value, "GenericValue")) {
        category.values.push_back(value->text());
      }
    }
    return category;
  }

  Instant received_;
  Faults deviations_;
};

}  // namespace

Result<std::optional<QuarantinedLabel>> import_label(std::string_view xml, Instant received) {
  ENTENTE_TRY(const format::XmlDocument document, format::XmlDocument::parse(xml));
  return Importer(received).run(document.root());
}

}  // namespace entente::label
