#include "label/label_import.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "label/errors.h"
#include "label/label_fields.h"
#include "label/label_json.h"

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

  /// What the standard does not have in an element is left out, and named; so is what stands twice.
  void leave_out(XmlElement parent, std::initializer_list<std::string_view> once,
                 std::initializer_list<std::string_view> often = {}) {
    std::vector<std::string> seen;
    for (auto each = parent.first_child(); each; each = each->next_sibling()) {
      if (!each->ns().empty() && each->ns() != kLabelNamespace) {
        continue;  // anything of another namespace may stand there, and be passed over
      }
      const std::string name = ascii_lower(each->name());
      const auto is_name = [&](std::string_view known) { return ascii_lower(known) == name; };
      const bool repeated = std::find(seen.begin(), seen.end(), name) != seen.end();
      const bool known = std::any_of(once.begin(), once.end(), is_name);
      if (repeated ? known : !known && std::none_of(often.begin(), often.end(), is_name)) {
        deviates(*each, std::string(each->name()),
                 fmt::format("{} is {}, and is left out.", in_quotes(each->name()),
                             known ? "there twice" : "no element of the standard there"));
      }
      seen.push_back(name);
    }
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
    label.id = root.attribute("Id").value_or("");
    label.review = parse_label_time(root.attribute("ReviewDateTime").value_or(""));
    if (label.review && !label.review->zoned) {
      deviates(root, "zone", "The ReviewDateTime has no time zone: UTC is proposed.");
      label.review->zoned = true;
    } else if (!label.review && root.attribute("ReviewDateTime")) {
      deviates(root, "ReviewDateTime", "The ReviewDateTime is no date and time: it is left out.");
    }
    return true;
  }

  void read_body(XmlElement element, LabelBody& body, ConfidentialityLabel& label,
                 std::size_t depth) {
    if (const auto found = child(element, "ConfidentialityInformation")) {
      read_information(*found, body.information);
    }
    read_originator(element, body);
    body.created = read_created(element);
    leave_out(element, {"ConfidentialityInformation", "OriginatorID", "CreationDateTime",
                        "CreationDataTime", "SuccessionHandling"});
    const auto succession = child(element, "SuccessionHandling");
    const auto at = succession ? child(*succession, "SuccessionDateTime") : std::nullopt;
    const auto next =
        succession ? child(*succession, "SuccessorConfidentialityLabel") : std::nullopt;
    const auto time = at ? parse_label_time(format::collapse_space(at->text())) : std::nullopt;
    // A successor that is not wholly there is left out: the label then stays as it is.
    if (!time || !next || depth == kSuccessors) {
      if (succession) {
        deviates(*succession, "SuccessionHandling",
                 "What succeeds the label is not wholly there, or too much: it is left out.");
      }
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

  void read_originator(XmlElement element, LabelBody& body) {
    const auto found = child(element, "OriginatorID");
    if (!found) {
      return;
    }
    const auto type = from_name<OriginatorIdType>(found->attribute("IDType").value_or(""));
    if (type) {
      body.originator = OriginatorId{*type, found->text()};
    } else {
      deviates(*found, "IDType", "The OriginatorID has no IDType of the list: it is left out.");
    }
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
    if (const auto mark = child(element, "PrivacyMark")) {
      information.privacy_mark = mark->text();
    }
    leave_out(element, {"PolicyIdentifier", "Classification", "PrivacyMark"}, {"Category"});
    for (auto each = element.first_child(); each; each = each->next_sibling()) {
      if (ascii_lower(each->name()) != "category" || !is(*each, "Category")) {
        continue;
      }
      if (information.categories.size() == kCategories) {
        deviates(*each, "Category", "Only the first 64 categories are proposed.");
        return;
      }
      information.categories.push_back(read_category(*each));
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
    leave_out(element, {}, {"GenericValue", "CategoryValue"});
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

Result<std::optional<QuarantinedLabel>> import_label(std::string_view text, Instant received) {
  if (is_json_text(text)) {
    return import_label_json(text);
  }
  ENTENTE_TRY(const format::XmlDocument document, format::XmlDocument::parse(text));
  auto read = Importer(received).run(document.root());
  if (!read || !read->deviations().empty()) {
    return read;
  }
  // Whatever else a strict reader finds is named too: no label that is not valid comes without.
  Faults deviations = read_label(document.root()).malformed;
  for (Fault& each : deviations) {
    each.kind = &kDeviation;
  }
  return std::optional(QuarantinedLabel(std::move(*read).accept(), std::move(deviations)));
}

}  // namespace entente::label
