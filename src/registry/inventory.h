#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "registry/house.h"
#include "registry/shared.h"

/// R6.6, I10: the items and copies that must be there, by the numbers under which they stand on the
/// register, and what a count found of them. Thread-safety: values and pure functions.
namespace entente::registry {

/// What `self` holds under the agreement: each item from its arrival to its end, and each copy of
/// an item until the copy itself is destroyed (R13.2: the end of an item is not that of its
/// copies). In order.
[[nodiscard]] std::vector<act::Unit> live_units(const Shared& shared, const House& house,
                                                const PartyCode& self);

/// What the house keeps under one agreement.
struct Holdings {
  const Shared& shared;
  const House& house;
  const AgreementId& agreement;
  const PartyCode& self;
};

/// R17.2: the incidents that an inventory has named and that are not reported yet: all that it
/// found missing, until the reports that follow it are on record. Each as it is to be reported.
[[nodiscard]] std::vector<act::IncidentReport> unreported(const Holdings& holdings);

/// How units are named in a list of what was found: an item by its register number, a copy by that,
/// a slash and its own number. One without a register number, or whose number another one has too,
/// goes by the item's id.
class RegisterNumbers {
 public:
  RegisterNumbers(const Shared& shared, const std::vector<act::Unit>& live);
  /// Of one of the live units.
  [[nodiscard]] const std::string& of(const act::Unit& unit) const { return names_.at(unit); }
  /// Null for a number that stands for nothing that must be there.
  [[nodiscard]] const act::Unit* find(std::string_view number) const;

 private:
  std::map<act::Unit, std::string> names_;
  std::map<std::string, act::Unit, std::less<>> units_;
};

/// A list of what was found: one number a line, UTF-8, no line twice, none empty but for the end of
/// the file. Errors: `registry.bad-list` with the line, `base.bad-utf8`, `base.too-large` past
/// `limits::kInventoryLines` or `kInventoryBytes`.
[[nodiscard]] Result<std::vector<std::string>> read_found(std::string_view text);

/// What a count came to.
struct Count {
  std::vector<act::Unit> seen;
  std::vector<act::Unit> missing;
  std::vector<std::string> unknown;
};

/// Holds what was found against what must be there: `expected` in that place. What is found there
/// and kept elsewhere is seen as well.
[[nodiscard]] Count count(const std::vector<act::Unit>& expected, const RegisterNumbers& numbers,
                          const std::vector<std::string>& found);

}  // namespace entente::registry
