#include "node/item_label.h"

#include "label/errors.h"
#include "label/label_json.h"
#include "label/label_xml.h"
#include "node/errors.h"

namespace entente::node {
namespace {

/// Far more than a label with all its categories needs.
constexpr std::size_t kLabelBytes = 256u << 10;
constexpr std::string_view kXmlStatement = "xml-structured";

Status differs(const char* what) { return Error(kLabelDiffers, what); }

}  // namespace

object::LabelAssertion label_assertion(const agreement::Profile& profile,
                                       const PartyCode& originating_party,
                                       const act::ItemRelease& release, Instant at) {
  const label::ConfidentialityLabel made = agreement::label_of(
      profile, {release.item, originating_party, release.marking, at, release.expires},
      label::LabelKind::originator);
  object::LabelAssertion assertion;
  assertion.schema = object::kLabelSchema;
  assertion.format = kXmlStatement;
  assertion.value = label::write_label(made);
  return assertion;
}

ExpectedLabel expected_label(const agreement::Profile& profile, const ItemId& id,
                             const registry::Item& item) {
  return {id, agreement::labeller(item.originating_party),
          agreement::information_of(profile, item.originating_party, item.marking)};
}

Result<label::ConfidentialityLabel> read_label_assertion(const object::Assertion& assertion) {
  if (assertion.schema != object::kLabelSchema || assertion.value.size() > kLabelBytes) {
    return Error(label::kNotALabel, "The object's label is not one of STANAG 4774, or too long.");
  }
  ENTENTE_TRY(label::LabelReading read, assertion.value.starts_with('{')
                                            ? label::read_label_json(assertion.value)
                                            : label::read_label(assertion.value));
  if (!read.valid()) {
    return read.faults().front().error();
  }
  return std::move(*read.label);
}

Status check_label(const ExpectedLabel& expected, const std::optional<object::Assertion>& label) {
  if (!label) {
    return differs("The object carries no label that is bound to its content.");
  }
  const auto read = read_label_assertion(*label);
  if (!read.ok()) {
    return differs("The object's label is not valid.");
  }
  const label::LabelInformation& says = read->body.information;
  const label::LabelInformation& wanted = expected.information;
  if (read->kind != label::LabelKind::originator || read->id != expected.item.text() ||
      read->body.originator != expected.originator) {
    return differs("The object's label is another item's, or not its originating party's.");
  }
  // A form without object identifiers names the policy alone; the act names the agreement.
  if (!label::same_policy(says.policy, wanted.policy) ||
      says.classification != wanted.classification || !says.categories.empty() ||
      !says.privacy_mark.empty() || !read->successors.empty()) {
    return differs("The object's label says something else than the marking of its act.");
  }
  return {};
}

ItemLabels labels_of(const agreement::Profile& profile, const ItemId& id,
                     const registry::Item& item) {
  ItemLabels labels;
  if (item.stage == registry::Stage::unknown || !item.released_at) {
    return labels;
  }
  const auto made = [&](const PartyCode& party, const Name& marking, Instant at,
                        label::LabelKind kind) {
    return agreement::label_of(profile, {id, party, marking, at, item.expires}, kind);
  };
  if (!item.object) {
    labels.original =
        made(item.originating_party, item.marking, *item.released_at, label::LabelKind::originator);
  }
  if (!item.reclassifications.empty()) {
    const registry::Reclassification& newest = item.reclassifications.back();
    labels.current =
        made(item.originating_party, newest.marking, newest.at, label::LabelKind::originator);
  }
  if (item.marked_at) {
    labels.alternative = made(item.receiving_party, item.own_marking, *item.marked_at,
                              label::LabelKind::alternative);
  }
  return labels;
}

}  // namespace entente::node
