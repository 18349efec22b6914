#include "node/tombstone.h"

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

}  // namespace entente::node
