#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace entente::store {

/// A SQLite VFS named "lying" over the system's: it counts what is written, fails on demand, and
/// remembers what was synced, so that a test can see the disk as a power failure leaves it. One at
/// a time; thread-safe.
class LyingDisk {
 public:
  static constexpr const char* kName = "lying";

  LyingDisk();
  ~LyingDisk();
  LyingDisk(const LyingDisk&) = delete;
  LyingDisk& operator=(const LyingDisk&) = delete;

  enum class Fault {
    write,  ///< a write, truncation or sync fails with EIO
    sync,   ///< only syncs count and fail
    full    ///< a write fails for want of space
  };
  /// The `n`-th such operation from now, and every later one, fails. 0 heals the disk.
  void fail_from(std::uint64_t n, Fault fault);
  /// Syncs say that they worked and do nothing: the negative control.
  void ignore_syncs();
  /// Operations that can fail, since the start.
  [[nodiscard]] std::uint64_t operations() const;

  /// Changes and syncs of all files, since the start: the moments at which power can fail.
  [[nodiscard]] std::uint64_t moments() const;
  enum class Unsynced {
    lost,  ///< nothing of it arrived
    kept,  ///< all of it did
    torn   ///< of each write, by the seed, all, nothing, or some sectors of 512 bytes of it
  };
  using Files = std::map<std::string, std::vector<char>>;  ///< by name
  /// The files of `folder` as a power failure after the first `moments` would leave them: all that
  /// was synced by then, and of the later writes what `unsynced` says.
  [[nodiscard]] Files cut_power(const std::filesystem::path& folder, std::uint64_t moments,
                                Unsynced unsynced, std::uint64_t seed) const;
};

}  // namespace entente::store
