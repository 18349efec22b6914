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

void Stock::seen(std::uint64_t copy, const Trace& trace, const ActId& inventory) {
  Tally& found = tally_of(copy);
  found.seen_in = inventory;
  found.seen_at = trace.effective_at;
  found.incident.reset();  // missed again after that, it is another loss
  found.missed_at.reset();
}

void Stock::missed(std::uint64_t copy, const Trace& trace, const ActId& incident) {
  Tally& found = tally_of(copy);
  if (!found.incident) {
    found.incident = incident;
    found.missed_at = trace.effective_at;
  }
}

bool Stock::ended(std::uint64_t copy) const {
  return std::ranges::find(destroyed, copy, &DestroyedCopy::number) != destroyed.end();
}

const Tally* Stock::tally(std::uint64_t copy) const {
  const auto found = std::ranges::find(tallies, copy, &Tally::copy);
  return found == tallies.end() ? nullptr : &*found;
}

std::string_view Stock::language_of(std::uint64_t copy) const {
  const auto found = std::ranges::find(translations, copy, &TranslatedCopy::number);
  return found == translations.end() ? std::string_view() : std::string_view(found->language);
}

Tally& Stock::tally_of(std::uint64_t copy) {
  const auto found = std::ranges::find(tallies, copy, &Tally::copy);
  if (found != tallies.end()) {
    return *found;
  }
  tallies.push_back({.copy = copy, .seen_in = {}, .seen_at = {}, .incident = {}, .missed_at = {}});
  return tallies.back();
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
