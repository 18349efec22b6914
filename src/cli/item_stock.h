#pragma once

#include "base/ids.h"
#include "format/json_writer.h"
#include "registry/house.h"

/// What replies say of what was made of an item, and of the inventories that counted it.
namespace entente::cli {

/// R13.2: `surviving`: the copies and translations of the item that are left, and the documents
/// that were derived from it.
void write_surviving(format::JsonWriter& out, const registry::House& house,
                     const AgreementId& agreement, const ItemId& item);

/// R6.6: `last_inventory`: the last one that saw the item, or null.
void write_last_inventory(format::JsonWriter& out, const registry::House& house,
                          const AgreementId& agreement, const ItemId& item);

}  // namespace entente::cli
