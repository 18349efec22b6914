#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/file_system.h"

namespace entente::store {

/// A home in memory, for the simulator and for tests: it behaves like `PosixFiles` (same promises,
/// same errors), and can be made to fail as disks do. It keeps two images: what a reader sees, and
/// what a crash leaves. Deterministic; single-threaded.
///
/// Every call is one or more *steps*, counted in `steps()`: one, except that `rename`, `remove` and
/// `make_folder` are two (the change, then the sync of the folder) and so is the first `sync` of a
/// file open for writing (its content, then its name). `size` is none.
class MemoryFiles final : public FileSystem {
 public:
  MemoryFiles();
  ~MemoryFiles() override;
  MemoryFiles(const MemoryFiles&) = delete;
  MemoryFiles& operator=(const MemoryFiles&) = delete;

  [[nodiscard]] Result<std::unique_ptr<File>> open(std::string_view path, OpenMode mode) override;
  [[nodiscard]] Status rename(std::string_view from, std::string_view to) override;
  [[nodiscard]] Status remove(std::string_view path) override;
  [[nodiscard]] Result<bool> exists(std::string_view path) const override;
  [[nodiscard]] Result<std::vector<std::string>> list(std::string_view folder) const override;
  [[nodiscard]] Status make_folder(std::string_view folder) override;

  /// What happens to names (created, renamed, removed) that no sync has made durable.
  enum class Names { lost, kept };
  /// A power failure now. Of each file, at most `kept_bytes` bytes beyond what was synced survive
  /// (0 loses them all; a number inside an append tears it). Files that are open refuse everything
  /// from here on. Faults that were planned
  /// and the limit of bytes are dropped: this is the disk after a restart.
  void crash(Names names = Names::lost, std::uint64_t kept_bytes = 0);

  /// The `n`-th step from now (1 is the next) fails with `base.io`, once; an append that fails has
  /// written half of its bytes, and a sync that fails makes nothing durable, now or later.
  void fail_step(std::uint64_t n);
  /// From the `n`-th step on, everything fails with `base.io` and changes nothing, until `crash`:
  /// the process died there.
  void stop_at_step(std::uint64_t n);
  /// How many bytes all files may hold together; an append beyond it writes what fits and fails.
  void limit_bytes(std::uint64_t bytes) { limit_ = bytes; }
  /// Steps since the start.
  [[nodiscard]] std::uint64_t steps() const { return steps_; }

  /// The bytes of a file as a reader sees them, or nothing; for checks, not a step.
  [[nodiscard]] std::optional<Bytes> content(std::string_view path) const;
  /// Puts one byte in the place of another, on the disk itself (bit rot, a tamperer).
  void alter(std::string_view path, std::uint64_t offset, std::uint8_t byte);
  /// All bytes that a thief of the disk finds, file after file: for canary searches (AB82).
  [[nodiscard]] Bytes raw() const;

 private:
  friend class MemoryFile;
  struct Content;
  using NameTable = std::map<std::string, std::shared_ptr<Content>, std::less<>>;

  [[nodiscard]] Status step() const;
  [[nodiscard]] bool stopped() const;
  void sync_name(std::string_view path, const std::shared_ptr<Content>& content);
  [[nodiscard]] Status check_folder_of(std::string_view path) const;
  [[nodiscard]] std::uint64_t used() const;

  NameTable seen_;     ///< names as a reader sees them; a folder has no content
  NameTable durable_;  ///< names as a crash leaves them
  std::uint64_t limit_ = UINT64_MAX;
  std::uint64_t life_ = 0;  ///< number of crashes: files opened before one are dead
  mutable std::uint64_t steps_ = 0;
  mutable std::optional<std::uint64_t> fail_at_;
  std::optional<std::uint64_t> stop_at_;
};

}  // namespace entente::store
