#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "base/text.h"
#include "format/xml.h"
#include "label/errors.h"
#include "label/label_fields.h"
#include "label/spif.h"
#include "label/spif_check.h"
#include "label/spif_fields.h"

namespace entente::label {
namespace {

using format::XmlElement;

constexpr std::string_view kMembershipNamespace = "urn:nato:stanag:4774:spif:extensions:1:0";
constexpr std::string_view kVersions[] = {"1.0", "2.0", "2.1"};
constexpr std::string_view kColors[] = {"aqua",   "black",  "blue",  "fuschia", "gray",   "green",
                                        "lime",   "maroon", "navy",  "olive",   "purple", "red",
                                        "silver", "teal",   "white", "yellow"};

/// The sections of a SPIF in the order of the schema.
constexpr std::string_view kSections[] = {
    "defaultSecurityPolicyId", "securityPolicyId", "updateInfo",         "securityClassifications",
    "securityCategoryTagSets", "privacyMarks",     "equivalentPolicies", "markingData",
    "markingQualifier",        "extensions"};

bool is_color(std::string_view text) {
  const bool rgb = text.size() == 7 && text[0] == '#' &&
                   text.find_first_not_of("0123456789abcdefABCDEF", 1) == text.npos;
  return rgb || std::find(std::begin(kColors), std::end(kColors), text) != std::end(kColors);
}

class SpifReader {
 public:
  explicit SpifReader(SpifReading& into)
      : faults_(into.faults), notes_(into.notes), in_(into.faults, into.notes) {}

  void read(XmlElement root, Spif& spif) {
    read_header(root, spif);
    std::size_t reached = 0;
    std::set<std::size_t> seen;
    for (const XmlElement& child : in_.elements(root)) {
      const auto* section = std::find(std::begin(kSections), std::end(kSections), child.name());
      const auto place = static_cast<std::size_t>(section - std::begin(kSections));
      if (section == std::end(kSections)) {
        in_.unexpected(child);
        continue;
      }
      const bool once = child.name() != "markingData" && child.name() != "markingQualifier";
      if (once && !seen.insert(place).second) {
        in_.unexpected(child);
        continue;
      }
      if (place < reached) {
        add(notes_, kAdvice, child,
            fmt::format("{} stands later than the schema has it.", child.name()));
      }
      reached = std::max(reached, place);
      read_section(child, spif);
    }
    if (spif.policy.name.empty()) {
      add(faults_, kBadSpif, root, "The SPIF has no securityPolicyId.");
    }
    if (spif.classifications.empty()) {
      add(faults_, kBadSpif, root, "The SPIF has no securityClassification.");
    }
  }

 private:
  // --- the sections

  void read_header(XmlElement root, Spif& spif) {
    spif.schema_version = root.attribute("schemaVersion").value_or("");
    for (const char* name : {"creationDate", "originatorDN", "keyIdentifier"}) {
      static_cast<void>(in_.need(root, name));
    }
    for (const char* name : {"privilegeId", "rbacId"}) {
      static_cast<void>(in_.need_oid(root, name));
    }
    spif.version = in_.integer(root, "version").value_or(1);
    spif.not_before = in_.time(root, "notBefore");
    spif.not_after = in_.time(root, "notAfter");
  }

  void read_section(XmlElement section, Spif& spif) {
    const std::string_view name = section.name();
    if (name == "securityPolicyId") {
      spif.policy = {in_.need(section, "name"), in_.need_oid(section, "id")};
      for (const XmlElement& child : in_.elements(section)) {
        read_marking(child, spif.markings, spif.qualifiers);
      }
    } else if (name == "securityClassifications") {
      for (const XmlElement& child : in_.elements(section)) {
        if (child.name() == "securityClassification") {
          spif.classifications.push_back(read_classification(child));
        } else {
          read_marking(child, spif.markings, spif.qualifiers);
        }
      }
    } else if (name == "securityCategoryTagSets") {
      for (const XmlElement& child : in_.elements(section, "securityCategoryTagSet")) {
        spif.tag_sets.push_back(read_tag_set(child));
      }
    } else if (name == "equivalentPolicies") {
      for (const XmlElement& child : in_.elements(section, "equivalentPolicy")) {
        spif.equivalent_policies.push_back(
            {{in_.need(child, "name"), in_.need_oid(child, "id")}, read_required_all(child)});
      }
    } else if (name == "markingData" || name == "markingQualifier") {
      read_marking(section, spif.markings, spif.qualifiers);
    } else if (name == "extensions") {
      read_extensions(section, spif);
    }
  }

