#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace entente {

/// An open file. Not thread-safe.
class File {
 public:
  virtual ~File() = default;
  /// Reads up to `out.size()` bytes at `offset`; fewer only at the end of the file.
  [[nodiscard]] virtual Result<std::size_t> read_at(std::uint64_t offset,
                                                    std::span<std::uint8_t> out) = 0;
  /// Appends all of `bytes`, or fails (`base.io`); after a failure the file's end is undefined.
  [[nodiscard]] virtual Status append(BytesView bytes) = 0;
  [[nodiscard]] virtual Result<std::uint64_t> size() const = 0;
  /// Makes everything appended so far durable.
  [[nodiscard]] virtual Status sync() = 0;
};

enum class OpenMode {
  read,
  create_new,  ///< fails if the file exists; permissions 0600
  append,      ///< creates if absent (0600), else continues at the end
};

/// Port: files of the node's home. Paths are relative to the home, with `/` between folders, made
/// by Entente itself (never from a partner's or a user's text). Thread-safe.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  [[nodiscard]] virtual Result<std::unique_ptr<File>> open(std::string_view path,
                                                           OpenMode mode) = 0;
  /// Atomically puts `from` in the place of `to`, durably (the folder is synced too).
  [[nodiscard]] virtual Status rename(std::string_view from, std::string_view to) = 0;
  [[nodiscard]] virtual Status remove(std::string_view path) = 0;
  [[nodiscard]] virtual Result<bool> exists(std::string_view path) const = 0;
  /// Names (not paths) of the files of a folder, sorted; an absent folder is empty.
  [[nodiscard]] virtual Result<std::vector<std::string>> list(std::string_view folder) const = 0;
  /// Creates the folder and its parents with permissions 0700.
  [[nodiscard]] virtual Status make_folder(std::string_view folder) = 0;
};

/// Writes `bytes` to `path` so that a crash leaves the old content or the new, never a mixture:
/// a temporary file beside it, a sync, a rename.
[[nodiscard]] Status write_atomically(FileSystem& files, std::string_view path, BytesView bytes);
/// The whole file, if it has at most `limit` bytes; else `base.too-large`.
[[nodiscard]] Result<Bytes> read_whole(FileSystem& files, std::string_view path,
                                       std::uint64_t limit);

}  // namespace entente
