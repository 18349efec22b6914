#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

/// Values of the Basic Encoding Rules (X.690), as labels of messages hold them: read only, bounded,
/// nothing copied. Errors: `label.bad-value`. Pure.
namespace entente::label {

struct BerValue {
  std::uint8_t tag = 0;  ///< the identifier octet: tags of one octet only
  BytesView bytes;       ///< the contents, without the end-of-contents octets
};

inline constexpr std::size_t kBerDepth = 16;  ///< values of indefinite length within one another

/// The next value, which is taken off `from`. Lengths are definite, in any number of octets up to
/// four, or indefinite for what is constructed (X.690 8.1.3).
[[nodiscard]] Result<BerValue> next_ber_value(BytesView& from);

/// The contents of an OBJECT IDENTIFIER as `1.2.3`; subidentifiers in their shortest form (8.19.2).
[[nodiscard]] Result<std::string> read_ber_oid(BytesView contents);
/// The contents of an INTEGER that is not negative, in its shortest form (8.3.2).
[[nodiscard]] Result<std::uint64_t> read_ber_natural(BytesView contents);

}  // namespace entente::label
