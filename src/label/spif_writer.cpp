#include "format/xml_writer.h"
#include "label/spif.h"

namespace entente::label {
namespace {

using format::XmlWriter;

/// A type that does not say how it is encoded is written as enumerated.
void write_type(XmlWriter& out, const std::optional<CategoryType>& type,
                TagEncoding encoding = TagEncoding::integers) {
  if (!type) {
    out.attribute("tagType", "notApplicable");
  } else if (*type == CategoryType::informative) {
    out.attribute("tagType", "tagType7");
  } else {
    const char* name = *type == CategoryType::restrictive ? "restrictive" : "permissive";
    if (encoding == TagEncoding::bits) {
      out.attribute("tagType", name);
    } else {
      out.attribute("tagType", "enumerated").attribute("enumType", name);
    }
  }
}

void write_lang(XmlWriter& out, const std::string& lang) {
  if (!lang.empty()) {
    out.attribute("xml:lang", lang);
  }
}

void write_markings(XmlWriter& out, const std::vector<MarkingData>& markings,
                    const std::vector<MarkingQualifier>& qualifiers) {
  for (const MarkingData& each : markings) {
    out.open("spif:markingData");
    if (each.phrase) {
      out.attribute("phrase", *each.phrase);
    }
    write_lang(out, each.lang);
    for (const MarkingCode code : each.codes) {
      out.leaf("spif:code", name_of(code));
    }
    out.close();
  }
  for (const MarkingQualifier& each : qualifiers) {
    out.open("spif:markingQualifier");
    if (each.code) {
      out.attribute("markingCode", name_of(*each.code));
    }
    for (const Qualifier& one : each.qualifiers) {
      out.open("spif:qualifier").attribute("markingQualifier", one.text);
      out.attribute("qualifierCode", name_of(one.code));
      write_lang(out, one.lang);
      out.close();
    }
    out.close();
  }
}

void write_ref(XmlWriter& out, std::string_view name, const CategoryRef& ref) {
  out.open(name).attribute("tagSetRef", ref.tag_set);
  write_type(out, ref.type);
  if (ref.lacv) {
    out.attribute("lacv", *ref.lacv);
  } else {
    out.attribute("all", "true");
  }
  out.close();
}

void write_required(XmlWriter& out, const std::vector<RequiredCategory>& all) {
  for (const RequiredCategory& each : all) {
    out.open("spif:requiredCategory").attribute("operation", name_of(each.operation));
    for (const CategoryRef& ref : each.group) {
      write_ref(out, "spif:categoryGroup", ref);
    }
    out.close();
  }
}

void write_classification(XmlWriter& out, const SpifClassification& level) {
  out.open("spif:securityClassification").attribute("name", level.name);
  out.attribute("lacv", level.lacv).attribute("hierarchy", std::to_string(level.hierarchy));
  if (!level.color.empty()) {
    out.attribute("color", level.color);
  }
  if (level.obsolete) {
    out.attribute("obsolete", "true");
  }
  for (const EquivalentClassification& each : level.equivalents) {
    out.open("spif:equivalentClassification").attribute("policyRef", each.policy_ref);
    out.attribute("lacv", each.lacv).attribute("applied", name_of(each.applied));
    write_required(out, each.required);
    out.close();
  }
  write_markings(out, level.markings, level.qualifiers);
  write_required(out, level.required);
  out.close();
}

void write_value(XmlWriter& out, const TagCategory& value) {
  out.open("spif:tagCategory").attribute("name", value.name).attribute("lacv", value.lacv);
  if (!value.user_input.empty()) {
    out.attribute("userInput", value.user_input);
  }
  if (!value.required_class.empty()) {
    out.attribute("requiredClass", value.required_class);
  }
  if (value.obsolete) {
    out.attribute("obsolete", "true");
  }
  if (value.not_before) {
    out.attribute("notBefore", value.not_before->text());
  }
  if (value.not_after) {
    out.attribute("notAfter", value.not_after->text());
  }
  for (const EquivalentTag& each : value.equivalents) {
    out.open("spif:equivalentSecCategoryTag").attribute("policyRef", each.policy_ref);
    out.attribute("tagSetId", each.tag_set_id);
    write_type(out, each.type);
    out.attribute("lacv", each.lacv).attribute("applied", name_of(each.applied));
    if (each.discard) {
      out.attribute("action", "discard");
    }
    out.close();
  }
  write_markings(out, value.markings, value.qualifiers);
  for (const std::string& each : value.excluded_classes) {
    out.leaf("spif:excludedClass", each);
  }
  write_required(out, value.required);
  for (const CategoryRef& each : value.excluded) {
    write_ref(out, "spif:excludedCategory", each);
  }
  out.close();
}

void write_tag(XmlWriter& out, const Tag& tag) {
  out.open("spif:securityCategoryTag").attribute("name", tag.name);
  write_type(out, tag.type, tag.encoding.value_or(TagEncoding::integers));
  if (tag.type == CategoryType::informative) {
    out.attribute("tag7Encoding", name_of(tag.encoding.value_or(TagEncoding::bits)));
  }
  if (tag.single_selection) {
    out.attribute("singleSelection", "true");
  }
  if (tag.max_selection) {
    out.attribute("maxSelection", std::to_string(*tag.max_selection));
  }
  if (tag.min_selection) {
    out.attribute("minSelection", std::to_string(*tag.min_selection));
  }
  for (const TagCategory& each : tag.categories) {
    write_value(out, each);
  }
  write_markings(out, {}, tag.qualifiers);
  out.close();
}

void write_header(XmlWriter& out, const Spif& spif, const SpifHeader& header) {
  out.open("spif:SPIF").attribute("xmlns:spif", kSpifNamespace);
  out.attribute("schemaVersion", "2.1").attribute("version", std::to_string(spif.version));
  out.attribute("creationDate", header.creation_date);
  out.attribute("originatorDN", header.originator_dn);
  out.attribute("keyIdentifier", header.key_identifier);
  out.attribute("privilegeId", header.privilege_id).attribute("rbacId", header.rbac_id);
  if (spif.not_before) {
    out.attribute("notBefore", spif.not_before->text());
  }
  if (spif.not_after) {
    out.attribute("notAfter", spif.not_after->text());
  }
  out.open("spif:securityPolicyId").attribute("name", spif.policy.name);
  out.attribute("id", spif.policy.oid).close();
}

}  // namespace

std::string write_spif(const Spif& spif, const SpifHeader& header) {
  std::string xml;
  XmlWriter out(xml);
  write_header(out, spif, header);
  out.open("spif:securityClassifications");
  for (const SpifClassification& each : spif.classifications) {
    write_classification(out, each);
  }
  out.close();
  if (!spif.tag_sets.empty()) {
    out.open("spif:securityCategoryTagSets");
    for (const TagSet& set : spif.tag_sets) {
      out.open("spif:securityCategoryTagSet").attribute("name", set.name);
      out.attribute("id", set.id);
      for (const Tag& tag : set.tags) {
        write_tag(out, tag);
      }
      out.close();
    }
    out.close();
  }
  if (!spif.equivalent_policies.empty()) {
    out.open("spif:equivalentPolicies");
    for (const EquivalentPolicy& each : spif.equivalent_policies) {
      out.open("spif:equivalentPolicy").attribute("name", each.policy.name);
      out.attribute("id", each.policy.oid);
      write_required(out, each.required);
      out.close();
    }
    out.close();
  }
  write_markings(out, spif.markings, spif.qualifiers);
  out.close();
  return xml;
}

}  // namespace entente::label
