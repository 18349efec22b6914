#include "store/posix_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/errors.h"
#include "store/errors.h"
#include "store/path.h"

namespace entente::store {
namespace {

constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr mode_t kFolderMode = 0700;
constexpr mode_t kFileMode = 0600;

Error io_error(int code, std::string_view where) {
  return Error(kIo, std::generic_category().message(code) + ".", std::string(where));
}

// What an `openat` that failed means: with O_NOFOLLOW a symbolic link is ELOOP, or ENOTDIR for a
// folder.
Error open_error(int code, std::string_view where) {
  switch (code) {
    case ENOENT:
      return Error(kNotFound, "There is no such file in the home.", std::string(where));
    case EEXIST:
      return Error(kFileExists, "The file exists already.", std::string(where));
    case ELOOP:
    case ENOTDIR:
      return Error(kUnsafeHome, "A part of the path is not a folder, or is a symbolic link.",
                   std::string(where));
    default:
      return io_error(code, where);
  }
}

/// A descriptor that closes itself.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool open() const { return number_ >= 0; }
  [[nodiscard]] int release() { return std::exchange(number_, -1); }

 private:
  int number_ = -1;
};

Status sync_folder(const Descriptor& folder, std::string_view where) {
  return ::fsync(folder.number()) == 0 ? Status() : Status(io_error(errno, where));
}

/// The folder that a path's last part stands in, opened, and that part.
struct Place {
  Descriptor folder;
  std::string name;
};

Result<Descriptor> step_into(const Descriptor& folder, const std::string& name,
                             std::string_view where) {
  Descriptor next(::openat(folder.number(), name.c_str(), kFolderFlags));
  if (!next.open()) {
    return open_error(errno, where);
  }
  return next;
}

Result<Descriptor> home_again(int home) {
  Descriptor folder(::openat(home, ".", kFolderFlags));
  if (!folder.open()) {
    return io_error(errno, "");
  }
  return folder;
}

Result<Place> locate(int home, std::string_view path) {
  ENTENTE_TRY(const std::vector<std::string_view> parts, parts_of(path));
  ENTENTE_TRY(Descriptor folder, home_again(home));
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    ENTENTE_TRY(folder, step_into(folder, std::string(parts[i]), path));
  }
  return Place{std::move(folder), std::string(parts.back())};
}

