#pragma once

#include <string_view>

#include "label/us_marking.h"

namespace entente::label {

inline constexpr std::size_t kUsMarkingBytes = 4096;  ///< one marking line

/// A banner or document line, or the mark of one portion, in parentheses or without.
enum class UsForm { banner, portion };

/// What a line says, as far as it could be read. Nothing of it is dropped: what has no place in the
/// model is a fault that names it.
struct UsMarkingReading {
  UsForm form = UsForm::banner;
  UsMarking marking;
  Faults faults;  ///< `label.bad-us-marking`, `about` being the paragraph violated
  Faults notes;   ///< `label.advice`, or what others write although the manual has it otherwise
};

/// Whether a text can only be meant as such a line: one line that is a level or has `//` in it.
[[nodiscard]] bool is_us_marking(std::string_view text);

/// Reads a line by the structure of DoDM 5200.01 vol. 2 Encl. 4: classification // SCI // SAR //
/// AEA
/// // FGI // dissemination // non-IC; `//` between categories, `/` between values, after a leading
/// `//` a foreign or joint classification. Words are those of us_vocabulary.h, of either form and
/// exactly so: neither case nor script is folded. What follows the classification and is none of
/// them is an SCI control by the name it has. Pure.
[[nodiscard]] UsMarkingReading read_us_marking(std::string_view text);

}  // namespace entente::label
