#include "label/label_fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "label/errors.h"

namespace entente::label {
namespace {

/// Policies whose object identifier ADatP-4774 fixes.
struct FixedPolicy {
  std::string_view name;
  std::string_view oid;
};
constexpr FixedPolicy kFixedPolicies[] = {
    {"NATO", "1.3.26.1.3.1"},
    {"PUBLIC", "1.3.6.1.4.1.31778.12.2.1"},
};

void check_fixed(const PolicyName& policy, format::XmlElement at, Faults& faults) {
  for (const FixedPolicy& fixed : kFixedPolicies) {
    const bool by_name = same(policy.name, fixed.name, Compare::folded);
    if (!policy.oid.empty() && by_name != (policy.oid == fixed.oid)) {
      add(faults, kPolicyMismatch, at,
          fmt::format("The policy {} and urn:oid:{} are not the same.", in_quotes(policy.name),
                      policy.oid),
          policy.name);
      return;
    }
  }
}

std::string read_oid(format::XmlElement element, std::string_view what, Faults& faults) {
  const auto uri = element.attribute("URI");
  if (!uri) {
    return {};
  }
  const auto oid = oid_of_urn(format::collapse_space(*uri));
  if (!oid) {
    add(faults, kPolicyMismatch, element,
        fmt::format("The URI of the {} is {}, not a urn:oid.", what, in_quotes(*uri)));
  }
  return oid.value_or(std::string());
}

/// Attributes without namespace that the standard does not know are allowed, and a common slip.
void note_unknown_attributes(format::XmlElement element,
                             std::initializer_list<std::string_view> known, Faults& notes) {
  for (const format::XmlAttribute& each : element.attributes()) {
    if (each.ns.empty() && std::find(known.begin(), known.end(), each.name) == known.end()) {
      add(notes, kAdvice, element,
          fmt::format("The attribute {} of {} is not of the standard and is ignored.",
                      in_quotes(each.name), element.name()));
    }
  }
}

void read_value(format::XmlElement value, Category& category, Faults& faults) {
  if (value.is(kLabelNamespace, "GenericValue")) {
    category.values.push_back(simple_text(value, faults));
    return;
  }
  const bool known = value.ns() == kLabelNamespace &&
                     (value.name() == "CategoryValue" || value.name() == "IntegerValue" ||
                      value.name() == "BitStringValue");
  add(faults, known ? kProhibited : kUnknownElement, value,
      known ? fmt::format("{} is prohibited: values are GenericValue only.", value.name())
            : fmt::format("{} may not stand in a Category.", in_quotes(value.name())),
      category.tag_name);
}

}  // namespace

void add(Faults& faults, const ErrorKind& kind, format::XmlElement at, std::string text,
         std::string about) {
  faults.push_back({&kind, at.where(), std::move(text), std::move(about)});
}

std::optional<format::XmlElement> Sequence::take(std::string_view ns, std::string_view name) {
  const auto found = next_;
  if (!found || !found->is(ns, name)) {
    return std::nullopt;
  }
  next_ = found->next_sibling();
  return found;
}

std::optional<format::XmlElement> Sequence::need(std::string_view ns, std::string_view name,
                                                 Faults& faults) {
  auto found = take(ns, name);
  if (found) {
    return found;
  }
  // Out of its place it is still read, so that one slip makes one fault.
  const auto elsewhere = parent_.child(ns, name);
  if (elsewhere) {
    elsewhere_.push_back(*elsewhere);
  }
  add(faults, elsewhere ? kUnknownElement : kMissingElement, elsewhere.value_or(parent_),
      fmt::format("{} {} {}.", parent_.name(), elsewhere ? "has in the wrong place its" : "has no",
                  name),
      std::string(name));
  return elsewhere;
}

void Sequence::finish(std::string_view ns, Faults& faults) {
  for (; next_; skip()) {
    const bool told = std::find(elsewhere_.begin(), elsewhere_.end(), *next_) != elsewhere_.end();
    if (!told && (next_->ns() == ns || next_->ns().empty())) {
      add(faults, kUnknownElement, *next_,
          fmt::format("{} may not stand here in {}.", in_quotes(next_->name()), parent_.name()));
    }
  }
}

void no_text(format::XmlElement element, Faults& faults) {
  if (element.has_text()) {
    faults.push_back({&kUnknownElement,
                      fmt::format("{}", element.text_line()),
                      fmt::format("{} may hold elements only, not text.", element.name()),
                      {}});
  }
}

std::string simple_text(format::XmlElement element, Faults& faults) {
  if (const auto child = element.first_child()) {
    add(faults, kUnknownElement, *child,
        fmt::format("{} may hold text only, not {}.", element.name(), in_quotes(child->name())));
  }
  return element.text();
}

PolicyName read_policy(format::XmlElement element, Faults& faults, Faults& notes) {
  PolicyName policy;
  policy.name = format::collapse_space(simple_text(element, faults));
  if (policy.name.empty()) {
    add(faults, kBadValue, element, "PolicyIdentifier is empty.");
  }
  if (policy.name.starts_with("urn:") || is_oid(policy.name)) {
    add(faults, kBadValue, element,
        "PolicyIdentifier is the policy's name; its identifier goes into @URI.", policy.name);
  }
  policy.oid = read_oid(element, "policy", faults);
  check_fixed(policy, element, faults);
  note_unknown_attributes(element, {"URI"}, notes);
  return policy;
}

std::string read_classification(format::XmlElement element, Faults& faults) {
  std::string text = format::collapse_space(simple_text(element, faults));
  if (text.empty()) {
    add(faults, kBadValue, element, "Classification is empty.");
  }
  if (element.attribute("URI")) {
    add(faults, kProhibited, element, "Classification may not have a URI.");
  }
  return text;
}

Category read_category(format::XmlElement element, Faults& faults, Faults& notes) {
  Category category;
  const auto tag = element.attribute("TagName");
  const auto type = element.attribute("Type");
  category.tag_name = tag.value_or("");
  if (!tag || !type) {
    add(faults, kMissingAttribute, element, "A Category needs Type and TagName.");
  } else if (category.tag_name.empty()) {
    add(faults, kBadValue, element, "A Category's TagName is empty.");
  }
  const auto known = from_name<CategoryType>(format::collapse_space(type.value_or("RESTRICTIVE")));
  if (!known) {
    add(faults, kBadValue, element,
        fmt::format("{} is no Type: RESTRICTIVE, PERMISSIVE or INFORMATIVE.", in_quotes(*type)),
        category.tag_name);
  }
  category.type = known.value_or(CategoryType::restrictive);
  category.oid = read_oid(element, "tag set", faults);
  note_unknown_attributes(element, {"Type", "TagName", "URI"}, notes);
  no_text(element, faults);
  for (auto value = element.first_child(); value; value = value->next_sibling()) {
    if (category.values.size() == kCategoryValues) {
      add(faults, kTooManySuccessors, *value, "A category has too many values.", category.tag_name);
      break;
    }
    read_value(*value, category, faults);
  }
  return category;
}

LabelTime read_time(std::string_view text, std::string_view what, format::XmlElement at,
                    Faults& faults, Faults& notes) {
  const auto read = parse_label_time(format::collapse_space(text));
  if (!read) {
    add(faults, kBadValue, at,
        fmt::format("{} is {}, not a date and time.", what, in_quotes(text)));
    return {};
  }
  if (!read->zoned) {
    add(notes, kAdvice, at,
        fmt::format("{} has no time zone: taken as UTC, and as late as any zone could make it "
                    "where that downgrades.",
                    what));
  }
  return *read;
}

void write_policy(format::XmlWriter& out, const PolicyName& policy) {
  out.open("slab:PolicyIdentifier");
  if (!policy.oid.empty()) {
    out.attribute("URI", "urn:oid:" + policy.oid);
  }
  out.text(policy.name).close();
}

void write_category(format::XmlWriter& out, const Category& category) {
  out.open("slab:Category").attribute("TagName", category.tag_name);
  out.attribute("Type", name_of(category.type));
  if (!category.oid.empty()) {
    out.attribute("URI", "urn:oid:" + category.oid);
  }
  for (const std::string& value : category.values) {
    out.leaf("slab:GenericValue", value);
  }
  out.close();
}

}  // namespace entente::label
