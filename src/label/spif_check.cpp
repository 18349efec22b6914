#include "label/spif_check.h"

#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "label/errors.h"
#include "label/label_fields.h"

namespace entente::label {
namespace {

using format::XmlElement;

class Check {
 public:
  Check(const Spif& spif, Faults& faults) : spif_(spif), faults_(faults) {}

  void run(XmlElement root) {
    for (const EquivalentPolicy& each : spif_.equivalent_policies) {
      policies_.insert(each.policy.name);
    }
    // A key of the schema: the default policy may be referred to as well.
    for (auto child = root.first_child(); child; child = child->next_sibling()) {
      if (child->name() == "defaultSecurityPolicyId") {
        policies_.insert(child->attribute("name").value_or(""));
      }
    }
    visit(root);
  }

 private:
  void visit(XmlElement element) {
    for (auto child = element.first_child(); child; child = child->next_sibling()) {
      if (child->ns() == kSpifNamespace || child->ns().empty()) {
        check(*child);
        visit(*child);
      }
    }
  }

  void check(XmlElement element) {
    const std::string_view name = element.name();
    if (name == "securityClassification") {
      unique(element, "name", names_);
      unique(element, "lacv", lacvs_);
      unique(element, "hierarchy", hierarchies_);
      unique(element, "color", colors_);
    } else if (name == "securityCategoryTagSet") {
      unique(element, "name", set_names_);
      unique(element, "id", set_ids_);
    } else if (name == "equivalentPolicy") {
      unique(element, "name", policy_names_);
      unique(element, "id", policy_ids_);
    } else if (name == "equivalentClassification" || name == "equivalentSecCategoryTag") {
      refers(element, "policyRef", policies_.contains(element.attribute("policyRef").value_or("")));
    } else if (name == "tagCategory") {
      const auto wanted = element.attribute("requiredClass");
      refers(element, "requiredClass", !wanted || spif_.classification(*wanted) != nullptr);
    } else if (name == "excludedClass") {
      refers(element, "excludedClass", spif_.classification(element.text()) != nullptr);
    } else if ((name == "categoryGroup" || name == "excludedCategory") && refers_home(element)) {
      const auto wanted = element.attribute("tagSetRef").value_or("");
      refers(element, "tagSetRef", spif_.tag_set(wanted) != nullptr);
    }
  }

  /// Categories required by an equivalence are those of the other policy.
  static bool refers_home(XmlElement element) {
    const auto required = element.parent();
    const auto owner = required ? required->parent() : std::nullopt;
    return element.name() == "excludedCategory" || !owner ||
           (owner->name() != "equivalentClassification" && owner->name() != "equivalentPolicy" &&
            owner->name() != "equivalentSecurityCategoryTagSet");
  }

  void unique(XmlElement element, std::string_view name, std::set<std::string>& seen) {
    const auto value = element.attribute(name);
    if (value && !seen.insert(normal_lacv(*value)).second) {
      add(faults_, kBadSpif, element,
          fmt::format("The {} '{}' is taken by another {}.", name, display_safe(*value, 80),
                      element.name()));
    }
  }

  void refers(XmlElement element, std::string_view name, bool found) {
    if (!found) {
      add(faults_, kBadSpif, element,
          fmt::format("The {} of this {} names nothing in the policy.", name, element.name()));
    }
  }

  const Spif& spif_;
  Faults& faults_;
  std::set<std::string> policies_;
  std::set<std::string> names_;
  std::set<std::string> lacvs_;
  std::set<std::string> hierarchies_;
  std::set<std::string> colors_;
  std::set<std::string> set_names_;
  std::set<std::string> set_ids_;
  std::set<std::string> policy_names_;
  std::set<std::string> policy_ids_;
};

}  // namespace

void check_references(const Spif& spif, format::XmlElement root, Faults& faults) {
  Check(spif, faults).run(root);
}

}  // namespace entente::label
