#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "crypto/signature.h"

/// One signature for many acts: the tree of RFC 6962 over their signing inputs, one signature over
/// its size and root, and for each act its index and path (docs/reference/act-format.md).
namespace entente::act {

struct BatchSignature {
  std::uint32_t index = 0;
  std::uint32_t size = 0;
  std::vector<Digest> path;
  Bytes signature;
};

[[nodiscard]] Digest batch_leaf(BytesView signing_input);
/// What is signed: a context that no other signature of Entente has, the size, the root.
[[nodiscard]] Bytes batch_message(std::uint32_t size, const Digest& root);
/// The root that `leaf` leads to; nothing if the path has not the length that index and size
/// demand.
[[nodiscard]] std::optional<Digest> batch_root(const BatchSignature& signature, const Digest& leaf);
/// u32 index, u32 size, u8 path length, path, signature; nothing if malformed or over the limits.
[[nodiscard]] std::optional<BatchSignature> parse_batch_signature(BytesView octets);
/// For each leaf the octets that stand as its act's signature.
[[nodiscard]] std::vector<Bytes> sign_leaves(std::span<const Digest> leaves,
                                             const crypto::SigningKey& key);

}  // namespace entente::act
