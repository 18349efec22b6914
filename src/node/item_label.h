#pragma once

#include <optional>

#include "agreement/item_label.h"
#include "object/assertion.h"
#include "object/seal.h"
#include "registry/item.h"

/// The label of an item, which is one thing in its acts, its object, its record and on the screen:
/// the acts state the marking, the object carries it as a STANAG 4774 label for every other system.
namespace entente::node {

/// The originating party's label for the object of a release that is made at `at`.
[[nodiscard]] object::LabelAssertion label_assertion(const agreement::Profile& profile,
                                                     const PartyCode& originating_party,
                                                     const act::ItemRelease& release, Instant at);

/// What the label in an item's object must say: the marking that the release act states.
struct ExpectedLabel {
  ItemId item;
  label::OriginatorId originator;
  label::LabelInformation information;
};
[[nodiscard]] ExpectedLabel expected_label(const agreement::Profile& profile, const ItemId& id,
                                           const registry::Item& item);

/// The label in an object, as XML or as JSON; `label.*` for one that is not valid. Pure.
[[nodiscard]] Result<label::ConfidentialityLabel> read_label_assertion(
    const object::Assertion& assertion);

/// Whether an object's label, verified as bound, is the one that its act lets expect: an originator
/// label of this item by the originating party, in its policy, with its marking and nothing beside
/// it, now and later. Else `node.label-differs`; so also without a label. Pure.
[[nodiscard]] Status check_label(const ExpectedLabel& expected,
                                 const std::optional<object::Assertion>& label);

/// An item's labels. Nothing of an item that is not known.
struct ItemLabels {
  std::optional<label::ConfidentialityLabel> original;     ///< the originator's; never touched
  std::optional<label::ConfidentialityLabel> current;      ///< its newest change of classification
  std::optional<label::ConfidentialityLabel> alternative;  ///< the receiving party's (Art. 4(2))
};
/// From the record alone: `original` is not there where an object carries it.
[[nodiscard]] ItemLabels labels_of(const agreement::Profile& profile, const ItemId& id,
                                   const registry::Item& item);

}  // namespace entente::node
