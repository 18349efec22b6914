#include "node/tombstone.h"

#include "act/type.h"
#include "node/errors.h"

namespace entente::node {

Bytes encode_tombstone(const Tombstone& tombstone) {
  Bytes row{0};
  append(row, format::to_json(tombstone));
  return row;
}

Result<Tombstone> parse_tombstone(BytesView row) {
  if (!is_tombstone(row)) {
    return Error(kBadHome, "A stored row is no tombstone.");
  }
  return format::from_json_text<Tombstone>(row.subspan(1));
}

Result<std::optional<act::Body>> body_of(const Tombstone& tombstone) {
  const act::Type* type =
      act::find_type(tombstone.type, static_cast<std::uint32_t>(tombstone.version));
  if (type == nullptr) {
    return std::optional<act::Body>();
  }
  ENTENTE_TRY(act::Body body, act::decode_body(*type, tombstone.body));
  return std::optional(std::move(body));
}

}  // namespace entente::node
