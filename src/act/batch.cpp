#include "act/batch.h"

#include "base/big_endian.h"
#include "base/invariant.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "ledger/merkle.h"
#include "ledger/tree.h"

namespace entente::act {
namespace {

constexpr std::string_view kContext = "entente/act-batch/v1\n";
constexpr std::size_t kHeadBytes = 9;
constexpr std::size_t kPathMax = 32;

}  // namespace

Digest batch_leaf(BytesView signing_input) { return ledger::leaf_hash(signing_input); }

Bytes batch_message(std::uint32_t size, const Digest& root) {
  Bytes message = to_bytes(kContext);
  append_big_endian<4>(message, size);
  append(message, root.view());
  return message;
}

std::optional<Digest> batch_root(const BatchSignature& signature, const Digest& leaf) {
  const auto root =
      ledger::root_from_inclusion(leaf, signature.index, signature.size, signature.path);
  return root.ok() ? std::optional(*root) : std::nullopt;
}

std::optional<BatchSignature> parse_batch_signature(BytesView octets) {
  if (octets.size() < kHeadBytes) {
    return std::nullopt;
  }
  BatchSignature out;
  out.index = static_cast<std::uint32_t>(get_big_endian(octets.first(4)));
  out.size = static_cast<std::uint32_t>(get_big_endian(octets.subspan(4).first(4)));
  const std::size_t hashes = octets[8];
  const std::size_t path_bytes = hashes * Digest::kSize;
  if (out.size == 0 || out.size > limits::kBatchActs || out.index >= out.size ||
      hashes > kPathMax || octets.size() <= kHeadBytes + path_bytes) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < hashes; ++i) {
    out.path.push_back(
        Digest::from_bytes(octets.subspan(kHeadBytes + i * Digest::kSize, Digest::kSize)).value());
  }
  const BytesView signature = octets.subspan(kHeadBytes + path_bytes);
  out.signature.assign(signature.begin(), signature.end());
  return out;
}

std::vector<Bytes> sign_leaves(std::span<const Digest> leaves, const crypto::SigningKey& key) {
  ENTENTE_INVARIANT(!leaves.empty() && leaves.size() <= limits::kBatchActs);
  ledger::Tree tree;
  tree.append(leaves);
  const auto size = static_cast<std::uint32_t>(leaves.size());
  const Bytes signature = key.sign(batch_message(size, tree.root()));
  std::vector<Bytes> out;
  out.reserve(leaves.size());
  for (std::uint32_t index = 0; index < size; ++index) {
    const std::vector<Digest> path = tree.inclusion_path(index, size).value();
    Bytes octets;
    append_big_endian<4>(octets, index);
    append_big_endian<4>(octets, size);
    octets.push_back(static_cast<std::uint8_t>(path.size()));
    for (const Digest& hash : path) {
      append(octets, hash.view());
    }
    append(octets, signature);
    out.push_back(std::move(octets));
  }
  return out;
}

}  // namespace entente::act
