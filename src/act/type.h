#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "act/body.h"

namespace entente::act {

/// Which ledger an act belongs to.
enum class Scope {
  shared,  ///< delivered whole to the other parties of the agreement
  house,   ///< stays with its party; the agreement's log carries only an anchor
};

/// Who may issue it, as a role towards the item or instrument it names (R2.3: originating and
/// receiving party are roles of an item, not of an organisation).
enum class Issuer { any_party, originating_party, receiving_party, house };

/// Whose signatures make it count.
enum class Required { party, two_persons };

/// Architecture, *order between two sovereign parties*: among concurrent acts the restrictive ones
/// come first; they count when recorded, while permissive ones may wait for a witness.
enum class Effect { restrictive, neutral, permissive };

enum class Batch { allowed, never };
enum class PersonalData { none, names };

/// One row of the closed table of act types (docs/reference/acts.md is made from it).
struct Type {
  std::string_view name;
  std::uint32_t version;
  Scope scope;
  Issuer issuer;
  Required required;
  Effect effect;
  Batch batch;
  PersonalData personal_data;
  std::string_view article;  ///< the clause of the reference agreement that the act carries out
  std::string_view says;
};

/// All types, in the order of `Body`'s alternatives.
[[nodiscard]] std::span<const Type> types();
/// Null for a type or version that this release does not know.
[[nodiscard]] const Type* find_type(std::string_view name, std::uint32_t version);
[[nodiscard]] const Type& type_of(const Body& body);

/// The body's own random id.
[[nodiscard]] const ActId& id_of(const Body& body);
/// The item that the act is about; null where there is none.
[[nodiscard]] const ItemId* item_of(const Body& body);

/// The payload octets: JSON of the body's fields. These bytes are signed and never made again.
[[nodiscard]] Bytes encode_body(const Body& body);
/// Strict: unknown or missing members are refused. Errors: `act.unknown-type`, `format.*`.
[[nodiscard]] Result<Body> decode_body(const Type& type, BytesView payload);

}  // namespace entente::act
