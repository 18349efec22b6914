#pragma once

#include <memory>
#include <string>

#include "base/file_system.h"

namespace entente::store {

enum class HomeMode {
  existing,         ///< the home must be there
  create_if_absent  ///< makes it (and its parents) with permissions 0700
};

/// The files of a node's home on a POSIX file system. Every path is resolved folder by folder from
/// the home's own descriptor, without following a symbolic link and without `..`, so that nothing
/// in the home can lead out of it. Files get permissions 0600, folders 0700, whatever the umask.
///
/// Errors beside those of the port: an absent file is `base.not-found`, an existing one with
/// `create_new` is `store.file-exists`, a path of the wrong form is `store.bad-path`, a symbolic
/// link or anything that is not a regular file is `store.unsafe-home`. What `File::sync` has made
/// durable includes the file's name; `remove` is durable when it returns. After a failed sync the
/// file refuses everything (the kernel may have dropped the pages; a second sync would lie).
/// Thread-safe; the files it opens are not.
class PosixFiles final : public FileSystem {
 public:
  /// `home` may be relative to the working directory. Errors: `base.not-found`, `base.io`, and
  /// `store.unsafe-home` if it is not a folder, belongs to another user, or can be written by
  /// others.
  [[nodiscard]] static Result<std::unique_ptr<PosixFiles>> open(std::string_view home,
                                                                HomeMode mode);
  ~PosixFiles() override;
  PosixFiles(const PosixFiles&) = delete;
  PosixFiles& operator=(const PosixFiles&) = delete;

  [[nodiscard]] Result<std::unique_ptr<File>> open(std::string_view path, OpenMode mode) override;
  [[nodiscard]] Status rename(std::string_view from, std::string_view to) override;
  [[nodiscard]] Status remove(std::string_view path) override;
  [[nodiscard]] Result<bool> exists(std::string_view path) const override;
  [[nodiscard]] Result<std::vector<std::string>> list(std::string_view folder) const override;
  [[nodiscard]] Status make_folder(std::string_view folder) override;

 private:
  friend class HomeLock;
  explicit PosixFiles(int home) : home_(home) {}
  int home_;
};

/// The right to serve one home: held by at most one process at a time (AB38 on one machine), and
/// given back when it is destroyed or the process ends in any way. Take it before anything in the
/// home is opened. Thread-safety: a value that is moved, not shared.
class HomeLock {
 public:
  /// Errors: `store.home-in-use` if another process (or this one) holds it; `base.io`.
  [[nodiscard]] static Result<HomeLock> take(PosixFiles& files);
  HomeLock(HomeLock&& other) noexcept;
  HomeLock& operator=(HomeLock&& other) noexcept;
  ~HomeLock();

 private:
  explicit HomeLock(int file) : file_(file) {}
  int file_;
};

}  // namespace entente::store
