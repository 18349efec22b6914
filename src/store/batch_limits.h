#pragma once

#include <optional>

#include "base/error.h"
#include "base/store_port.h"

/// What every store of ours takes.
namespace entente::store {

/// Longest key of a space, in bytes.
inline constexpr std::size_t kMaxKeySize = 256;
/// Longest value, in bytes.
inline constexpr std::size_t kMaxValueSize = std::size_t{64} << 20;

/// Why a batch is not taken: `store.bad-key`, `base.too-large`; nothing for one that is.
[[nodiscard]] std::optional<Error> refusal(const StoreBatch& batch);

}  // namespace entente::store