  SpifClassification read_classification(XmlElement element) {
    SpifClassification read;
    read.name = in_.need(element, "name");
    read.lacv = in_.need_lacv(element);
    const auto hierarchy = in_.integer(element, "hierarchy");
    if (!hierarchy) {
      add(faults_, kBadSpif, element, "A securityClassification needs a whole number hierarchy.");
    }
    read.hierarchy = hierarchy.value_or(0);
    read.obsolete = in_.boolean(element, "obsolete");
    read.color = element.attribute("color").value_or("");
    if (!read.color.empty() && !is_color(read.color)) {
      add(notes_, kAdvice, element,
          fmt::format("'{}' is no colour of the schema.", display_safe(read.color, 40)));
    }
    for (const XmlElement& child : in_.elements(element)) {
      if (child.name() == "equivalentClassification") {
        read.equivalents.push_back({in_.need(child, "policyRef"), in_.need_lacv(child),
                                    in_.applied(child), read_required_all(child)});
      } else if (child.name() == "requiredCategory") {
        read.required.push_back(read_required(child));
      } else {
        read_marking(child, read.markings, read.qualifiers);
      }
    }
    return read;
  }

  TagSet read_tag_set(XmlElement element) {
    TagSet read{in_.need(element, "name"), in_.need_oid(element, "id"), {}};
    for (const XmlElement& child : in_.elements(element)) {
      if (child.name() == "securityCategoryTag") {
        read.tags.push_back(read_tag(child));
      } else if (child.name() != "equivalentSecurityCategoryTagSet") {
        in_.unexpected(child);
      }
    }
    return read;
  }

  Tag read_tag(XmlElement element) {
    Tag read;
    read.name = element.attribute("name").value_or("");
    read.type = in_.tag_type(element);
    read.encoding = in_.tag_encoding(element);
    read.single_selection = in_.boolean(element, "singleSelection");
    read.min_selection = in_.selection(element, "minSelection");
    read.max_selection = in_.selection(element, "maxSelection");
    for (const XmlElement& child : in_.elements(element)) {
      if (child.name() == "tagCategory") {
        merge(read, read_category(child), child);
      } else if (child.name() == "markingQualifier") {
        read.qualifiers.push_back(read_qualifier(child));
      } else {
        in_.unexpected(child);
      }
    }
    return read;
  }

  /// One value may stand twice to carry two phrases (the NATO policy does): it is one value.
  void merge(Tag& tag, TagCategory category, XmlElement at) {
    const auto twin =
        std::find_if(tag.categories.begin(), tag.categories.end(),
                     [&](const TagCategory& each) { return each.name == category.name; });
    if (twin == tag.categories.end()) {
      tag.categories.push_back(std::move(category));
      return;
    }
    const auto bare = [](const TagCategory& each) {
      return each.required.empty() && each.excluded.empty() && each.excluded_classes.empty() &&
             each.equivalents.empty() && each.required_class.empty();
    };
    if (twin->obsolete != category.obsolete || !bare(*twin) || !bare(category)) {
      add(faults_, kBadSpif, at,
          fmt::format("The value '{}' stands twice and differently.",
                      display_safe(category.name, 80)));
      return;
    }
    add(notes_, kAdvice, at,
        fmt::format("The value '{}' stands twice: taken as one.", display_safe(category.name, 80)));
    if (twin->lacv != category.lacv) {
      tag.categories.push_back(std::move(category));  // found by either lacv; by name, the first
      return;
    }
    std::move(category.markings.begin(), category.markings.end(),
              std::back_inserter(twin->markings));
  }

  TagCategory read_category(XmlElement element) {
    TagCategory read;
    read.name = in_.need(element, "name");
    read.lacv = in_.need_lacv(element);
    read.obsolete = in_.boolean(element, "obsolete");
    read.user_input = element.attribute("userInput").value_or("");
    if (!read.user_input.empty() && read.user_input != "string" && read.user_input != "integer" &&
        read.user_input != "date") {
      add(faults_, kBadSpif, element, "userInput is string, integer or date.");
    }
    read.required_class = element.attribute("requiredClass").value_or("");
    read.not_before = in_.time(element, "notBefore");
    read.not_after = in_.time(element, "notAfter");
    for (const XmlElement& child : in_.elements(element)) {
      read_category_child(child, read);
    }
    return read;
  }

  void read_category_child(XmlElement child, TagCategory& read) {
    const std::string_view name = child.name();
    if (name == "equivalentSecCategoryTag") {
      in_.empty(child);
      const auto action = child.attribute("action");
      if (action && *action != "discard") {
        add(faults_, kBadSpif, child, "The action is discard or absent.");
      }
      read.equivalents.push_back({in_.need(child, "policyRef"), in_.need_oid(child, "tagSetId"),
                                  in_.tag_type(child), in_.need_lacv(child), in_.applied(child),
                                  action.has_value()});
    } else if (name == "excludedClass") {
      read.excluded_classes.push_back(simple_text(child, faults_));
    } else if (name == "requiredCategory") {
      read.required.push_back(read_required(child));
    } else if (name == "excludedCategory") {
      read.excluded.push_back(read_ref(child));
    } else {
      read_marking(child, read.markings, read.qualifiers);
    }
  }

  void read_extensions(XmlElement extensions, Spif& spif) {
    const auto all = extensions.child(kMembershipNamespace, "memberships");
    for (auto group = all ? all->first_child() : std::nullopt; group;
         group = group->next_sibling()) {
      auto& members = spif.memberships[membership_name(*group)];
      for (auto member = group->first_child(); member; member = member->next_sibling()) {
        const std::string name = membership_name(*member);
        if (std::find(members.begin(), members.end(), name) == members.end()) {
          members.push_back(name);
        }
      }
    }
  }

