#pragma once

namespace entente::crypto {

/// Internal: initialises libsodium once. Every function that calls it starts with this.
/// Thread-safe.
void ensure_sodium();

}  // namespace entente::crypto
