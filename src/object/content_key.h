#pragma once

#include <string>
#include <vector>

#include "base/entropy.h"
#include "crypto/secret.h"
#include "object/key_access.h"
#include "object/open.h"
#include "object/seal.h"

/// The content key and its shares: equal `sid` are copies of one share, different ones are XORed.
namespace entente::object {

/// Wraps `content_key` to all `targets`, each share bound to `policy` (base64).
[[nodiscard]] Result<std::vector<KeyAccess>> wrap_content_key(
    const crypto::Secret32& content_key, const std::vector<KeyAccessTarget>& targets,
    std::string_view policy, Entropy& entropy);

/// The content key, of one copy of every share that `unwrap` opens and that binds the manifest's
/// policy. Errors: `object.cannot-open`, and those that `unwrap` gives for other reasons.
[[nodiscard]] Result<crypto::Secret32> unwrap_content_key(const Manifest& manifest,
                                                          const KeyUnwrapper& unwrap);

[[nodiscard]] Error cannot_open();

}  // namespace entente::object
