#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "label/equivalence.h"

namespace entente::label {

/// A table of many agreements' equivalences in the research format (docs/reference/profile.md,
/// "Equivalence tables"): tab-separated, one relation a row, texts instead of codes. Loading
/// normalises it: ` / ` separates variants, a parenthesis in another script is a transliteration,
/// `both` gives two directed rules. Codes are the agreements' canonical ones where they are fixed,
/// otherwise made from party and level. Immutable; safe to share between threads.
class EquivalenceTable {
 public:
  /// `label.bad-table` with `file:line` for the first row that cannot be read.
  [[nodiscard]] static Result<EquivalenceTable> load(std::string_view text, std::string_view file);

  /// The equivalence of one agreement, else `label.unknown-agreement`.
  [[nodiscard]] Result<const Equivalence*> agreement(std::string_view name) const;
  /// As `Equivalence::lookup`, under the agreement called `name`. A marking that its party uses
  /// elsewhere in the table is known and outside this agreement: `no_mapping`.
  [[nodiscard]] Result<EquivalenceAnswer> lookup(std::string_view name, const PartyCode& issuer,
                                                 std::string_view marking, const PartyCode& to,
                                                 CivilDate marked_on) const;
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] std::size_t rows() const { return rows_; }

 private:
  std::vector<std::string> names_;  ///< in the order of the file
  std::vector<Equivalence> equivalences_;
  std::set<std::string, std::less<>> known_;  ///< party, tab, folded text: of every row
  std::size_t rows_ = 0;
};

}  // namespace entente::label
