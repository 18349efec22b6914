#pragma once

#include <string>

namespace entente::format {

/// Appends a finite number exactly as ECMAScript's Number::toString writes it (ECMA-262 6.1.6.1.20,
/// which RFC 8785 3.2.2.3 demands): the fewest digits that read back as the same double, `-0` as
/// `0`, an exponent from 1e21 up and below 1e-6. NaN and infinities are a broken invariant.
void append_number(std::string& to, double value);

}  // namespace entente::format
