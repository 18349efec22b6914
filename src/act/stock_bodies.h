#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "format/fields.h"

/// Acts of the house about what it holds: counted, destroyed, made of it. See `body.h`.
namespace entente::act {

using format::field;

/// What is counted: an item, or one of its copies.
struct Unit {
  ItemId item;
  std::uint64_t copy = 0;  ///< its number; 0: the item itself
  auto operator<=>(const Unit&) const = default;
  static constexpr auto fields() {
    return members(field("item", &Unit::item), field("copy", &Unit::copy));
  }
};

/// One that was not found. The incident of Art. 17 is named here before it is reported, so that it
/// is reported once whatever happens in between.
struct MissingUnit {
  Unit unit;
  ActId incident;
  static constexpr auto fields() {
    return members(field("unit", &MissingUnit::unit), field("incident", &MissingUnit::incident));
  }
};

/// R6.6, I10: what was found when the house counted what it holds under an agreement.
struct InventoryTake {
  static constexpr std::string_view kType = "inventory.take";
  ActId id;
  AgreementId agreement;
  std::optional<Name> facility;  ///< what that place holds; nothing: all of it
  PersonId taken_by;
  std::string reason;
  std::vector<Unit> seen;
  std::vector<MissingUnit> missing;
  std::vector<std::string> unknown;  ///< numbers that were found and stand on no register
  static constexpr auto fields() {
    return members(
        field("id", &InventoryTake::id), field("agreement", &InventoryTake::agreement),
        field("facility", &InventoryTake::facility), field("taken_by", &InventoryTake::taken_by),
        field("reason", &InventoryTake::reason), field("seen", &InventoryTake::seen),
        field("missing", &InventoryTake::missing), field("unknown", &InventoryTake::unknown));
  }
};

/// R13.1: one copy ends, declared by two persons as the end of an item is.
struct CopyDestroy {
  static constexpr std::string_view kType = "copy.destroy";
  ActId id;
  AgreementId agreement;
  ItemId item;
  std::uint64_t number = 0;
  Name method;
  PersonId by;
  PersonId witness;
  static constexpr auto fields() {
    return members(field("id", &CopyDestroy::id), field("agreement", &CopyDestroy::agreement),
                   field("item", &CopyDestroy::item), field("number", &CopyDestroy::number),
                   field("method", &CopyDestroy::method), field("by", &CopyDestroy::by),
                   field("witness", &CopyDestroy::witness));
  }
};

/// A source of a derived document, and whose it is as the document says.
struct DerivedFrom {
  ItemId item;
  PartyCode originating_party;
  std::string marking_text;  ///< the original one
  static constexpr auto fields() {
    return members(field("item", &DerivedFrom::item),
                   field("originating_party", &DerivedFrom::originating_party),
                   field("marking_text", &DerivedFrom::marking_text));
  }
};

/// R4.4, R6.7: a document of one's own that contains what was received.
struct ItemDerive {
  static constexpr std::string_view kType = "item.derive";
  ActId id;
  AgreementId agreement;
  Name register_number;
  std::vector<DerivedFrom> sources;
  Name marking;  ///< this party's own
  std::string marking_text;
  Name purpose;
  PersonId made_by;
  std::string reason;
  static constexpr auto fields() {
    return members(field("id", &ItemDerive::id), field("agreement", &ItemDerive::agreement),
                   field("register_number", &ItemDerive::register_number),
                   field("sources", &ItemDerive::sources), field("marking", &ItemDerive::marking),
                   field("marking_text", &ItemDerive::marking_text),
                   field("purpose", &ItemDerive::purpose), field("made_by", &ItemDerive::made_by),
                   field("reason", &ItemDerive::reason));
  }
};

}  // namespace entente::act