  static std::string membership_name(XmlElement element) {
    const auto qualified = element.attribute(kMembershipNamespace, "name");
    return qualified ? *qualified : element.attribute("name").value_or("");
  }

  // --- what several sections hold

  void read_marking(XmlElement element, std::vector<MarkingData>& markings,
                    std::vector<MarkingQualifier>& qualifiers) {
    if (element.name() == "markingQualifier") {
      qualifiers.push_back(read_qualifier(element));
      return;
    }
    if (element.name() != "markingData") {
      in_.unexpected(element);
      return;
    }
    MarkingData read{element.attribute("phrase"), in_.lang(element), {}};
    for (const XmlElement& child : in_.elements(element, "code")) {
      const std::string text = simple_text(child, faults_);
      const auto code = from_name<MarkingCode>(text);
      if (code) {
        read.codes.push_back(*code);
      } else {
        add(faults_, kBadSpif, child, fmt::format("'{}' is no code.", display_safe(text, 40)));
      }
    }
    if (read.codes.empty()) {
      add(faults_, kBadSpif, element, "A markingData needs a code.");
    }
    markings.push_back(std::move(read));
  }

  MarkingQualifier read_qualifier(XmlElement element) {
    MarkingQualifier read;
    if (const auto text = element.attribute("markingCode")) {
      read.code = from_name<MarkingCode>(*text);
      if (!read.code) {
        add(faults_, kBadSpif, element, fmt::format("'{}' is no code.", display_safe(*text, 40)));
      }
    }
    for (const XmlElement& child : in_.elements(element, "qualifier")) {
      in_.empty(child);
      const auto code = from_name<QualifierCode>(in_.need(child, "qualifierCode"));
      if (!code) {
        add(faults_, kBadSpif, child, "A qualifierCode is prefix, suffix or separator.");
        continue;
      }
      read.qualifiers.push_back({*code, in_.need(child, "markingQualifier"), in_.lang(child)});
    }
    return read;
  }

  std::vector<RequiredCategory> read_required_all(XmlElement parent) {
    std::vector<RequiredCategory> all;
    for (const XmlElement& child : in_.elements(parent, "requiredCategory")) {
      all.push_back(read_required(child));
    }
    return all;
  }

  RequiredCategory read_required(XmlElement element) {
    RequiredCategory read;
    const auto operation = from_name<Operation>(in_.need(element, "operation"));
    if (!operation) {
      add(faults_, kBadSpif, element, "An operation is onlyOne, oneOrMore or all.");
    }
    read.operation = operation.value_or(Operation::all);
    for (const XmlElement& child : in_.elements(element, "categoryGroup")) {
      read.group.push_back(read_ref(child));
    }
    if (read.group.empty()) {
      add(faults_, kBadSpif, element, "A requiredCategory needs a categoryGroup.");
    }
    return read;
  }

  CategoryRef read_ref(XmlElement element) {
    in_.empty(element);
    CategoryRef read{in_.need(element, "tagSetRef"), in_.tag_type(element), std::nullopt};
    const auto lacv = element.attribute("lacv");
    if (lacv.has_value() == in_.boolean(element, "all")) {
      add(faults_, kBadSpif, element, "Either lacv or all=\"true\" says which values are meant.");
    }
    if (lacv) {
      read.lacv = normal_lacv(format::collapse_space(*lacv));
    }
    return read;
  }

  Faults& faults_;
  Faults& notes_;
  SpifFields in_;
};

}  // namespace

Result<SpifReading> read_spif(std::string_view xml) {
  ENTENTE_TRY(const format::XmlDocument document, format::XmlDocument::parse(xml));
  const XmlElement root = document.root();
  SpifReading reading;
  const std::string version = root.attribute("schemaVersion").value_or("");
  if (root.name() == "SPIF" && version.starts_with("3")) {
    add(reading.faults, kUnsupportedSpif, root, "An XML SPIF of schema 3.0 is not read yet.");
    return reading;
  }
  if (!root.is(kSpifNamespace, "SPIF")) {
    add(reading.faults, kNotALabel, root,
        fmt::format("'{}' is no SPIF in the namespace {}.", display_safe(root.name(), 80),
                    kSpifNamespace));
    return reading;
  }
  if (std::find(std::begin(kVersions), std::end(kVersions), version) == std::end(kVersions)) {
    add(reading.faults, kUnsupportedSpif, root,
        fmt::format("The schemaVersion '{}' is none of 1.0, 2.0 and 2.1.",
                    display_safe(version, 40)));
    return reading;
  }
  Spif spif;
  SpifReader(reading).read(root, spif);
  if (reading.faults.empty()) {
    check_references(spif, root, reading.faults);
  }
  if (reading.faults.empty()) {
    reading.spif = std::move(spif);
  }
  return reading;
}

}  // namespace entente::label
