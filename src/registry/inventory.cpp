#include "registry/inventory.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/errors.h"
#include "base/limits.h"
#include "base/text.h"
#include "registry/errors.h"

namespace entente::registry {
namespace {

constexpr std::size_t kNumberBytes = 128;  // a register number, a slash and the number of a copy

Error bad_line(std::size_t line, std::string_view what) {
  return Error(kBadList, std::string(what), fmt::format("line {}", line));
}

bool is_number_text(std::string_view line) {
  return !line.empty() && line.size() <= kNumberBytes &&
         std::ranges::all_of(line, [](char c) { return static_cast<unsigned char>(c) > ' '; });
}

bool is_unreported(const Tally& tally, const Holdings& holdings) {
  return tally.agreement == holdings.agreement && tally.incident &&
         holdings.shared.incident(*tally.incident) == nullptr;
}

bool any_unreported(const Holdings& holdings) {
  return std::ranges::any_of(holdings.house.stocks(), [&](const auto& stock) {
    return std::ranges::any_of(stock.second.tallies,
                               [&](const Tally& tally) { return is_unreported(tally, holdings); });
  });
}

/// The register numbers that name one item alone.
std::map<std::string, std::size_t> uses_of_numbers(const Shared& shared,
                                                   const std::set<ItemId>& items) {
  std::map<std::string, std::size_t> uses;
  for (const ItemId& item : items) {
    ++uses[shared.item(item)->register_number.text()];
  }
  return uses;
}

}  // namespace

std::vector<act::Unit> live_units(const Shared& shared, const House& house, const PartyCode& self) {
  std::vector<act::Unit> units;
  for (const auto& [key, entry] : shared.items().entries()) {
    const auto item = ItemId::parse(key);
    if (!item.ok() || entry.record.receiving_party != self) {
      continue;
    }
    if (entry.record.held()) {
      units.push_back({*item, 0});
    }
    for (const std::uint64_t copy : house.copies_left(*item)) {
      units.push_back({*item, copy});
    }
  }
  std::ranges::sort(units);
  return units;
}

std::vector<act::IncidentReport> unreported(const Holdings& holdings) {
  const auto& [shared, house, agreement, self] = holdings;
  if (!any_unreported(holdings)) {
    return {};  // the usual case, and the register may be large
  }
  const auto live = live_units(shared, house, self);
  const RegisterNumbers numbers(shared, live);
  std::vector<act::IncidentReport> reports;
  for (const act::Unit& unit : live) {
    const Stock* stock = house.stock(unit.item);
    const Tally* tally = stock == nullptr ? nullptr : stock->tally(agreement, unit.copy);
    if (tally == nullptr || !is_unreported(*tally, holdings)) {
      continue;
    }
    reports.push_back({*tally->incident, unit.item, act::IncidentKind::possible_loss,
                       *tally->missed_at,
                       fmt::format("{} was not found at an inventory.", numbers.of(unit))});
  }
  return reports;
}

RegisterNumbers::RegisterNumbers(const Shared& shared, const std::vector<act::Unit>& live) {
  std::set<ItemId> items;
  for (const act::Unit& unit : live) {
    items.insert(unit.item);
  }
  const auto uses = uses_of_numbers(shared, items);
  for (const act::Unit& unit : live) {
    const std::string& number = shared.item(unit.item)->register_number.text();
    std::string name = number.empty() || uses.at(number) > 1 ? unit.item.text() : number;
    if (unit.copy != 0) {
      name += fmt::format("/{}", unit.copy);
    }
    units_.emplace(name, unit);
    names_.emplace(unit, std::move(name));
  }
}

const act::Unit* RegisterNumbers::find(std::string_view number) const {
  const auto found = units_.find(number);
  return found == units_.end() ? nullptr : &found->second;
}

Result<std::vector<std::string>> read_found(std::string_view text) {
  if (text.size() > limits::kInventoryBytes) {
    return Error(kTooLarge, "The list is larger than one inventory takes.");
  }
  ENTENTE_CHECK(check_utf8(text));
  std::vector<std::string> found;
  std::set<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t number = found.size() + 1;
    if (found.size() == limits::kInventoryLines) {
      return Error(kTooLarge, "The list has more lines than one inventory takes.");
    }
    if (!is_number_text(line)) {
      return bad_line(number, "This is not one register number.");
    }
    if (!lines.insert(line).second) {
      return bad_line(number, "This number stands in an earlier line.");
    }
    found.emplace_back(line);
  }
  return found;
}

Count count(const std::vector<act::Unit>& expected, const RegisterNumbers& numbers,
            const std::vector<std::string>& found) {
  Count result;
  std::set<act::Unit> seen;
  for (const std::string& number : found) {
    if (const act::Unit* unit = numbers.find(number); unit != nullptr) {
      seen.insert(*unit);
    } else {
      result.unknown.push_back(number);
    }
  }
  std::ranges::copy_if(expected, std::back_inserter(result.missing),
                       [&](const act::Unit& unit) { return !seen.contains(unit); });
  result.seen.assign(seen.begin(), seen.end());
  return result;
}

}  // namespace entente::registry
