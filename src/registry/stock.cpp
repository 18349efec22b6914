#include "registry/stock.h"

#include <algorithm>

namespace entente::registry {

void Stock::apply(const Trace& trace, const act::CopyDestroy& body) {
  if (!ended(body.number)) {
    destroyed.push_back({body.number, body.method, trace.effective_at});
  }
}

void Stock::translated(std::uint64_t copy, const std::string& language) {
  translations.push_back({copy, language});
}

void Stock::seen(const Trace& trace, const act::InventoryTake& inventory, std::uint64_t copy) {
  Tally& found = tally_of(inventory.agreement, copy);
  found.seen_in = inventory.id;
  found.seen_at = trace.effective_at;
  found.incident.reset();  // missed again after that, it is another loss
  found.missed_at.reset();
}

void Stock::missed(const Trace& trace, const act::InventoryTake& inventory, std::uint64_t copy,
                   const ActId& incident) {
  Tally& found = tally_of(inventory.agreement, copy);
  if (!found.incident) {
    found.incident = incident;
    found.missed_at = trace.effective_at;
  }
}

bool Stock::ended(std::uint64_t copy) const {
  return std::ranges::find(destroyed, copy, &DestroyedCopy::number) != destroyed.end();
}

const Tally* Stock::tally(const AgreementId& agreement, std::uint64_t copy) const {
  const auto found = std::ranges::find_if(
      tallies, [&](const Tally& each) { return each.copy == copy && each.agreement == agreement; });
  return found == tallies.end() ? nullptr : &*found;
}

std::string_view Stock::language_of(std::uint64_t copy) const {
  const auto found = std::ranges::find(translations, copy, &TranslatedCopy::number);
  return found == translations.end() ? std::string_view() : std::string_view(found->language);
}

Tally& Stock::tally_of(const AgreementId& agreement, std::uint64_t copy) {
  if (const Tally* known = tally(agreement, copy); known != nullptr) {
    return tallies[static_cast<std::size_t>(known - tallies.data())];
  }
  Tally& fresh = tallies.emplace_back();
  fresh.agreement = agreement;
  fresh.copy = copy;
  return fresh;
}

void Derived::apply(const Trace& trace, const act::ItemDerive& body) {
  if (made_at) {
    return;  // R6.6: a number names one document
  }
  *this = {body.register_number, body.agreement, body.sources, body.marking,      body.marking_text,
           body.purpose,         body.made_by,   body.reason,  trace.effective_at};
}

bool Derived::made_from(const ItemId& item) const {
  return std::ranges::find(sources, item, &act::DerivedFrom::item) != sources.end();
}

}  // namespace entente::registry
