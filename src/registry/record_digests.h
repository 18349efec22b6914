#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace entente::registry {

/// A digest of every shared record, in 256 buckets by the first octet of SHA-256 over its key, and
/// one digest for each bucket: two parties compare the buckets first, so that finding what differs
/// costs as much as the difference, not as the history. A bucket's digest is the exclusive or of
/// its records' digests: a new state of one record changes it in constant time. It finds errors; it
/// is no commitment, since each side computes its own from acts that are signed. Not thread-safe.
class RecordDigests {
 public:
  static constexpr std::size_t kBuckets = 256;
  using Records = std::map<std::string, Digest, std::less<>>;

  /// The record under `key` is now `json`.
  void put(const std::string& key, std::string_view json);
  [[nodiscard]] const Digest& bucket(std::size_t number) const { return digests_.at(number); }
  [[nodiscard]] const Records& records(std::size_t number) const { return records_.at(number); }

 private:
  std::array<Records, kBuckets> records_;
  std::array<Digest, kBuckets> digests_;
};

}  // namespace entente::registry
