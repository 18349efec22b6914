#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "base/file_system.h"

namespace entente::node {

/// The newest head of each own log that left this node, or is about to: kept outside the store and
/// its backups, so that a store that was wound back is noticed (ledger.md, decisions 6 and 7).
/// Thread-safe: called on workers, by whatever carries a head away.
class SignerStates {
 public:
  explicit SignerStates(FileSystem& files) : files_(files) {}

  /// Puts the signed head of the first `size` leaves of log `log` on disk, unless one as large
  /// is there. Before the head leaves.
  [[nodiscard]] Status keep(std::uint32_t log, std::uint64_t size, const std::string& head);

 private:
  FileSystem& files_;
  std::mutex mutex_;
  std::map<std::uint32_t, std::uint64_t> sizes_;  ///< written since the node was opened
};

}  // namespace entente::node
