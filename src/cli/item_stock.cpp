#include "cli/item_stock.h"

namespace entente::cli {
namespace {

/// Of the item (0) or one of its copies.
void write_seen(format::JsonWriter& out, const registry::Stock* stock, const AgreementId& agreement,
                std::uint64_t copy) {
  const registry::Tally* tally = stock == nullptr ? nullptr : stock->tally(agreement, copy);
  if (tally == nullptr || !tally->seen_in) {
    out.key("last_inventory").null();
    return;
  }
  out.begin_object("last_inventory");
  out.member("act", tally->seen_in->text()).member("at", tally->seen_at->text());
  out.end_object();
}

}  // namespace

void write_surviving(format::JsonWriter& out, const registry::House& house,
                     const AgreementId& agreement, const ItemId& item) {
  const registry::Stock* stock = house.stock(item);
  out.begin_object("surviving");
  out.begin_array("copies");
  for (const std::uint64_t number : house.copies_left(item)) {
    out.begin_object().member("number", number);
    const std::string_view language =
        stock == nullptr ? std::string_view() : stock->language_of(number);
    if (!language.empty()) {
      out.member("language", language);
    }
    write_seen(out, stock, agreement, number);
    out.end_object();
  }
  out.end_array();
  out.begin_array("derived");
  for (const auto& [number, derived] : house.derived()) {
    if (derived.made_from(item)) {
      out.string(number);
    }
  }
  out.end_array();
  out.end_object();
}

void write_last_inventory(format::JsonWriter& out, const registry::House& house,
                          const AgreementId& agreement, const ItemId& item) {
  write_seen(out, house.stock(item), agreement, 0);
}

}  // namespace entente::cli
