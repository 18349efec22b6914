#pragma once

#include <string_view>

#include "crypto/key_agreement.h"

namespace entente::crypto {

inline constexpr std::size_t kSeedBytes = 32;

/// The P-256 key that a seed of `kSeedBytes` random octets stands for: drawn (FIPS 186-5 A.2.2)
/// from HKDF-SHA-256 of the seed with no salt and the information `<label> N`, where N counts the
/// draws from 0. Thread-safe.
[[nodiscard]] AgreementKey key_of_seed(BytesView seed, std::string_view label);

}  // namespace entente::crypto