class PosixFile final : public File {
 public:
  // `folder` is open if the file's name still has to be made durable.
  PosixFile(Descriptor file, Descriptor folder, std::string path)
      : file_(std::move(file)), folder_(std::move(folder)), path_(std::move(path)) {}

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> out) override {
    std::size_t done = 0;
    while (done < out.size()) {
      const ssize_t read = ::pread(file_.number(), out.data() + done, out.size() - done,
                                   static_cast<off_t>(offset + done));
      if (read < 0 && errno != EINTR) {
        return io_error(errno, path_);
      }
      if (read == 0) {
        break;
      }
      done += read > 0 ? static_cast<std::size_t>(read) : 0;
    }
    return done;
  }

  Status append(BytesView bytes) override {
    ENTENTE_CHECK(usable());
    while (!bytes.empty()) {
      const ssize_t written = ::write(file_.number(), bytes.data(), bytes.size());
      if (written < 0 && errno != EINTR) {
        return io_error(errno, path_);
      }
      bytes = bytes.subspan(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
    return {};
  }

  Result<std::uint64_t> size() const override {
    struct stat facts{};
    if (::fstat(file_.number(), &facts) != 0) {
      return io_error(errno, path_);
    }
    return static_cast<std::uint64_t>(facts.st_size);
  }

  Status sync() override {
    ENTENTE_CHECK(usable());
    if (::fdatasync(file_.number()) != 0) {
      sync_failed_ = true;
      return io_error(errno, path_);
    }
    if (folder_.open()) {
      ENTENTE_CHECK(sync_folder(folder_, path_));
      folder_ = Descriptor();
    }
    return {};
  }

 private:
  [[nodiscard]] Status usable() const {
    return sync_failed_ ? Status(Error(kIo, "An earlier sync of this file failed.", path_))
                        : Status();
  }

  Descriptor file_;
  Descriptor folder_;
  std::string path_;
  bool sync_failed_ = false;
};

Status check_home(const Descriptor& home, std::string_view path) {
  struct stat facts{};
  if (::fstat(home.number(), &facts) != 0) {
    return io_error(errno, path);
  }
  if (facts.st_uid != ::geteuid()) {
    return Error(kUnsafeHome, "The home belongs to another user.", std::string(path));
  }
  if ((facts.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return Error(kUnsafeHome, "The home can be written by other users.", std::string(path));
  }
  return {};
}

// Parents that are missing are made too; only the home itself must be ours.
Status make_home(const std::filesystem::path& home) {
  std::error_code code;
  if (std::filesystem::is_directory(home, code)) {
    return {};
  }
  const std::filesystem::path parent = std::filesystem::absolute(home, code).parent_path();
  if (!std::filesystem::is_directory(parent, code) && parent != home) {
    ENTENTE_CHECK(make_home(parent));
  }
  if (::mkdir(home.c_str(), kFolderMode) != 0 && errno != EEXIST) {
    return io_error(errno, home.string());
  }
  return {};
}

Result<Descriptor> open_file(const Place& place, OpenMode mode, std::string_view path) {
  constexpr int kCommon = O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
  const char* name = place.name.c_str();
  const int folder = place.folder.number();
  Descriptor file;
  switch (mode) {
    case OpenMode::read:
      file = Descriptor(::openat(folder, name, kCommon | O_RDONLY));
      break;
    case OpenMode::create_new:
      file = Descriptor(
          ::openat(folder, name, kCommon | O_RDWR | O_APPEND | O_CREAT | O_EXCL, kFileMode));
      break;
    case OpenMode::append:
      file = Descriptor(::openat(folder, name, kCommon | O_RDWR | O_APPEND | O_CREAT, kFileMode));
      break;
  }
  if (!file.open()) {
    return open_error(errno, path);
  }
  // O_NONBLOCK keeps a named pipe from holding us up; regular files ignore it.
  struct stat facts{};
  if (::fstat(file.number(), &facts) != 0) {
    return io_error(errno, path);
  }
  if (!S_ISREG(facts.st_mode)) {
    return Error(kUnsafeHome, "The file is not a regular one.", std::string(path));
  }
  return file;
}

struct CloseStream {
  void operator()(DIR* stream) const { ::closedir(stream); }
};

// The home itself for an empty path.
Result<Descriptor> open_folder(int home, std::string_view path) {
  if (path.empty()) {
    return home_again(home);
  }
  ENTENTE_TRY(const Place place, locate(home, path));
  return step_into(place.folder, place.name, path);
}

// Names of the regular files, sorted.
Result<std::vector<std::string>> names_in(Descriptor opened, std::string_view folder) {
  const std::unique_ptr<DIR, CloseStream> entries(::fdopendir(opened.number()));
  if (entries == nullptr) {
    return io_error(errno, folder);
  }
  static_cast<void>(opened.release());  // the stream closes it
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(entries.get())) {
    struct stat facts{};
    const bool file =
        ::fstatat(::dirfd(entries.get()), entry->d_name, &facts, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISREG(facts.st_mode);
    if (file) {
      names.emplace_back(entry->d_name);
    }
    errno = 0;
  }
  if (errno != 0) {
    return io_error(errno, folder);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

Result<std::unique_ptr<PosixFiles>> PosixFiles::open(std::string_view home, HomeMode mode) {
  const std::string path(home);
  if (mode == HomeMode::create_if_absent) {
    ENTENTE_CHECK(make_home(path));
  }
  // The way to the home is the administrator's: links on it are followed, as a shell would.
  Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.open()) {
    return open_error(errno, path);
  }
  ENTENTE_CHECK(check_home(folder, path));
  return std::unique_ptr<PosixFiles>(new PosixFiles(folder.release()));
}

PosixFiles::~PosixFiles() { ::close(home_); }

Result<std::unique_ptr<File>> PosixFiles::open(std::string_view path, OpenMode mode) {
  ENTENTE_TRY(Place place, locate(home_, path));
  ENTENTE_TRY(Descriptor file, open_file(place, mode, path));
  if (mode == OpenMode::read) {
    place.folder = Descriptor();
  }
  return std::unique_ptr<File>(
      std::make_unique<PosixFile>(std::move(file), std::move(place.folder), std::string(path)));
}

Status PosixFiles::rename(std::string_view from, std::string_view to) {
  ENTENTE_TRY(const Place source, locate(home_, from));
  ENTENTE_TRY(const Place target, locate(home_, to));
  if (::renameat(source.folder.number(), source.name.c_str(), target.folder.number(),
                 target.name.c_str()) != 0) {
    return open_error(errno, from);
  }
  ENTENTE_CHECK(sync_folder(target.folder, to));
  return sync_folder(source.folder, from);
}

Status PosixFiles::remove(std::string_view path) {
  ENTENTE_TRY(const Place place, locate(home_, path));
  if (::unlinkat(place.folder.number(), place.name.c_str(), 0) != 0) {
    return open_error(errno, path);
  }
  return sync_folder(place.folder, path);
}

Result<bool> PosixFiles::exists(std::string_view path) const {
  const Result<Place> place = locate(home_, path);
  if (!place) {
    return place.error().is(kNotFound) ? Result<bool>(false) : Result<bool>(place.error());
  }
  struct stat facts{};
  if (::fstatat(place->folder.number(), place->name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0) {
    return true;
  }
  return errno == ENOENT ? Result<bool>(false) : Result<bool>(io_error(errno, path));
}

Result<std::vector<std::string>> PosixFiles::list(std::string_view folder) const {
  Result<Descriptor> opened = open_folder(home_, folder);
  if (!opened && opened.error().is(kNotFound)) {
    return std::vector<std::string>();
  }
  if (!opened) {
    return opened.error();
  }
  return names_in(std::move(*opened), folder);
}

Status PosixFiles::make_folder(std::string_view folder) {
  ENTENTE_TRY(const std::vector<std::string_view> parts, parts_of(folder));
  ENTENTE_TRY(Descriptor parent, home_again(home_));
  for (const std::string_view part : parts) {
    const std::string name(part);
    if (::mkdirat(parent.number(), name.c_str(), kFolderMode) == 0) {
      ENTENTE_CHECK(sync_folder(parent, folder));
    } else if (errno != EEXIST) {
      return io_error(errno, folder);
    }
    ENTENTE_TRY(parent, step_into(parent, name, folder));
  }
  return {};
}

Result<HomeLock> HomeLock::take(PosixFiles& files) {
  Descriptor file(
      ::openat(files.home_, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, kFileMode));
  if (!file.open()) {
    return open_error(errno, "lock");
  }
  if (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
    return errno == EWOULDBLOCK ? Error(kHomeInUse, "Another process serves this home.")
                                : io_error(errno, "lock");
  }
  return HomeLock(file.release());
}

HomeLock::HomeLock(HomeLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

HomeLock& HomeLock::operator=(HomeLock&& other) noexcept {
  std::swap(file_, other.file_);
  return *this;
}

// Closing the descriptor gives the lock back. The file stays: removing it would let two processes
// lock two different files of one name.
HomeLock::~HomeLock() {
  if (file_ >= 0) {
    ::close(file_);
  }
}

}  // namespace entente::store
