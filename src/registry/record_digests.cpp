#include "registry/record_digests.h"

#include "crypto/digest.h"

namespace entente::registry {
namespace {

void toggle(Digest& bucket, const Digest& record) {
  for (std::size_t i = 0; i < Digest::kSize; ++i) {
    bucket.bytes[i] ^= record.bytes[i];
  }
}

}  // namespace

void RecordDigests::put(const std::string& key, std::string_view json) {
  const std::size_t number = crypto::sha256(as_bytes(key)).bytes[0];
  crypto::Sha256 hash;
  hash.update(as_bytes(key));
  hash.update(as_bytes("\n"));
  hash.update(as_bytes(json));
  const Digest digest = hash.finish();
  const auto [record, added] = records_[number].try_emplace(key, digest);
  if (!added) {
    toggle(digests_[number], record->second);
    record->second = digest;
  }
  toggle(digests_[number], digest);
}

}  // namespace entente::registry
