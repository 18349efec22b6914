#include "cli/local_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/errors.h"

namespace entente::cli {
namespace {

Error system_error(std::string_view what, const std::string& path) {
  const int number = errno;
  return Error(number == ENOENT ? kNotFound : kIo, fmt::format("{}: {}.", what, strerror(number)),
               path);
}

class LocalSource final : public ByteSource {
 public:
  LocalSource(int file, bool owned) : file_(file), owned_(owned) {}
  ~LocalSource() override {
    if (owned_) {
      ::close(file_);
    }
  }
  LocalSource(const LocalSource&) = delete;
  LocalSource& operator=(const LocalSource&) = delete;

  Result<std::size_t> read(std::span<std::uint8_t> out) override {
    const ssize_t read = ::read(file_, out.data(), out.size());
    if (read < 0) {
      return system_error("The input cannot be read", "");
    }
    return static_cast<std::size_t>(read);
  }

 private:
  int file_;
  bool owned_;
};

class LocalRandomAccess final : public RandomAccess {
 public:
  explicit LocalRandomAccess(int file) : file_(file) {}
  ~LocalRandomAccess() override { ::close(file_); }
  LocalRandomAccess(const LocalRandomAccess&) = delete;
  LocalRandomAccess& operator=(const LocalRandomAccess&) = delete;

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> out) override {
    const ssize_t read = ::pread(file_, out.data(), out.size(), static_cast<off_t>(offset));
    return read < 0 ? Result<std::size_t>(system_error("The file cannot be read", ""))
                    : static_cast<std::size_t>(read);
  }
  Result<std::uint64_t> size() const override {
    struct stat found{};
    return ::fstat(file_, &found) == 0
               ? Result<std::uint64_t>(static_cast<std::uint64_t>(found.st_size))
               : system_error("The file cannot be read", "");
  }

 private:
  int file_;
};

Status write_all(int file, BytesView bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      return system_error("The output cannot be written", path);
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

/// At most so many bytes of a file that is open.
class BoundedFile final : public ByteSink {
 public:
  BoundedFile(int file, std::string path, std::uint64_t limit)
      : file_(file), path_(std::move(path)), left_(limit) {}
  Status write(BytesView bytes) override {
    if (bytes.size() > left_) {
      return Error(kTooLarge, "The input is larger than it may be.");
    }
    left_ -= bytes.size();
    return write_all(file_, bytes, path_);
  }

 private:
  int file_;
  std::string path_;
  std::uint64_t left_;
};

/// Standard input in a file that nobody else finds.
Result<std::unique_ptr<RandomAccess>> spooled_input(std::uint64_t limit) {
  const char* folder = std::getenv("TMPDIR");
  std::string path = std::string(folder == nullptr ? "/tmp" : folder) + "/entente-XXXXXX";
  const int file = ::mkostemp(path.data(), O_CLOEXEC);
  if (file < 0) {
    return system_error("The input cannot be kept", path);
  }
  auto spool = std::make_unique<LocalRandomAccess>(file);
  ::unlink(path.c_str());
  LocalSource in(STDIN_FILENO, false);
  BoundedFile kept(file, path, limit);
  ENTENTE_CHECK(copy(in, kept));
  return std::unique_ptr<RandomAccess>(std::move(spool));
}

}  // namespace

bool is_folder(const std::string& path) {
  struct stat found{};
  return ::stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
}

bool names_a_file(const std::string& argument) {
  struct stat found{};
  return ::stat(argument.c_str(), &found) == 0 || argument.ends_with(".toml");
}

Result<std::unique_ptr<ByteSource>> open_local(const std::string& path) {
  if (path == "-") {
    return std::unique_ptr<ByteSource>(std::make_unique<LocalSource>(STDIN_FILENO, false));
  }
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return system_error("The file cannot be opened", path);
  }
  return std::unique_ptr<ByteSource>(std::make_unique<LocalSource>(file, true));
}

Result<std::unique_ptr<RandomAccess>> open_local_anywhere(const std::string& path,
                                                          std::uint64_t limit) {
  if (path == "-") {
    return spooled_input(limit);
  }
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return system_error("The file cannot be opened", path);
  }
  return std::unique_ptr<RandomAccess>(std::make_unique<LocalRandomAccess>(file));
}

Result<std::string> read_local(const std::string& path, std::uint64_t limit) {
  ENTENTE_TRY(auto source, open_local(path));
  MemorySink sink(limit);
  std::vector<std::uint8_t> buffer(64u << 10);
  while (true) {
    ENTENTE_TRY(const std::size_t read, source->read(buffer));
    if (read == 0) {
      return std::string(as_text(sink.bytes()));
    }
    if (const Status taken = sink.write(BytesView(buffer).first(read)); !taken.ok()) {
      return Error(kTooLarge, "The file is larger than it may be.", path);
    }
  }
}

Result<std::unique_ptr<LocalOutput>> LocalOutput::create(const std::string& path) {
  if (path == "-") {
    return std::unique_ptr<LocalOutput>(new LocalOutput(STDOUT_FILENO, path, ""));
  }
  std::string temporary = fmt::format("{}.{}.part", path, ::getpid());
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                          S_IRUSR | S_IWUSR);
  if (file < 0) {
    return system_error("The output cannot be created", path);
  }
  return std::unique_ptr<LocalOutput>(new LocalOutput(file, path, std::move(temporary)));
}

LocalOutput::~LocalOutput() {
  if (!temporary_.empty() && file_ >= 0) {
    ::close(file_);
    ::unlink(temporary_.c_str());
  }
}

Status LocalOutput::write(BytesView bytes) { return write_all(file_, bytes, path_); }

Status LocalOutput::commit() {
  if (temporary_.empty()) {
    return {};
  }
  const bool durable = ::fsync(file_) == 0 && ::close(file_) == 0;
  file_ = -1;
  if (!durable || ::rename(temporary_.c_str(), path_.c_str()) != 0) {
    Error error = system_error("The output cannot be completed", path_);
    ::unlink(temporary_.c_str());
    return error;
  }
  return {};
}

Status write_local(const std::string& path, BytesView bytes) {
  ENTENTE_TRY(const auto file, LocalOutput::create(path));
  ENTENTE_CHECK(file->write(bytes));
  return file->commit();
}

}  // namespace entente::cli
